import { Session } from "node:inspector/promises";

/** The memories of the wasm modules with a signer in them that are up in this process. */
export const signerMemories = () => memoriesWith("signer_new");

/**
 * The memories of the wasm modules with this export that are up in this process, found on the heap: what the package exports
 * does not lead to them.
 * @param {string} name
 * @returns {Promise<WebAssembly.Memory[]>}
 */
export async function memoriesWith(name) {
  const session = new Session();
  session.connect();
  try {
    const { result } = await session.post("Runtime.evaluate", {
      expression: "WebAssembly.Instance.prototype",
    });
    const { objects } = await session.post("Runtime.queryObjects", {
      prototypeObjectId: /** @type {string} */ (result.objectId),
    });
    await session.post("Runtime.callFunctionOn", {
      objectId: /** @type {string} */ (objects.objectId),
      functionDeclaration: "function () { globalThis.instances = this; }",
    });
  } finally {
    session.disconnect();
  }
  const { instances } = /** @type {{instances?: WebAssembly.Instance[]}} */ (globalThis);
  return (instances ?? [])
    .filter(({ exports }) => name in exports)
    .map(({ exports }) => /** @type {WebAssembly.Memory} */ (exports.memory));
}
