import assert from "node:assert/strict";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { LIMITS } from "#model";
import {
  all,
  end,
  once,
  pause,
  progressOf,
  rejected,
  resultOf,
  started,
  startedByReset,
  until,
} from "../row.mjs";
import { IDS } from "../service.mjs";

/** @typedef {import("../row.mjs").Row} Row */
/** @typedef {import("../row.mjs").Seen} Seen */

const START = "StartInstances";
const LOOK = "DescribeInstances";
const POLL = "DescribeInstancesStatus";
const [FIRST = "", SECOND = "", THIRD = "", FOURTH = ""] = IDS;

/** Ids that are none, with what is wrong with them. */
const MALFORMED = [
  "ins-1",
  "INS-00000001",
  "ins-0000000１",
  "ins-0000\u200d0001",
  "\u202eins-00000001",
  "ins-0000\u00000001",
  "ins-00000001\r\nX: y",
  `ins-${"0".repeat(10_000)}`,
  "",
  " ins-00000001",
];

/** @param {string[]} states */
const put = (states) => async (/** @type {import("../service.mjs").Service} */ service) => {
  for (const [nth, state] of states.entries()) await service.control("set", { instanceId: IDS[nth], state });
};

/** Sums of every progress equal the total; here of the last. @param {Seen} seen */
function sums(seen) {
  const { total, outcomes } = progressOf(seen);
  assert.equal(
    Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    total,
  );
}

