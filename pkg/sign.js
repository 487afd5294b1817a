import { module } from "./dist/sign.inline.js";
import { exportsOf } from "./lib/module.js";
import { signing } from "./lib/signing.js";

export const { createSigner, explainSignature, signRequest } = signing(exportsOf(module));
export { TencentCloudError } from "./lib/errors.js";
