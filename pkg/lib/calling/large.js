import { MAX_BODY, tooLarge } from "../signing/request.js";

/** From here on the platform hashes a body faster, for all that its answer comes later (docs/benchmarks.md). */
const LEAST = 16 * 1024;

/**
 * A body as it is sent, with its SHA-256 in hex where the platform is the one to hash it.
 * @typedef {object} Sent
 * @property {string | Uint8Array<ArrayBuffer> | undefined} body
 * @property {string} [hash]
 */

/**
 * @param {import("../signing/request.js").Content} content
 * @returns {Promise<Sent>}
 */
export async function prepare({ body, view }) {
  if (body === undefined) return { body };
  // A page of a host that is not secure has no subtle.
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined || view.length < LEAST) return { body: view };
  const bytes = typeof view === "string" ? new TextEncoder().encode(view) : view;
  if (bytes.length > MAX_BODY) throw tooLarge();
  return { body: bytes, hash: hex(new Uint8Array(await subtle.digest("SHA-256", bytes))) };
}

/** @param {Uint8Array} bytes */
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
