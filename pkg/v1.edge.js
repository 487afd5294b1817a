import * as wasm from "./dist/v1.js";
import module from "./dist/v1.wasm?module";
import { signingV1 } from "./lib/signing/v1/signing.js";

wasm.initSync({ module });

export const { createSignerV1, explainSignatureV1, signRequestV1 } = signingV1(wasm);
export { TencentCloudError } from "./lib/core/errors.js";
