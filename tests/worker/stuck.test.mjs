import assert from "node:assert/strict";
import { test } from "node:test";
import { control, REGION, readEvents, startPair, stoppedIds, until } from "./gateway.mjs";
import { runSql } from "./storage.mjs";

/** @typedef {import("../../worker/src/jobs/types.js").JobSummary} JobSummary */

const NAMED = `default:${REGION}`;

/**
 * Starts the gateway anew until a listener hears first that the job is in this state.
 * @param {import("./gateway.mjs").TestGateway} gateway
 * @param {string} path the job's
 * @param {string} state
 * @param {string[]} statements run before each start
 */
const listenWhile = (gateway, path, state, statements) =>
  until(`a listener while the job is ${state}`, async () => {
    await gateway.crash();
    await runSql(
      gateway.stateDir,
      NAMED,
      statements.map((sql) => [sql]),
    );
    await gateway.resume();
    const events = readEvents(await gateway.raw(`${path}/events`, { token: "ops" }));
    const { value } = await events.next();
    return value?.data.state === state && events;
  });

/**
 * The first job that a listener hears of and wants.
 * @param {AsyncGenerator<{ data: JobSummary }>} events
 * @param {(job: JobSummary) => boolean} wanted
 */
async function heard(events, wanted) {
  for (;;) {
    const { value } = await events.next();
    if (!value) return assert.fail("the stream ended");
    if (wanted(value.data)) return value.data;
  }
}

const UNREADABLE = "UPDATE rows SET value = replace(value, 'job3', 'job999') WHERE key = 'head'";
const READABLE = "UPDATE rows SET value = replace(value, 'job999', 'job3') WHERE key = 'head'";

test("a job that cannot be read: listeners are told, a cancel shows, and it ends once it can be read", {
  timeout: 60_000,
}, async (t) => {
  const pair = await startPair({
    instances: 60,
    tokens: { watch: { metrics: true } },
    env: { RELEASE: "first", MAX_RUNNING_JOBS_PER_TOKEN: "1" },
  });
  t.after(pair.close);
  const { emulator, gateway } = pair;
  await control(emulator, "faults", { kind: "hang", action: "DescribeInstances" });
  const [id = "", another = ""] = await stoppedIds(emulator, 2);
  const { body: made } = await gateway.start([id]);
  const path = `/v1/jobs/${made.id}`;

  const toStuck = await listenWhile(gateway, path, "running", [UNREADABLE, "UPDATE jobs SET stuck = NULL"]);
  const stuck = await heard(toStuck, ({ state }) => state === "stuck");
  assert.match(String(stuck.reason), /cannot read the saved job/);
  assert.equal(stuck.cancelRequested, undefined);
  assert.equal((await gateway.start([another])).status, 429);

  const { status, body } = await gateway.api(`${path}/cancel`, { method: "POST", token: "ops" });
  assert.equal(status, 202);
  assert.deepEqual([body.state, body.cancelRequested], ["stuck", true]);
  assert.ok(body.version > stuck.version);
  await heard(toStuck, ({ cancelRequested }) => cancelRequested === true);
  const metrics = await (await gateway.raw("/metrics", { token: "watch" })).text();
  assert.match(metrics, /tencentcloud_edge_jobs\{[^}]*state="cancelling"\} 1/);
  assert.doesNotMatch(metrics, /tencentcloud_edge_jobs\{[^}]*state="stuck"\}/);
  const dry = await gateway.start([another], { fields: { dryRun: true } });
  assert.equal(dry.body.accepted, true, "a cancelled job that is stuck takes no place");

  const reason =
    "UPDATE jobs SET cancelled = 0, stuck = 'a release before', stuck_release = 'zero', stuck_at = 0";
  const toRunning = await listenWhile(gateway, path, "stuck", [READABLE, reason]);
  const running = await heard(toRunning, ({ state }) => state !== "stuck");
  assert.deepEqual([running.state, running.reason], ["running", undefined]);
  assert.equal(running.waiting?.code, undefined, "told before the first request has met anything");

  await control(emulator, "clear-faults", {});
  await gateway.api(`${path}/cancel`, { method: "POST", token: "ops" });
  const ended = await gateway.ended(made.id);
  assert.deepEqual([ended.state, ended.cancelRequested], ["cancelled", undefined]);
});
