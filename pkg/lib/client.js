import { caller } from "./calling/call.js";
import { describer } from "./calling/describe.js";
import { createOperations } from "./calling/operations.js";
import { createPaceBook } from "./calling/paces.js";
import { fleetOperations } from "./fleet/fleet.js";
import { jobs } from "./fleet/jobs.js";
import { signing } from "./signing/signing.js";
import { v1Signing } from "./signing/v1.js";

/**
 * Everything of the main entry, over its wasm module.
 * @param {typeof import("../dist/client.js")} wasm
 * @param {import("./core/shared-buffer.js").SignerModule} exports what it exports itself, for the signer
 * @param {{shared?: boolean}} [place] `shared`: requests come and go here, each with a context of its own
 */
export function client(wasm, exports, { shared = false } = {}) {
  const { createJob, restoreJob, createPace } = jobs(wasm);
  const paces = createPaceBook((perSecond) => createPace(perSecond));
  const operations = createOperations(shared);
  const call = caller(wasm, paces, operations);
  return {
    ...signing(exports, v1Signing(wasm)),
    ...fleetOperations(wasm, paces, operations),
    call,
    describeInstances: describer(call, wasm),
    createJob,
    restoreJob,
    createPace,
  };
}
