import { createHost } from "../calling/host.js";
import { CALL_OPTIONS, readCalling } from "../calling/options.js";
import { integer, optionalBoolean, optionalFunction } from "../core/check.js";
import { packFields, packNamed } from "../core/fields.js";
import { collectIds } from "../core/instance-ids.js";
import { members } from "../core/members.js";
import { OPERATIONS } from "../model.gen.js";
import { JOB_OPTIONS, jobFields } from "./job-options.js";
import { secretSource } from "./parameters.js";
import { runFleet } from "./run.js";
import { requireAll } from "./some-failed.js";

/** @typedef {import("../calling/host.js").ClientModule} ClientModule */
/** @typedef {import("../../index.js").FleetResult} FleetResult */
/** @typedef {Pick<typeof import("../../index.js"), keyof typeof OPERATIONS>} FleetOperations */

const DEFAULT_DEADLINE_MS = 600_000;
const FLEET_OPTIONS = /** @type {const} */ ([
  ...CALL_OPTIONS,
  ...JOB_OPTIONS,
  "onProgress",
  "secretParameters",
  "throwOnFailure",
]);

/**
 * The fleet operations over a wasm module, one for each row of the model.
 * @param {ClientModule} wasm
 * @param {ReturnType<typeof import("../calling/paces.js").createPaceBook>} paces
 * @param {import("../calling/operations.js").Operations} operations
 * @returns {FleetOperations}
 */
export function createFleetOperations(wasm, paces, operations) {
  /** @param {string} action @param {ReturnType<typeof readOptions>} options */
  const hostFor = (action, { calling, longestMs, progress, secrets }) =>
    createHost(wasm, calling, {
      operations,
      longestMs,
      progress,
      secrets,
      paceOf: (name, account) =>
        name === action && calling.pace !== undefined
          ? calling.pace
          : paces.of(account, calling.region ?? "", name, wasm.planned_rate(name)),
    });

  /**
   * @param {string} action
   * @param {unknown} instanceIds
   * @param {unknown} options
   * @returns {Promise<FleetResult>}
   */
  async function run(action, instanceIds, options) {
    const known = readOptions(action, options);
    const { endpoint, host: hostName, region, language, timeoutMs, signal } = known.calling;
    const ids = await collectIds(instanceIds, { signal, deadlineMs: known.deadlineMs });
    const host = hostFor(action, known);
    const target = packNamed({ endpoint, host: hostName, region: region ?? "", language, timeoutMs });
    const start = () => new wasm.FleetRun(host, ids, packFields(known.fields), target);
    const result = await runFleet(host, start, { action, ids, signal });
    return known.throwOnFailure ? requireAll(result, action) : result;
  }

  const bound = Object.entries(OPERATIONS).map(([name, action]) => [
    name,
    (/** @type {unknown} */ instanceIds, /** @type {unknown} */ options) => run(action, instanceIds, options),
  ]);
  return /** @type {FleetOperations} */ (Object.fromEntries(bound));
}

/** @param {string} action @param {unknown} options */
function readOptions(action, options) {
  const given = members("options", options, FLEET_OPTIONS);
  const calling = readCalling(given);
  const { onProgress, secretParameters } = given;
  const deadlineMs = integer("deadlineMs", given.deadlineMs) ?? DEFAULT_DEADLINE_MS;
  const secrets = secretSource(secretParameters);
  // What is wrong with them is thrown here, with its cause; later the module is only told that they cannot be had.
  secrets();
  return {
    calling,
    secrets,
    deadlineMs,
    longestMs: deadlineMs + calling.timeoutMs,
    throwOnFailure: optionalBoolean("throwOnFailure", given.throwOnFailure) === true,
    progress: /** @type {import("../../index.js").FleetOptions["onProgress"]} */ (
      optionalFunction("onProgress", onProgress)
    ),
    fields: jobFields(action, given, {
      nowMs: Date.now(),
      pace: "driver",
      seed: Math.floor(Math.random() * 2 ** 52),
    }),
  };
}
