import { createCall } from "./calling/call.js";
import { createDescribeInstances } from "./calling/describe.js";
import { createOperations } from "./calling/operations.js";
import { createPaceBook } from "./calling/paces.js";
import { createFleetOperations } from "./fleet/fleet.js";
import { createJobFunctions } from "./fleet/jobs.js";
import { createPaceFunction } from "./fleet/pace.js";
import { signing } from "./signing/signing.js";

/**
 * Everything of the main entry, over its wasm module.
 * @param {typeof import("../dist/client.js")} wasm
 * @param {import("./core/shared-buffer.js").SignerModule} exports what it exports itself, for the signer
 * @param {{shared?: boolean}} [place] `shared`: several requests share this process, each in a context of its own
 */
export function client(wasm, exports, { shared = false } = {}) {
  const createPace = createPaceFunction(wasm);
  const paces = createPaceBook((perSecond) => createPace(perSecond));
  const operations = createOperations(shared);
  const call = createCall(wasm, paces, operations);
  return {
    ...signing(exports),
    ...createFleetOperations(wasm, paces, operations),
    call,
    describeInstances: createDescribeInstances(call, wasm),
    ...createJobFunctions(wasm),
    createPace,
    context: { wasm, paces, operations },
  };
}
