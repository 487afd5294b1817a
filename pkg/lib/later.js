import { client } from "./client.js";
import { cannotCompile } from "./core/compile.js";
import { TencentCloudError } from "./core/errors.js";

/** @typedef {Record<string, (...args: unknown[]) => unknown>} Functions */

/**
 * The functions of the main entry over a module that is compiled asynchronously.
 * @param {typeof import("../dist/client.js")} wasm
 * @param {() => Uint8Array<ArrayBuffer>} bytes of the module
 * @param {readonly string[]} names of the functions
 */
export function clientLater(wasm, bytes, names) {
  /** @type {Functions | undefined} */
  let loaded;
  /** @type {Promise<void> | undefined} */
  let loading;

  async function load() {
    try {
      const exports = await wasm.default({ module_or_path: bytes() });
      loaded = /** @type {Functions} */ (/** @type {unknown} */ (client(wasm, exports)));
    } catch (cause) {
      // It may be called again.
      loading = undefined;
      throw cannotCompile(cause);
    }
  }

  const functions = names.map((name) => [
    name,
    (/** @type {unknown[]} */ ...args) => {
      const run = loaded?.[name];
      if (run !== undefined) return run(...args);
      throw new TencentCloudError("Client.NotReady", `${name}() was called before ready() had resolved`, {
        advice: "fix-request",
      });
    },
  ]);
  return {
    .../** @type {Omit<typeof import("../index.js"), "TencentCloudError">} */ (Object.fromEntries(functions)),
    /** Resolves when the functions can be called. */
    ready() {
      loading ??= load();
      return loading;
    },
  };
}
