import assert from "node:assert/strict";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { all, end, once, rejected, resultOf, started } from "../row.mjs";

/** @typedef {import("../row.mjs").Row} Row */
/** @typedef {import("../row.mjs").Seen} Seen */

const START = "StartInstances";
const ALL_FOUR = ["throttle", "throttle-account", "throttle-address", "throttle-global"];

/** The StartInstances page, "6. Error Code": what one instance of a batch may be refused for. */
const GUILTY = `InvalidInstance.NotSupported InvalidInstanceId.Malformed InvalidInstanceId.NotFound
InvalidParameterValue.InstanceIdMalformed InvalidParameterValue.ZoneNotSupported
UnsupportedOperation.InstanceReinstallFailed UnsupportedOperation.InstanceStateCorrupted
UnsupportedOperation.InstanceStateEnterRescueMode UnsupportedOperation.InstanceStateExitRescueMode
UnsupportedOperation.InstanceStateFreezing UnsupportedOperation.InstanceStateIsolating
UnsupportedOperation.InstanceStateRescueMode UnsupportedOperation.InstanceStateRunning
UnsupportedOperation.InstanceStateServiceLiveMigrate UnsupportedOperation.InstanceStateShutdown
UnsupportedOperation.InstanceStateStopped UnsupportedOperation.InstanceStateTerminated
UnsupportedOperation.InstanceStateTerminating`.split(/\s+/);
/** What passes, so that the instance is started in the end. */
const PASSING = `MutexOperation.TaskRunning OperationDenied.InstanceOperationInProgress
UnsupportedOperation.InstanceStatePending UnsupportedOperation.InstanceStateRebooting
UnsupportedOperation.InstanceStateStarting UnsupportedOperation.InstanceStateStopping`.split(/\s+/);
/** What the whole request is refused for. */
const REQUEST = ["InvalidParameterValue", "InvalidParameterValue.LimitExceeded", "MissingParameter"];

/** One request, and no more. @param {string} code @returns {(seen: Seen) => void} */
const once1 = (code) => (seen) => {
  rejected(seen, code);
  assert.equal(seen.snapshot.requests.length, 1);
};

