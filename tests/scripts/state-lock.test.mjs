import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { claimState } from "../../pkg/cli/gateway/state-lock.js";
import { UsageError } from "../../pkg/cli/usage-error.js";
import { paths } from "../../scripts/lib/paths.mjs";

const CLAIM = `
import { claimState } from ${JSON.stringify(`${paths.root}/pkg/cli/gateway/state-lock.js`)};
setInterval(() => {}, 1_000);
await claimState(process.argv[1], { port: Number(process.argv[2]) }).then(
  () => console.log("granted"),
  (error) => console.log(error.message),
);`;

/** A folder to claim, in one of its own. @param {import("node:test").TestContext} t */
function folder(t) {
  const dir = mkdtempSync(join(tmpdir(), "lock-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return { dir, state: `${dir}/gateway` };
}

/**
 * A process that claims a folder and lives on, whether it gets it or not.
 * @param {import("node:test").TestContext} t
 * @param {string} state
 * @param {number} port
 */
async function claimant(t, state, port) {
  const args = ["--input-type=module", "-e", CLAIM, state, String(port)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  t.after(() => child.kill("SIGKILL"));
  const said = await new Promise((resolve, reject) => {
    child.stdout.once("data", (data) => resolve(String(data).trim()));
    child.once("exit", () => reject(new Error("it ended without a word")));
  });
  const kill = () => {
    child.kill("SIGKILL");
    return ended;
  };
  return { child, said, kill };
}

test("a folder that a process of this machine claims is refused to others", async (t) => {
  const state = `${folder(t).dir}/${"long".repeat(20)}`;
  await claimState(state, { port: 9 });
  await assert.rejects(claimState(state, { port: 10 }), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, new RegExp(`process ${process.pid}, port 9`));
    return true;
  });
});

test("an owner that is suspended and does not answer still has its folder, a killed one has not", async (t) => {
  const { dir, state } = folder(t);
  const owner = await claimant(t, state, 9);
  assert.equal(owner.said, "granted");
  owner.child.kill("SIGSTOP");
  await assert.rejects(claimState(state, { port: 10 }), /in use by another gateway, which does not answer/);
  owner.child.kill("SIGCONT");
  await assert.rejects(claimState(state, { port: 10 }), new RegExp(`process ${owner.child.pid}, port 9`));
  await owner.kill();
  await claimState(state, { port: 10 });
  await assert.rejects(claimState(state, { port: 11 }), new RegExp(`process ${process.pid}, port 10`));
  assert.deepEqual(readdirSync(dir).sort(), ["gateway", "gateway.sock1"]);
});

test("of several processes that claim at once, one is granted, also after each killed owner", async (t) => {
  const { state } = folder(t);
  mkdirSync(state);
  for (let round = 0; round < 4; round++) {
    const claims = await Promise.all([1, 2, 3, 4].map((port) => claimant(t, state, port)));
    const granted = claims.filter(({ said }) => said === "granted");
    assert.equal(granted.length, 1, claims.map(({ said }) => said).join("\n"));
    for (const { said } of claims) assert.match(said, /^granted$|in use by another gateway/);
    await Promise.all(claims.map(({ kill }) => kill()));
  }
});

test("of several claims that find the same dead owner, one is granted", async (t) => {
  for (let round = 0; round < 4; round++) {
    const { state } = folder(t);
    await (await claimant(t, state, 9)).kill();
    const results = await Promise.allSettled([1, 2, 3].map((port) => claimState(state, { port })));
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1, `round ${round}`);
  }
});
