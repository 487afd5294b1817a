import { module } from "./dist/sign.inline.js";
import { initSync } from "./dist/sign.js";
import { signing } from "./lib/signing.js";

export const { createSigner, explainSignature, signRequest } = signing(initSync({ module }));
export { TencentCloudError } from "./lib/errors.js";
