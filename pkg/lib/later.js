import { client } from "./client.js";
import { cannotCompile } from "./core/compile.js";
import { TencentCloudError } from "./core/errors.js";

/** @typedef {Record<string, (...args: unknown[]) => unknown>} Functions */

/**
 * The functions of the main entry over a module that is compiled asynchronously.
 * @param {typeof import("../dist/client.js")} wasm
 * @param {() => Uint8Array<ArrayBuffer>} bytes of the module
 * @param {readonly string[]} names of the functions that the client has
 * @param {Record<string, (made: ReturnType<typeof client>) => Function>} makers of the other functions
 */
export function clientLater(wasm, bytes, names, makers) {
  /** @type {Functions | undefined} */
  let loaded;
  /** @type {Promise<void> | undefined} */
  let loading;

  async function load() {
    try {
      const exports = await wasm.default({ module_or_path: bytes() });
      const made = client(wasm, exports);
      const others = Object.entries(makers).map(([name, make]) => [name, make(made)]);
      loaded = /** @type {Functions} */ (/** @type {unknown} */ ({ ...made, ...Object.fromEntries(others) }));
    } catch (cause) {
      // It may be called again.
      loading = undefined;
      throw cannotCompile(cause);
    }
  }

  const functions = [...names, ...Object.keys(makers)].map((name) => [
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
