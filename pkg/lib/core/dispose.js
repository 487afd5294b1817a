import { TencentCloudError } from "./errors.js";

/**
 * Lets `using` free an object, where the engine knows of that.
 * @template {Disposable & {free: () => void}} T
 * @param {Omit<T, typeof Symbol.dispose>} freeable
 * @returns {T}
 */
export const disposable = (freeable) =>
  /** @type {T} */ (
    Symbol.dispose === undefined ? freeable : Object.assign(freeable, { [Symbol.dispose]: freeable.free })
  );

/**
 * Something in the wasm module that is freed once, and not used after that.
 * @template {{free: () => void}} T
 * @param {T} handle
 * @param {string} message of `Client.Freed`
 */
export function freeOnce(handle, message) {
  let freed = false;
  return {
    /** @returns {T} */
    use() {
      if (!freed) return handle;
      throw new TencentCloudError("Client.Freed", message, { advice: "fix-request" });
    },
    free() {
      if (!freed) handle.free();
      freed = true;
    },
  };
}
