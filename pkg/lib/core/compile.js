import { TencentCloudError } from "./errors.js";

/**
 * Compiles a module at once.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @throws {TencentCloudError} `Client.CannotCompile`, which says what forbids it
 */
export function compile(bytes) {
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    throw cannotCompile(cause);
  }
}

/** @param {unknown} cause what an engine said of a module of ours, which is sound */
export function cannotCompile(cause) {
  const { name } = /** @type {Partial<Error>} */ (Object(cause));
  return new TencentCloudError(
    "Client.CannotCompile",
    `WebAssembly cannot be compiled here: ${reason(name)}`,
    {
      advice: "give-up",
      cause,
    },
  );
}

/** @param {string | undefined} name of the error */
function reason(name) {
  if (typeof WebAssembly === "undefined") return "the platform has none";
  if (name === "RangeError") {
    return "this browser compiles no module of this size synchronously; import from `tencentcloud-edge/async`";
  }
  return "a page's Content-Security-Policy needs 'wasm-unsafe-eval' in its script-src; a Worker is bundled with the condition `workerd`";
}
