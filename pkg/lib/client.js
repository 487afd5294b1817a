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
 */
export function client(wasm) {
  const { createJob, restoreJob, createPace } = jobs(wasm);
  const paces = createPaceBook((perSecond) => createPace(perSecond));
  const call = caller(wasm, paces);
  return {
    ...signing(wasm, v1Signing(wasm)),
    ...fleetOperations(wasm, paces),
    call,
    describeInstances: describer(call, wasm),
    createJob,
    restoreJob,
    createPace,
  };
}
