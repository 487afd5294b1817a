import module from "./dist/sign.wasm";
import { exportsOf } from "./lib/core/module.js";
import { signing } from "./lib/signing/signing.js";

export const { createSigner, explainSignature, signRequest } = signing(exportsOf(module));
export { TencentCloudError } from "./lib/core/errors.js";