/** @type {Row[]} */
export const refusals = [
  ...ALL_FOUR.map((kind) => ({
    name: `12 ${kind}: waited for, never a failure`,
    faults: [{ kind, action: START, times: 2 }],
    options: { deadlineMs: 60_000 },
    holds(/** @type {Seen} */ seen) {
      started(seen, 3);
      const [first, second] = seen.log(START);
      assert.ok(second.atMs - first.atMs >= 1_000);
      assert.equal(seen.account.events.filter((event) => event.kind === "throttle").length, 2);
    },
  })),
  {
    name: "12 describes are throttled too",
    faults: ["DescribeInstances", "DescribeInstancesStatus"].map((action) => ({
      kind: "throttle",
      action,
      nth: 1,
    })),
    holds: (seen) => started(seen, 1),
  },
  {
    name: "12 a code that is only spelled alike is not repeated",
    faults: [{ kind: "error", code: "LimitExceeded.UserOperation", action: START }],
    holds(seen) {
      all(seen, "failed", "LimitExceeded.UserOperation");
      assert.equal(seen.log(START).length, 1);
    },
  },
  ...["internal-error", "internal-server-error", "unavailable"].map((kind) => ({
    name: `13 ${kind}: looked at before it is sent again`,
    faults: [{ kind, action: START, nth: 1 }],
    holds: (/** @type {Seen} */ seen) => started(seen, 2),
  })),
  {
    name: "13 InternalError behind an executed start",
    faults: [{ kind: "accepted-but-internal-error", action: START, nth: 1 }],
    holds: (seen) => started(seen, 1),
  },
  {
    name: "13 half of the batch was executed",
    faults: [{ kind: "half-done", action: START, nth: 1 }],
    holds(seen) {
      started(seen, 2);
      assert.equal(seen.log(START)[1]?.instanceIds?.length, 15);
    },
  },
  {
    name: "18 a wrong secret: one request",
    options: { credentials: { ...demoCredentials, secretKey: "another" } },
    holds: once1("AuthFailure.SignatureFailure"),
  },
  {
    name: "18 an unknown SecretId: one request",
    options: { credentials: { ...demoCredentials, secretId: "AKIDunknown" } },
    holds: once1("AuthFailure.SecretIdNotFound"),
  },
  {
    name: "18 a key that dies in mid-job: what was not sent has failed, what was is unknown",
    count: 130,
    faults: [{ kind: "error", code: "AuthFailure.InvalidSecretId", action: START, nth: 2 }],
    holds(seen) {
      for (const nth of seen.ids.keys()) {
        const { outcome, code } = end(seen, nth);
        assert.ok(
          outcome === "unknown" || code === "AuthFailure.InvalidSecretId",
          `${nth}: ${outcome} ${code}`,
        );
      }
      assert.equal(seen.log(START).length, 2);
    },
  },
  {
    name: "19 a token that ends: the source is asked once more, and on it goes",
    faults: [{ kind: "expired-token", action: START, nth: 1 }],
    task: { source: [demoCredentials] },
    holds(seen) {
      started(seen, 2);
      assert.equal(seen.account.asked, 2);
      assert.equal(resultOf(seen).requests[START], 2);
    },
  },
  {
    name: "20 one instance is denied: the others start",
    count: 100,
    faults: [{ kind: "denied", action: START, instanceId: "ins-00000007" }],
    holds(seen) {
      const denied = seen.ids.indexOf("ins-00000007");
      assert.equal(end(seen, denied).code, "UnauthorizedOperation");
      once(
        seen,
        seen.ids.filter((_, nth) => nth !== denied),
      );
      assert.ok(seen.log(START).length <= 15);
    },
  },
  {
    name: "20 everything is denied: at most thirty requests",
    count: 130,
    faults: [{ kind: "denied", action: START }],
    holds(seen) {
      all(seen, "failed", "UnauthorizedOperation");
      assert.ok(seen.log(START).length <= 30);
    },
  },
  {
    name: "20 describes are denied: says which permission is missing, starts nothing",
    faults: [{ kind: "denied", action: "DescribeInstances" }],
    holds(seen) {
      once1("UnauthorizedOperation")(seen);
      assert.equal(seen.account.error?.advice, "fix-permissions");
      assert.match(seen.account.error?.message ?? "", /cvm:DescribeInstances/);
    },
  },
  {
    name: `25 ${GUILTY.length} codes that one instance is guilty of: the others start`,
    count: 60,
    faults: GUILTY.map((code, nth) => ({ kind: "error", code, action: START, instanceId: nthId(nth) })),
    options: { deadlineMs: 60_000 },
    holds(seen) {
      const guilty = GUILTY.map((code, nth) => [code, end(seen, seen.ids.indexOf(nthId(nth))).code]);
      for (const [code, found] of guilty) assert.equal(found, code);
      once(seen, seen.ids.slice(GUILTY.length));
    },
  },
  {
    name: `25 ${PASSING.length} codes that pass: started in the end`,
    count: PASSING.length,
    faults: PASSING.map((code, nth) => ({
      kind: "error",
      code,
      action: START,
      instanceId: nthId(nth),
      times: 1,
    })),
    options: { deadlineMs: 60_000 },
    holds: (seen) => started(seen),
  },
  ...REQUEST.map((code) => ({
    name: `25 ${code} is the request's: not repeated`,
    faults: [{ kind: "error", code, action: START }],
    holds(/** @type {Seen} */ seen) {
      all(seen, "failed", code);
      assert.equal(seen.log(START).length, 1);
    },
  })),
];

/** @param {number} nth */
function nthId(nth) {
  return `ins-${nth.toString(36).padStart(8, "0")}`;
}
