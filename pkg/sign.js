import { module } from "./dist/sign.inline.js";
import * as wasm from "./dist/sign.js";
import { signing } from "./lib/signing.js";

wasm.initSync({ module });

export const { createSigner, explainSignature, signRequest } = signing(wasm);
export { TencentCloudError } from "./lib/errors.js";
