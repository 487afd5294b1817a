import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { onLines } from "../../scripts/lib/child.mjs";
import { paths } from "../../scripts/lib/paths.mjs";

const CLI = `${paths.root}/pkg/cli/main.js`;
const folder = mkdtempSync(join(tmpdir(), "emulator-lifetime-"));
/** @type {Set<number>} */
const groups = new Set();
function killAll() {
  for (const group of groups) {
    try {
      process.kill(-group, "SIGKILL");
    } catch {
      // All of it has ended.
    }
  }
}
after(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});
// Nothing outlives the test, whichever way it ends.
process.once("SIGTERM", () => process.exit(143));
process.on("exit", killAll);

/** A project in which the package is installed. */
function project() {
  const bin = join(folder, "node_modules", ".bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "project", private: true }));
  symlinkSync(paths.root, join(folder, "node_modules", "tencentcloud-edge"));
  symlinkSync("../tencentcloud-edge/pkg/cli/main.js", join(bin, "tencentcloud-edge"));
}
project();

/** The environment without what npm said of this run. */
const bare = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/i.test(name)),
);

/**
 * Starts a command that starts an emulator, and waits until it is ready.
 * @param {string} command
 * @param {string[]} args
 * @param {string[]} [options] of the emulator
 * @returns {Promise<{url: string, child: import("node:child_process").ChildProcess, exited: Promise<[number | null, string | null]>}>}
 */
async function start(command, args, options = []) {
  const child = spawn(command, [...args, "emulator", "--port", "0", ...options], {
    cwd: folder,
    env: bare,
    stdio: ["pipe", "pipe", "inherit"],
    // A group of its own, by which the test can end all of it.
    detached: true,
  });
  if (child.pid !== undefined) groups.add(child.pid);
  /** @type {Promise<[number | null, string | null]>} */
  const exited = new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve([code, signal]));
  });
  const url = await new Promise((resolve, reject) => {
    exited.then(([code]) => reject(new Error(`it ended with ${code}`)));
    onLines(child.stdout, (line) => {
      const match = /^emulator ready (\S+)/.exec(line);
      if (match) resolve(match[1]);
    });
  });
  return { url, child, exited };
}

/** @param {string} url */
const answers = (url) =>
  fetch(`${url}/_emulator/ids`).then(
    (reply) => reply.ok,
    () => false,
  );

/** Waits until nobody listens any more. @param {string} url */
async function ended(url) {
  while (await answers(url)) await new Promise((go) => setTimeout(go, 50));
}

for (const signal of /** @type {const} */ (["SIGTERM", "SIGKILL"])) {
  test(`it ends when npx does: ${signal}`, { timeout: 60_000 }, async () => {
    const { url, child, exited } = await start("npx", ["--no", "tencentcloud-edge"]);
    assert.ok(await answers(url));
    child.kill(signal);
    await exited;
    await ended(url);
  });
}

test("it ends when npm run does", { timeout: 60_000 }, async () => {
  const scripts = { serve: "tencentcloud-edge" };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "project", private: true, scripts }));
  const { url, child, exited } = await start("npm", ["run", "serve", "--"]);
  child.kill("SIGKILL");
  await exited;
  await ended(url);
});

test("it outlives npx where it is told to", { timeout: 60_000 }, async () => {
  const kept = await start("npx", ["--no", "tencentcloud-edge"], ["--keep-running"]);
  const lost = await start("npx", ["--no", "tencentcloud-edge"]);
  for (const { child, exited } of [kept, lost]) {
    child.kill("SIGKILL");
    await exited;
  }
  // Orphaned at one moment: when the one has noticed, the other would have.
  await ended(lost.url);
  await new Promise((go) => setTimeout(go, 1_000));
  assert.ok(await answers(kept.url));
});

test("without npm it ends with standard input only where it is told to", { timeout: 60_000 }, async () => {
  const plain = await start(process.execPath, [CLI]);
  const bound = await start(process.execPath, [CLI], ["--exit-with-stdin"]);
  plain.child.stdin?.end();
  bound.child.stdin?.end();
  assert.deepEqual(await bound.exited, [0, null]);
  assert.ok(await answers(plain.url));
  plain.child.kill("SIGTERM");
  assert.deepEqual(await plain.exited, [0, null]);
});

test("it goes on when nobody reads its log any more", { timeout: 60_000 }, async () => {
  const { url, child, exited } = await start(process.execPath, [CLI]);
  child.stdout?.destroy();
  for (let at = 0; at < 5; at += 1)
    assert.equal((await fetch(url, { method: "POST", body: "{}" })).status, 200);
  assert.ok(await answers(url));
  child.kill("SIGTERM");
  assert.deepEqual(await exited, [0, null]);
});
