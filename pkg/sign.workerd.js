import { initSync } from "./dist/sign.js";
import module from "./dist/sign.wasm";
import { signing } from "./lib/signing.js";

export const { createSigner, explainSignature, signRequest } = signing(initSync({ module }));
export { TencentCloudError } from "./lib/errors.js";