/** @type {Row[]} */
export const fleet = [
  ...[1, LIMITS.ids, LIMITS.ids + 1].map((count) => ({
    name: `22 ${count} instances go in ${Math.ceil(count / LIMITS.ids)} requests, in their order`,
    count,
    holds(/** @type {Seen} */ seen) {
      started(seen, Math.ceil(count / LIMITS.ids));
      assert.deepEqual(
        seen.log(START).flatMap(({ instanceIds }) => instanceIds),
        seen.ids,
      );
      sums(seen);
    },
  })),
  {
    name: "21 no ids: nothing is sent",
    count: 0,
    holds(seen) {
      rejected(seen, "Client.EmptyList");
      assert.deepEqual(seen.snapshot.requests, []);
    },
  },
  {
    name: "23 an id given twice is one instance",
    count: 110,
    task: { ids: [...IDS.slice(0, 110), ...IDS.slice(0, 110)] },
    holds: (seen) => started(seen, 2),
  },
  {
    name: "24 malformed ids: all are named, nothing is sent",
    task: { ids: [FIRST, ...MALFORMED] },
    holds(seen) {
      rejected(seen, "Client.InvalidInstanceId");
      assert.deepEqual(
        seen.account.error?.invalidIds?.map(({ index }) => index),
        MALFORMED.map((_, nth) => nth + 1),
      );
      assert.deepEqual(seen.snapshot.requests, []);
    },
  },
  {
    name: "26 running, starting, stopping, pending",
    count: 5,
    before: put(["RUNNING", "STARTING", "STOPPING", "PENDING"]),
    holds(seen) {
      assert.deepEqual(
        seen.ids.map((_, nth) => end(seen, nth).outcome),
        ["already", "already", "done", "already", "done"],
      );
      assert.ok(resultOf(seen).instances.every(({ state }) => state === "RUNNING"));
    },
  },
  {
    name: "27 taken, then failed: in the service's words",
    faults: [{ kind: "fails", instanceId: THIRD }],
    holds(seen) {
      assert.deepEqual(end(seen, 2), {
        outcome: "failed",
        code: "Client.OperationFailed",
        inferred: false,
        state: "STOPPED",
      });
      assert.equal(resultOf(seen).instances.filter((row) => row.outcome === "done").length, 29);
    },
  },
  {
    name: "28 stuck: unknown at the deadline",
    faults: [{ kind: "stuck", instanceId: THIRD }],
    options: { deadlineMs: 4_000 },
    holds(seen) {
      assert.deepEqual(end(seen, 2), {
        outcome: "unknown",
        code: "Client.Deadline",
        inferred: false,
        state: "STARTING",
      });
      assert.equal(seen.log(START).length, 1);
    },
  },
  {
    name: "29 describes are stale, and the reply was lost",
    faults: [
      { kind: "stale-describe", delayMs: 900 },
      { kind: "accepted-but-reply-lost", action: START, nth: 1 },
    ],
    holds: (seen) => startedByReset(seen, 1),
  },
  {
    name: "30 an instance that nobody knows: absent from two replies",
    task: { ids: [FIRST, "ins-zzzzzzzz"] },
    holds(seen) {
      assert.equal(end(seen, 0).outcome, "done");
      assert.deepEqual(end(seen, 1), {
        outcome: "failed",
        code: "InvalidInstanceId.NotFound",
        inferred: true,
        state: undefined,
      });
      assert.equal(seen.log(START).length, 1);
    },
  },
  {
    name: "30 short-page, once: those it shows are not kept waiting",
    faults: [LOOK, POLL].map((action) => ({ kind: "short-page", action, nth: 1 })),
    holds: (seen) => started(seen, 2),
  },
  ...["omit", "foreign-rows", "repeat-rows", "unknown-state", "no-latest-operation"].map((kind) => ({
    name: `30 ${kind}, once`,
    faults: [LOOK, POLL].map((action) => ({ kind, action, nth: 1 })),
    holds: (/** @type {Seen} */ seen) => started(seen, 1),
  })),
  {
    name: "31 somebody stops it: conflict, and it stays stopped",
    faults: [{ kind: "human-stop", instanceId: THIRD }],
    holds(seen) {
      assert.equal(end(seen, 2).outcome, "conflict");
      assert.equal(seen.log(START).length, 1);
    },
  },
  {
    name: "31 somebody terminates it: conflict",
    faults: [{ kind: "human-terminate", instanceId: THIRD }],
    holds(seen) {
      assert.equal(end(seen, 2).outcome, "conflict");
      assert.equal(seen.log(START).length, 1);
    },
  },
  {
    name: "32 somebody else starts them just before",
    faults: [{ kind: "raced", action: START, nth: 1 }],
    count: 4,
    holds(seen) {
      all(seen, "already");
      once(seen, [FIRST, SECOND, THIRD, FOURTH]);
    },
  },
  ...["clock-ahead", "clock-behind"].map((kind) => ({
    name: `17 ${kind} by an hour: signed again with the service's time`,
    faults: [{ kind, delayMs: 3_600_000 }],
    holds(/** @type {Seen} */ seen) {
      started(seen, 1);
      assert.equal(seen.account.events.filter((event) => event.kind === "clock").length, 1);
      const sent = Object.values(resultOf(seen).requests).reduce((sum, count) => sum + count, 0);
      assert.equal(sent, seen.snapshot.requests.length, "the repeat is counted");
    },
  })),
  {
    name: "17 the clock jumps in mid-job",
    faults: [{ kind: "clock-ahead", action: START, delayMs: 3_600_000 }],
    holds: (seen) => started(seen, 2),
  },
  {
    name: "42 abort: nothing more is sent, what was is told",
    count: 130,
    faults: [{ kind: "hang", action: START }],
    task: { abortAfterMs: 600 },
    holds(seen) {
      assert.ok(seen.account.ms < 1_400, "at once");
      const left = seen.log(START).flatMap(({ instanceIds }) => instanceIds);
      assert.ok(left.length > 0);
      for (const { instanceId, outcome, sent, error } of resultOf(seen).instances) {
        const code = left.includes(instanceId) ? "Client.ReplyLost" : "Client.Aborted";
        assert.deepEqual(
          [outcome, sent, error?.code],
          ["unknown", left.includes(instanceId), code],
          instanceId,
        );
      }
    },
  },
  {
    name: "43 the key is rotated in mid-job",
    faults: [{ kind: "disabled-key", action: START, nth: 1 }],
    task: { source: [demoCredentials, { ...demoCredentials }] },
    holds(seen) {
      started(seen, 2);
      assert.equal(seen.account.asked, 2);
    },
  },
  {
    name: "47 chaos: a third of everything breaks",
    count: 60,
    faults: ["reset", "html-502", "accepted-but-reply-lost"].map((kind) => ({ kind, probability: 0.12 })),
    options: { deadlineMs: 90_000 },
    holds(seen) {
      started(seen);
      assert.ok(seen.snapshot.requests.length < 100, `${seen.snapshot.requests.length} requests`);
    },
  },
  {
    name: "48 an outage: few requests, and its end is noticed",
    count: 130,
    options: { deadlineMs: 60_000 },
    async meanwhile(service) {
      await until(service, START);
      await service.control("faults", { kind: "http-503-bare" });
      await pause(5_000);
      await service.control("clear-faults");
    },
    holds(seen) {
      all(seen, "done");
      once(seen, seen.ids);
      const refused = seen.snapshot.requests.filter(({ code }) => code === "Fault.http-503-bare");
      assert.ok(refused.length <= 20, `${refused.length} requests in five seconds`);
      assert.ok(seen.account.events.some(({ kind, waitMs = -1 }) => kind === "retry" && waitMs >= 0));
    },
  },
];
