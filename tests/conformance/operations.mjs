import assert from "node:assert/strict";
import { group } from "./cases.mjs";
import { expectCode } from "./expect.mjs";

/**
 * @typedef {import("./cases.mjs").Context} Context
 * @typedef {{action: string, from: string, via: string, to: string, back: string}} Transition `back`: the action that undoes it
 */

/** How long an operation may take, at most. */
const PATIENCE_MS = 300_000;

/** @type {Transition[]} */
const TRANSITIONS = [
  { action: "StartInstances", from: "STOPPED", via: "STARTING", to: "RUNNING", back: "StopInstances" },
  { action: "StopInstances", from: "RUNNING", via: "STOPPING", to: "STOPPED", back: "StartInstances" },
];

/** Machines are really started and stopped here. They are left as they were found. */
export const operations = () => group("operations", [transitions, reboots, charges]);

/** @param {import("./cases.mjs").Cases} cases */
function transitions(cases) {
  for (const transition of TRANSITIONS) {
    passes(cases, transition);
    batches(cases, transition);
    overlaps(cases, transition);
  }
}

/** @param {import("./cases.mjs").Cases} cases @param {Transition} transition */
function passes({ add }, { action, from, via, to, back }) {
  add("documented", "starts", `${action}: ${from}, ${via}, ${to}`, async (context) => {
    const id = await find(context, from);
    if (id === undefined) return;
    const { RequestId, Error: error } = await act(context, action, [id]);
    assert.equal(error, undefined);
    const during = await look(context, id);
    assert.ok([via, to].includes(during.InstanceState), during.InstanceState);
    assert.equal(during.LatestOperation, action);
    assert.equal(during.LatestOperationRequestId, RequestId);
    const after = await until(context, id, to);
    assert.equal(after.LatestOperationState, "SUCCESS");
    await act(context, back, [id]);
    await until(context, id, from);
  });
  add("documented", "starts", `${action}: refused in ${to}, with the code of that state`, async (context) => {
    const id = await find(context, to);
    if (id === undefined) return;
    const code = `UnsupportedOperation.InstanceState${to === "RUNNING" ? "Running" : "Stopped"}`;
    expectCode(await act(context, action, [id]), [code, "InvalidInstance.NotSupported"]);
  });
}

/** @param {import("./cases.mjs").Cases} cases @param {Transition} transition */
function batches({ add }, { action, from, to, back }) {
  add("assumed", "starts", `${action}: one id that is not there stops its batch`, async (context) => {
    const id = await find(context, from);
    if (id === undefined) return;
    expectCode(await act(context, action, [id, "ins-00000000"]), "InvalidInstanceId.NotFound");
    assert.equal((await look(context, id)).InstanceState, from);
  });
  add("assumed", "starts", `${action}: an id given twice acts once`, async (context) => {
    const id = await find(context, from);
    if (id === undefined) return;
    expectCode(await act(context, action, [id, id]), "ok");
    await until(context, id, to);
    await act(context, back, [id]);
    await until(context, id, from);
  });
}

/** @param {import("./cases.mjs").Cases} cases @param {Transition} transition */
function overlaps({ add }, { action, from, via, to, back }) {
  add("documented", "starts", `${action}: refused while it is under way`, async (context) => {
    const id = await find(context, from);
    if (id === undefined) return;
    await act(context, action, [id]);
    const second = await act(context, action, [id]);
    const state = via === "STARTING" ? "Starting" : "Stopping";
    expectCode(second, [
      `UnsupportedOperation.InstanceState${state}`,
      "MutexOperation.TaskRunning",
      "OperationDenied.InstanceOperationInProgress",
    ]);
    await until(context, id, to);
    await act(context, back, [id]);
    await until(context, id, from);
  });
}

/** @param {import("./cases.mjs").Cases} cases */
function reboots({ add }) {
  add("documented", "starts", "RebootInstances: RUNNING, REBOOTING, RUNNING", async (context) => {
    const id = await find(context, "RUNNING");
    if (id === undefined) return;
    const { RequestId } = await act(context, "RebootInstances", [id]);
    const during = await look(context, id);
    assert.deepEqual(
      [during.LatestOperation, during.LatestOperationRequestId],
      ["RebootInstances", RequestId],
    );
    await until(context, id, "RUNNING");
  });
  add("documented", "starts", "RebootInstances: refused for a stopped instance", async (context) => {
    const id = await find(context, "STOPPED");
    if (id === undefined) return;
    expectCode(await act(context, "RebootInstances", [id]), "UnsupportedOperation.InstanceStateStopped");
  });
}

/** @param {import("./cases.mjs").Cases} cases */
function charges({ add }) {
  add(
    "documented",
    "starts",
    "StopInstances: a stopped instance tells how it is charged",
    async (context) => {
      const id = await find(context, "RUNNING", "POSTPAID_BY_HOUR");
      if (id === undefined) return;
      for (const StoppedMode of ["KEEP_CHARGING", "STOP_CHARGING"]) {
        await context.ask({ action: "StopInstances", params: { InstanceIds: [id], StoppedMode } });
        assert.equal((await until(context, id, "STOPPED")).StopChargingMode, StoppedMode);
        await act(context, "StartInstances", [id]);
        assert.equal((await until(context, id, "RUNNING")).StopChargingMode, "NOT_APPLICABLE");
      }
    },
  );
}

/** @param {Context} context @param {string} action @param {string[]} ids */
const act = ({ ask }, action, ids) => ask({ action, params: { InstanceIds: ids } });

/** @param {Context} context @param {string} state @param {string} [charge] */
async function find({ ask }, state, charge) {
  const Filters = [
    { Name: "instance-state", Values: [state] },
    ...(charge === undefined ? [] : [{ Name: "instance-charge-type", Values: [charge] }]),
  ];
  const { InstanceSet } = await ask({ action: "DescribeInstances", params: { Filters, Limit: 1 } });
  return InstanceSet[0]?.InstanceId;
}

/** @param {Context} context @param {string} id */
async function look({ ask }, id) {
  const { InstanceSet } = await ask({ action: "DescribeInstances", params: { InstanceIds: [id] } });
  return InstanceSet[0];
}

/** @param {Context} context @param {string} id @param {string} state */
async function until(context, id, state) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look(context, id);
    if (seen.InstanceState === state && seen.LatestOperationState !== "OPERATING") return seen;
    assert.ok(Date.now() < end, `${id} is still ${seen.InstanceState}, not ${state}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
