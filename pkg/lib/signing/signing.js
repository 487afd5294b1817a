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
      const entry = cache.take(credentials);
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

/** @typedef {ValidCredentials & {signer: Omit<Signer, typeof Symbol.dispose>, ended: boolean}} Entry `ended`: its object is gone */

/**
 * The signer of the pair that signRequest() used last. It is kept as long as the object that held the pair: whoever drops that
 * has the key wiped, when the object is collected. An engine that does not tell keeps it until the turn of the event loop ends.
 * @param {SigningModule} module
 */
function createSignerCache(module) {
  /** @type {Entry | undefined} */
  let cached;
  const registry = globalThis.FinalizationRegistry && new FinalizationRegistry(end);

  function clear() {
    cached?.signer.free();
    cached = undefined;
  }

  /** @param {Entry} entry */
  function end(entry) {
    entry.ended = true;
    if (cached === entry) clear();
  }

  return {
    /** Takes the signer out of the cache, or makes one. @param {unknown} credentials */
    take(credentials) {
      const given = validateCredentials(credentials);
      const found = cached;
      if (found !== undefined && isSamePair(found, given)) {
        cached = undefined;
        return found;
      }
      /** @type {Entry} */
      const entry = { ...given, signer: createSignerOf(module, module.openKey(given)), ended: false };
      if (registry) registry.register(/** @type {object} */ (credentials), entry);
      else queueMicrotask(clear);
      return entry;
    },

    /** @param {Entry} entry */
    put(entry) {
      // A getter of the request's may have signed as well.
      clear();
      cached = entry;
      if (entry.ended) clear();
    },
  };
}

/** @param {ValidCredentials} one @param {ValidCredentials} other */
const isSamePair = (one, other) =>
  one.secretKey === other.secretKey && one.secretId === other.secretId && one.token === other.token;
