/** From this length on the platform's SHA-256 is faster than the module's, in spite of what calling it costs. */
const MIN_LENGTH = 512;
/** What is longer may be over 10 MB in UTF-8, which the module notices. */
const MAX_LENGTH = 3 * 1024 * 1024;

/** @typedef {(algorithm: string, data: string | Uint8Array, encoding: "hex") => string} Hash */

/** Of Node from 20.16 on, and whatever else has its modules; found once. @type {Hash | null | undefined} */
let found;

/**
 * The SHA-256 of a payload in hexadecimal, where the platform hashes synchronously and the payload is worth it.
 * @param {string | Uint8Array} payload
 * @returns {string | undefined}
 */
export function platformHash(payload) {
  if (payload.length < MIN_LENGTH || payload.length > MAX_LENGTH) return undefined;
  if (found === undefined) found = find();
  return found?.("sha256", payload, "hex");
}

function find() {
  try {
    /** @type {Hash | undefined} */
    const hash = globalThis.process?.getBuiltinModule?.("node:crypto")?.hash;
    return typeof hash === "function" ? hash : null;
  } catch {
    return null;
  }
}
