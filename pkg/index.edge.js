import * as wasm from "./dist/client.js";
import module from "./dist/client.wasm?module";
import { client } from "./lib/client.js";

export const {
  call,
  createJob,
  createPace,
  createSigner,
  describeInstances,
  explainSignature,
  rebootInstances,
  restoreJob,
  signRequest,
  startInstances,
  stopInstances,
} = client(wasm, wasm.initSync({ module }), { shared: true });
export { TencentCloudError } from "./lib/core/errors.js";
