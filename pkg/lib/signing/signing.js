import { read } from "../core/check.js";
import { disposable } from "../core/dispose.js";
import { validateCredentials } from "./credentials.js";
import { explain } from "./explain.js";
import { SigningModule } from "./module.js";
import { createSignerOf } from "./signer.js";

/** @typedef {import("./credentials.js").ValidCredentials} ValidCredentials */
/** @typedef {import("./signer.js").Signer} Signer */

/**
 * The signing functions over a wasm module.
 * @param {import("./module.js").SignerModule} wasm
 */
export function signing(wasm) {
  const module = new SigningModule(wasm);
  const cache = createSignerCache(module);
  return {
    /** @type {typeof import("../../index.js").signRequest} */
    signRequest(request, credentials, options = {}) {
      const entry = cache.take(validateCredentials(credentials));
      try {
        return entry.signer.sign(request, options);
      } finally {
        cache.put(entry);
      }
    },

    /** @type {typeof import("../../index.js").explainSignature} */
    explainSignature(request, credentials, options = {}) {
      return read("request", () => {
        const key = module.openKey(validateCredentials(credentials));
        try {
          return explain(module, key, request, options);
        } finally {
          module.freeKey(key);
        }
      });
    },

    /** @type {typeof import("../../index.js").createSigner} */
    createSigner: (credentials) =>
      disposable(createSignerOf(module, module.openKey(validateCredentials(credentials)))),
  };
}

/**
 * The signer of the pair that signRequest() used last, kept until the turn of the event loop ends.
 * @param {SigningModule} module
 */
function createSignerCache(module) {
  /** @type {(ValidCredentials & {signer: Omit<Signer, typeof Symbol.dispose>}) | undefined} */
  let cached;

  function clear() {
    cached?.signer.free();
    cached = undefined;
  }

  return {
    /** Takes the signer out of the cache, or makes one. @param {ValidCredentials} credentials */
    take(credentials) {
      const { secretId, secretKey, token } = credentials;
      const found = cached;
      if (found?.secretKey === secretKey && found.secretId === secretId && found.token === token) {
        cached = undefined;
        return found;
      }
      queueMicrotask(clear);
      return { ...credentials, signer: createSignerOf(module, module.openKey(credentials)) };
    },

    /** @param {ValidCredentials & {signer: Omit<Signer, typeof Symbol.dispose>}} entry */
    put(entry) {
      // A getter of the request's may have signed as well.
      clear();
      cached = entry;
    },
  };
}
