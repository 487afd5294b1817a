import { module } from "./dist/sign.inline.js";
import { instantiateSigner } from "./lib/core/module.js";
import { signing } from "./lib/signing/signing.js";

export const { createSigner, explainSignature, signRequest } = signing(instantiateSigner(module));
export { TencentCloudError } from "./lib/core/errors.js";
