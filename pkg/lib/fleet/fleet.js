import { createHost } from "../calling/host.js";
import { jobFields, onAbort, readCalling } from "../calling/options.js";
import { callable, list, members, whole } from "../core/check.js";
import { fromWasm } from "../core/errors.js";
import { pack } from "../core/fields.js";

/** @typedef {import("../calling/host.js").ClientModule} ClientModule */
/** @typedef {import("../../index.js").FleetResult} FleetResult */

/** The driver ends a request that takes too long and says so; the job itself would only count it as lost. */
const GRACE_MS = 1_000;
const DEFAULT_DEADLINE_MS = 600_000;

/**
 * The fleet operations over a wasm module.
 * @param {ClientModule} wasm
 * @param {ReturnType<typeof import("../calling/paces.js").createPaceBook>} paces
 * @param {import("../calling/operations.js").Operations} operations
 */
export function fleetOperations(wasm, paces, operations) {
  /**
   * @param {string} action
   * @param {unknown} instanceIds
   * @param {unknown} options
   * @returns {Promise<FleetResult>}
   */
  async function run(action, instanceIds, options) {
    const calling = readCalling(options);
    const { onProgress, deadlineMs } = members("options", options, ["onProgress", "deadlineMs"]);
    const longestMs = (whole("deadlineMs", deadlineMs) ?? DEFAULT_DEADLINE_MS) + calling.timeoutMs;
    const progress = /** @type {any} */ (callable("onProgress", onProgress));
    const fields = jobFields(action, options, {
      nowMs: Date.now(),
      pace: "driver",
      timeoutMs: calling.timeoutMs + GRACE_MS,
      seed: Math.floor(Math.random() * 2 ** 52),
    });
    const ids = list("instanceIds", instanceIds);
    const { endpoint, region = "", language, timeoutMs, signal, pace } = calling;
    const host = createHost(wasm, calling, {
      operations,
      longestMs,
      progress,
      paceOf: (name, account) =>
        name === action && pace !== undefined
          ? pace
          : paces.of(account, region, name, wasm.planned_rate(name)),
    });
    let operation;
    let calm = () => {};
    try {
      operation = new wasm.FleetRun(
        host,
        ids,
        pack(fields),
        pack([endpoint, region, language, String(timeoutMs)]),
      );
      const { abort } = bound(operation);
      calm = onAbort(signal, abort);
      host.holds(operation, calm);
      return JSON.parse(await operation.run());
    } catch (thrown) {
      throw fromWasm(thrown, { action, ids, cause: host.causeOf() });
    } finally {
      calm();
      host.end();
      operation?.free();
    }
  }

  return {
    /** @type {typeof import("../../index.js").startInstances} */
    startInstances: (instanceIds, options) => run("StartInstances", instanceIds, options),
    /** @type {typeof import("../../index.js").stopInstances} */
    stopInstances: (instanceIds, options) => run("StopInstances", instanceIds, options),
    /** @type {typeof import("../../index.js").rebootInstances} */
    rebootInstances: (instanceIds, options) => run("RebootInstances", instanceIds, options),
  };
}

/** @param {{abort(): void}} operation */
const bound = (operation) => ({ abort: () => operation.abort() });
