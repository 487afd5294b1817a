import module from "./dist/sign.wasm?module";
import { instantiateSigner } from "./lib/core/module.js";
import { signing } from "./lib/signing/signing.js";

export const { createSigner, explainSignature, signRequest } = signing(instantiateSigner(module));
export { TencentCloudError } from "./lib/core/errors.js";
