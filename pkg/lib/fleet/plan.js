import { CALL_OPTIONS, readSignal } from "../calling/options.js";
import { collectIds, isAsync } from "../core/instance-ids.js";
import { members, pick } from "../core/members.js";
import { STATE_REFUSALS, TRANSITIONS } from "../model.gen.js";
import { createFindInstances } from "./find.js";
import { JOB_OPTIONS } from "./job-options.js";
import { scheduleOf } from "./schedule.js";

/** @typedef {import("../../index.js").FleetPlan} FleetPlan */
/** @typedef {import("../../types/model.gen.js").OperationName} OperationName */
/** @typedef {import("../../index.js").InstanceState} InstanceState */
/** @typedef {ReturnType<typeof import("../client.js").client>} Client */

const PLAN_OPTIONS = /** @type {const} */ ([...new Set([...CALL_OPTIONS, ...JOB_OPTIONS])]);
/** Hashing needs no key: this one is nobody's. */
const NOBODY = { secretId: "none", secretKey: "none" };
/** The checks of a job are the same for all instances. */
const NO_MATTER_WHICH = ["ins-00000000"];
/** Parameters of a job that have a name of their own here. */
const SHORT = /** @type {const} */ ([
  ["stopType", "StopType"],
  ["stoppedMode", "StoppedMode"],
]);

/**
 * `planInstances` over the entry's other functions.
 * @param {Client} client
 * @returns {typeof import("../../index.js").planInstances}
 */
export const createPlanInstances = (client) =>
  async function planInstances(action, instances, options) {
    const given = members("options", options, PLAN_OPTIONS);
    const calling = pick("options", given, CALL_OPTIONS);
    const ids = isList(instances) ? await listed(instances, calling.signal) : undefined;
    checkJob(client, action, ids ?? NO_MATTER_WHICH, given);
    const states = await (ids === undefined
      ? selected(client, instances, calling)
      : described(client, ids, calling));
    const plan = { changes: [], already: [], refused: [] };
    for (const [id, state] of states) judge(plan, action, id, state);
    const { ramp, wait } = /** @type {import("../../index.js").OperationOptions} */ (given);
    const { batches, seconds } = scheduleOf(action, plan.changes.length, { ramp, wait });
    return {
      ...plan,
      batches,
      seconds,
      digest: digestOf(client, action, given, plan),
    };
  };

/** @param {unknown} instances */
const isList = (instances) =>
  typeof instances !== "object" || isAsync(instances) || Symbol.iterator in Object(instances);

/** @param {unknown} instances @param {unknown} signal */
async function listed(instances, signal) {
  const limits = { signal: readSignal(signal), deadlineMs: Number.POSITIVE_INFINITY };
  return /** @type {string[]} */ (await collectIds(instances, limits));
}

/** @typedef {Map<string, string | undefined>} States by id; `undefined` for an instance that the service does not know */

/** @param {Client} client @param {unknown} select @param {object} calling @returns {Promise<States>} */
async function selected(client, select, calling) {
  const states = new Map();
  const found = createFindInstances(client)(/** @type {never} */ (select), /** @type {never} */ (calling));
  for await (const { InstanceId, InstanceState } of found) states.set(InstanceId, InstanceState);
  return states;
}

/** @param {Client} client @param {string[]} ids @param {object} calling @returns {Promise<States>} */
async function described(client, ids, calling) {
  /** @type {States} */
  const states = new Map(ids.map((id) => [id, undefined]));
  const found = client.describeInstances(/** @type {never} */ ({ ...calling, instanceIds: ids }));
  for await (const { InstanceId, InstanceState } of found) states.set(InstanceId, InstanceState);
  return states;
}

/**
 * Has a job check what only the rows of the model can.
 * @param {Client} client
 * @param {OperationName} action
 * @param {string[]} ids
 * @param {Record<string, unknown>} given
 */
function checkJob(client, action, ids, given) {
  const options = /** @type {never} */ ({ ...pick("options", given, JOB_OPTIONS), nowMs: 0 });
  client.createJob(action, ids, options).free();
}

/**
 * What would become of an instance: what src/job/verdict.rs decides when it is first seen.
 * @param {Pick<FleetPlan, "changes" | "already" | "refused">} plan
 * @param {OperationName} action
 * @param {string} instanceId
 * @param {string | undefined} state
 */
function judge(plan, action, instanceId, state) {
  const { from, already, transient } =
    /** @type {Record<OperationName, import("../../types/model.gen.js").Transition>} */ (TRANSITIONS)[action];
  const seen = /** @type {InstanceState} */ (state);
  if (already.includes(seen)) plan.already.push(instanceId);
  else if (from.includes(seen) || transient.includes(seen)) plan.changes.push(instanceId);
  else if (state === undefined) {
    const reason = "the service does not know the instance in this region";
    plan.refused.push({ instanceId, code: "InvalidInstanceId.NotFound", reason });
  } else {
    const code = STATE_REFUSALS[seen] ?? "UnsupportedOperation";
    plan.refused.push({ instanceId, code, reason: `the instance is ${state}, which forbids ${action}` });
  }
}

/**
 * SHA-256 of what is planned, whatever the order.
 * @param {Client} client
 * @param {OperationName} action
 * @param {Record<string, unknown>} given
 * @param {Pick<FleetPlan, "changes" | "already" | "refused">} plan
 */
function digestOf(client, action, given, { changes, already, refused }) {
  const own = /** @type {Record<string, unknown>} */ ({ .../** @type {object} */ (given.parameters) });
  for (const [short, name] of SHORT) if (given[short] !== undefined) own[name] = given[short];
  const parameters = Object.entries(own).sort(([one], [other]) => (one < other ? -1 : 1));
  const codes = refused.map(({ instanceId, code }) => [instanceId, code]).sort();
  const payload = JSON.stringify([
    action,
    given.region,
    parameters,
    [...changes].sort(),
    [...already].sort(),
    codes,
  ]);
  const request = { service: "cvm", version: "plan", action: "plan", payload };
  return client.explainSignature(request, NOBODY, { timestamp: 1 }).payloadHash;
}
