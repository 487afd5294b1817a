import * as wasm from "./dist/diagnose.js";
import module from "./dist/diagnose.wasm?module";
import { diagnosing } from "./lib/diagnose/diagnose.js";

wasm.initSync({ module });

export const { diagnoseSignature } = diagnosing(wasm);
export { TencentCloudError } from "./lib/core/errors.js";
