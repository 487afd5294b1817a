import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startChild } from "../../scripts/lib/child.mjs";
import { ask, run } from "../../scripts/lib/run.mjs";
import { startWorkerd } from "../../scripts/lib/workerd.mjs";
import { envOf, until } from "../worker/gateway.mjs";

/** @param {import("node:test").TestContext} t */
async function tiedGateway(t) {
  const stateDir = mkdtempSync(join(tmpdir(), "child-"));
  const gateway = await startWorkerd({ env: envOf("http://127.0.0.1:1"), stateDir, tied: true });
  t.after(async () => {
    await gateway.stop();
    rmSync(stateDir, { recursive: true, force: true });
  });
  const answers = () =>
    fetch(`${gateway.url}/healthz`).then(
      () => true,
      () => false,
    );
  assert.equal(await answers(), true);
  return { gateway, answers };
}

test("workerd ends when its supervisor is killed", async (t) => {
  const { gateway, answers } = await tiedGateway(t);
  process.kill(gateway.pid, "SIGKILL");
  await until("the end of workerd", async () => !(await answers()));
  assert.deepEqual(await gateway.exited, { code: null, signal: "SIGKILL" });
});

test("stop() and kill() end workerd although its supervisor is gone", async (t) => {
  for (const how of /** @type {const} */ (["stop", "kill"])) {
    const { gateway, answers } = await tiedGateway(t);
    process.kill(gateway.pid, "SIGKILL");
    await new Promise((resolve) => gateway.process.once("exit", resolve));
    await gateway[how]();
    assert.equal(await answers(), false, how);
  }
});

test("a program has ended although something that it started holds its output open", {
  timeout: 60_000,
}, async () => {
  const child = startChild("sh", "sh", ["-c", "sleep 1000 & exit 3"]);
  assert.deepEqual(await child.exited, { code: 3, signal: null });
});

test("what a command says is taken without colours, which some write into a pipe where CI is set", async () => {
  const { output } = await run(process.execPath, ["-e", 'console.log("\\x1b[32m2 passed\\x1b[39m")']);
  assert.equal(output, "2 passed");
});

test("what a short command says has no colours where FORCE_COLOR is set", (t) => {
  const { FORCE_COLOR } = process.env;
  t.after(() => {
    if (FORCE_COLOR === undefined) delete process.env.FORCE_COLOR;
    else process.env.FORCE_COLOR = FORCE_COLOR;
  });
  process.env.FORCE_COLOR = "1";
  assert.equal(ask(process.execPath, ["-p", "4"]), "4");
});
