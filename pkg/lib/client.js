import { caller } from "./call.js";
import { describer } from "./describe.js";
import { fleetOperations } from "./fleet.js";
import { jobs } from "./jobs.js";
import { createPaceBook } from "./paces.js";
import { signing } from "./signing.js";
import { v1Signing } from "./v1.js";

/**
 * Everything of the main entry, over its wasm module.
 * @param {typeof import("../dist/client.js")} wasm
 * @param {import("./desk.js").SignerModule} exports what it exports itself, for the signer
 */
export function client(wasm, exports) {
  const { createJob, restoreJob, createPace } = jobs(wasm);
  const paces = createPaceBook((perSecond) => createPace(perSecond));
  const call = caller(wasm, paces);
  return {
    ...signing(exports, v1Signing(wasm)),
    ...fleetOperations(wasm, paces),
    call,
    describeInstances: describer(call, wasm),
    createJob,
    restoreJob,
    createPace,
  };
}
