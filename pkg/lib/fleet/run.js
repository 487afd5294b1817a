import { onAbort } from "../core/abort.js";
import { fromWasm } from "../core/errors.js";

/** @typedef {InstanceType<import("../calling/host.js").ClientModule["FleetRun"]>} FleetRun */

/**
 * Runs an operation to its end.
 * @param {import("../calling/host.js").HostControls} host
 * @param {() => FleetRun} start
 * @param {{action?: string, ids?: unknown[], signal: AbortSignal | undefined}} known
 * @returns {Promise<import("../../index.js").FleetResult>}
 */
export async function runFleet(host, start, { action, ids, signal }) {
  let fleetRun;
  let removeAbortListener = () => {};
  try {
    fleetRun = start();
    removeAbortListener = abortWith(fleetRun, signal);
    host.hold(fleetRun, removeAbortListener);
    return JSON.parse(await fleetRun.run());
  } catch (thrown) {
    throw fromWasm(thrown, { action, ids, cause: host.causeOf() });
  } finally {
    removeAbortListener();
    host.end();
    fleetRun?.free();
  }
}

/**
 * A function of its own, so that the listener holds on to the operation and to nothing else.
 * @param {{abort(): void}} operation
 * @param {AbortSignal | undefined} signal
 */
const abortWith = (operation, signal) => onAbort(signal, () => operation.abort());
