import { module } from "./dist/client.inline.js";
import * as wasm from "./dist/client.js";
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
} = client(wasm, wasm.initSync({ module }));
export { TencentCloudError } from "./lib/core/errors.js";
