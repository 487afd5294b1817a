import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { notStartedOnce, REGION, requestsOf, startPair, stoppedIds, until } from "./gateway.mjs";

const HOUR_SECONDS = 3_600;

/** @param {string} file @param {number} seconds by which the clock is moved */
function stepClock(file, seconds) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(seconds));
  writeFileSync(file, bytes, { flag: "r+" });
}

function stepped() {
  const folder = mkdtempSync(join(tmpdir(), "clock-step-"));
  const library = join(folder, "clock-step.so");
  before(() => {
    const args = ["-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library];
    const { status, stderr } = spawnSync("cc", [...args, `${import.meta.dirname}/clock-step.c`], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /**
   * A gateway with a running job whose clock has just been set back.
   * @param {import("node:test").TestContext} t
   */
  async function steppedBack(t) {
    const file = join(folder, `${t.name.replaceAll(/\W+/g, "-")}.bin`);
    writeFileSync(file, Buffer.alloc(8));
    const env = { LD_PRELOAD: library, CLOCK_STEP_FILE: file };
    const pair = await startPair({
      args: ["--boot", "8000,8000"],
      tokens: { watcher: { metrics: true } },
      env,
    });
    t.after(() => pair.close());
    const ids = await stoppedIds(pair.emulator, 3);
    const { status, body } = await pair.gateway.start(ids, { fields: { wait: true } });
    assert.equal(status, 202, JSON.stringify(body));
    await until("the start", async () => (await requestsOf(pair, "StartInstances")).length > 0);
    stepClock(file, -HOUR_SECONDS);
    return { pair, gateway: pair.gateway, ids, /** @type {string} */ id: body.id };
  }

  test("a job that is asked for goes on to its end", async (t) => {
    const { pair, gateway, ids, id } = await steppedBack(t);
    assert.equal((await gateway.ended(id)).progress.outcomes.done, ids.length);
    assert.match(gateway.log(), /"event":"clock\.frozen","aheadMs":\d+/);
    const { status, body } = await gateway.start(await stoppedIds(pair.emulator, 2));
    assert.equal(status, 202);
    assert.equal((await gateway.ended(body.id)).state, "done");
    assert.deepEqual(await notStartedOnce(pair, ids), []);
    const list = await gateway.api(`/v1/instances?region=${REGION}`, { token: "ops" });
    assert.equal(list.status, 200, JSON.stringify(list.body));
  });

  test("a job that nobody asks for goes on to its end while /metrics is read", async (t) => {
    const { pair, gateway, ids } = await steppedBack(t);
    await until("the end in the log", async () => {
      await delay(1_000);
      assert.equal((await gateway.raw("/metrics", { token: "watcher" })).status, 200);
      return /"event":"job\.finished"/.test(gateway.log());
    });
    assert.match(gateway.log(), /"event":"clock\.frozen"/);
    assert.deepEqual(await notStartedOnce(pair, ids), []);
  });
}

// LD_PRELOAD is Linux's.
if (process.platform === "linux")
  describe(
    "after workerd's clock was set back by an hour, where the clock of a living object stands still,",
    stepped,
  );
