import assert from "node:assert/strict";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { LIMITS } from "#model";
import { REGION } from "../pkg/support.mjs";
import { IDS } from "./service.mjs";

/** @typedef {import("./agent.mjs").Task} Task */

/**
 * What a row looks at when it is over.
 * @typedef {object} Seen
 * @property {import("./agent.mjs").Account} account
 * @property {import("tencentcloud-edge/emulator").EmulatorSnapshot} snapshot
 * @property {(action: string) => import("tencentcloud-edge/emulator").EmulatorRequest[]} log what came of one action
 * @property {string[]} ids
 * @property {string} runtime
 */

/**
 * One row of the fault matrix.
 * @typedef {object} Row
 * @property {string} name
 * @property {import("tencentcloud-edge/emulator").FaultRule[]} [faults]
 * @property {number} [count] of instances to start; default 30
 * @property {Partial<Omit<Task, "source">> & {source?: object[]}} [task]
 * @property {Partial<import("tencentcloud-edge").FleetOptions>} [options]
 * @property {(service: import("./service.mjs").Service) => Promise<unknown>} [before]
 * @property {(service: import("./service.mjs").Service) => Promise<unknown>} [meanwhile] runs beside the operation
 * @property {(seen: Seen) => void} holds
 */

/** Real time is dear: everything that waits is shorter here than it would be. */
const QUICK = { settleMs: 1_200, timeoutMs: 1_500, deadlineMs: 30_000 };

/**
 * Plays a row.
 * @param {Row} row
 * @param {import("./service.mjs").Service} service
 * @param {import("./runtimes.mjs").Agent} agent
 * @param {string} runtime
 */
export async function play(row, service, agent, runtime) {
  await service.control("clear-faults");
  await service.control("reset");
  await row.before?.(service);
  if (row.faults) await service.control("faults", row.faults);
  const ids = IDS.slice(0, row.count ?? 30);
  const options = {
    region: REGION,
    credentials: demoCredentials,
    endpoint: service.url(),
    accountKey: `${row.name} ${Math.random()}`,
    ...QUICK,
    ...row.options,
  };
  const task = /** @type {Task} */ ({ operation: "startInstances", ids, options, ...row.task });
  const [account] = await Promise.all([agent.perform(task), row.meanwhile?.(service)]);
  const snapshot = await service.snapshot();
  const log = (/** @type {string} */ action) =>
    snapshot.requests.filter((request) => request.action === action);
  assertWithinLimits(log, runtime === "Chromium" ? 1 : 0);
  row.holds({ account, snapshot, log, ids, runtime });
}

/**
 * What holds in every row: the rates, the size of a batch, no id twice.
 * @param {Seen["log"]} log
 * @param {number} more requests that the engine may have sent by itself
 */
function assertWithinLimits(log, more) {
  for (const [action, most] of /** @type {const} */ ([
    ["StartInstances", 10],
    ["DescribeInstances", 40],
    ["DescribeInstancesStatus", 40],
  ])) {
    const moments = log(action).map(({ atMs }) => atMs);
    moments.forEach((at, nth) => {
      assert.ok(!(moments[nth + most + more] - at < 1_000), `more than ${most} ${action} in a second`);
    });
    for (const { instanceIds = [] } of log(action)) {
      assert.ok(instanceIds.length <= LIMITS.ids && new Set(instanceIds).size === instanceIds.length);
    }
  }
}

/** What a fleet operation resolved with. @param {Pick<Seen, "account">} seen */
export function resultOf({ account: { value, error } }) {
  assert.ok(value !== undefined && "instances" in value, JSON.stringify(error));
  return /** @type {import("tencentcloud-edge").FleetResult} */ (value);
}

/** The last progress of a fleet operation. @param {Pick<Seen, "account">} seen */
export function progressOf({ account: { progress } }) {
  assert.ok(progress !== undefined, "no progress was reported");
  return progress;
}

/**
 * All ended so.
 * @param {Seen} seen
 * @param {import("tencentcloud-edge").Outcome} outcome
 * @param {string} [code]
 */
export function all({ account, ids }, outcome, code) {
  const rows = resultOf({ account }).instances;
  assert.deepEqual(
    rows.map((row) => [row.instanceId, row.outcome, row.error?.code]),
    ids.map((id) => [id, outcome, code]),
  );
  const counts = progressOf({ account }).outcomes;
  assert.equal(counts.pending, 0);
  assert.equal(counts[outcome], ids.length);
}

/**
 * All run, each started once, by so many start requests.
 * @param {Seen} seen
 * @param {number} [requests]
 */
export function started(seen, requests) {
  all(seen, "done");
  assert.equal(resultOf(seen).ok, true);
  once(seen, seen.ids);
  if (requests !== undefined) assert.equal(seen.log("StartInstances").length, requests);
}

/**
 * As `started`, after a connection was reset. Chromium sends a request once more by itself when a connection that it had
 * used before is reset: the page cannot know, and finds the instances already on their way.
 * @param {Seen} seen
 * @param {number} requests
 */
export function startedByReset(seen, requests) {
  if (seen.runtime !== "Chromium") return started(seen, requests);
  const rows = resultOf(seen).instances;
  assert.ok(rows.every(({ outcome }) => outcome === "done" || outcome === "already"));
  once(seen, seen.ids);
}

/** These were started, once each, and nothing else. @param {Seen} seen @param {string[]} ids */
export function once({ snapshot }, ids) {
  assert.deepEqual(snapshot.starts, Object.fromEntries(ids.map((id) => [id, 1])));
}

/** How the instance of this place ended. @param {Seen} seen @param {number} nth */
export function end({ account }, nth) {
  const { outcome, error, state } = resultOf({ account }).instances[nth] ?? assert.fail(`no instance ${nth}`);
  return { outcome, code: error?.code, inferred: error?.inferred === true, state };
}

/** What it was rejected with. @param {Seen} seen @param {string} code */
export function rejected({ account }, code) {
  assert.equal(account.value, undefined);
  assert.deepEqual([account.error?.ours, account.error?.code], [true, code]);
}

/** @param {number} ms */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until the service has seen so many requests of an action. @param {import("./service.mjs").Service} service @param {string} action @param {number} [count] */
export async function until(service, action, count = 1) {
  for (;;) {
    const { requests } = await service.snapshot();
    if (requests.filter((request) => request.action === action).length >= count) return;
    await pause(50);
  }
}
