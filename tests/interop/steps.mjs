import assert from "node:assert/strict";

/** @typedef {import("./sdks.mjs").Asked} Asked */
/** @typedef {import("./sdks.mjs").Result} Result */

/** The fleet of every scenario. */
export const FLEET = [
  { InstanceId: "ins-stopped1", InstanceState: "STOPPED", InstanceName: "web-1" },
  { InstanceId: "ins-stopped2", InstanceState: "STOPPED", InstanceName: "web-2" },
  { InstanceId: "ins-running1", InstanceState: "RUNNING", InstanceName: "db 中文-1" },
  { InstanceId: "ins-running2", InstanceState: "RUNNING", InstanceName: "db 中文-2" },
  { InstanceId: "ins-far00001", InstanceState: "STOPPED", Placement: { Zone: "ap-singapore-1" } },
].map((instance) => ({ InstanceChargeType: "POSTPAID_BY_HOUR", ...instance }));

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} action
 * @property {object} [params]
 * @property {Partial<Asked>} [how]
 * @property {object} [fault] in force from the start
 * @property {Array<{action: string, params: object}>} [before] calls that come first and must succeed
 * @property {string} [code] the error expected
 * @property {RegExp} [message] of the error
 * @property {(result: Result) => void} [check] of the result
 * @property {Array<{action: string, params: object, check: (result: Result) => void}>} [afterwards]
 */

export const ids = (/** @type {string[]} */ ...list) => ({ InstanceIds: list });
export const GET = /** @type {const} */ ({ method: "GET" });
export const accepted = (/** @type {Result} */ result) => assert.match(result.RequestId, /^[0-9a-f-]{36}$/);
export const total = (/** @type {number} */ count) => (/** @type {Result} */ result) =>
  assert.equal(result.TotalCount, count);
/** @param {string} id @param {string} state */
export const isNow = (id, state) => ({
  action: "DescribeInstances",
  params: ids(id),
  check: (/** @type {Result} */ result) => assert.equal(result.InstanceSet[0].InstanceState, state),
});
