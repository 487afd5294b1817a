import * as wasm from "./dist/sign.js";
import module from "./dist/sign.wasm";
import { signing } from "./lib/signing.js";

wasm.initSync({ module });

export const { createSigner, explainSignature, signRequest } = signing(wasm);
export { TencentCloudError } from "./lib/errors.js";
