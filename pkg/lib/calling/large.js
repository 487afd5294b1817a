import { tagOf } from "../core/check.js";
import { invalidArgument } from "../core/errors.js";
import { MAX_BODY, payloadTooLarge } from "../signing/payload.js";
import { encodeForm, hexDigits, readBlob } from "./form.js";

/** From this length on WebCrypto is faster, although its result comes asynchronously (docs/benchmarks.md). */
const MIN_PLATFORM_HASH = 16 * 1024;

/**
 * A body as it is sent, with its SHA-256 in hex where WebCrypto hashed it.
 * @typedef {object} PreparedBody
 * @property {string | Uint8Array<ArrayBuffer> | undefined} body
 * @property {string} [hash]
 */

/**
 * @param {import("../signing/payload.js").Content} content
 * @returns {Promise<PreparedBody>}
 */
export async function prepareBody({ body, view }) {
  if (body === undefined) return { body };
  // A page of a host that is not secure has no subtle.
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined || view.length < MIN_PLATFORM_HASH) return { body: view };
  const bytes = typeof view === "string" ? new TextEncoder().encode(view) : view;
  if (bytes.length > MAX_BODY) throw payloadTooLarge();
  return { body: bytes, hash: hexDigits(new Uint8Array(await subtle.digest("SHA-256", bytes))) };
}

/**
 * The content of a Blob or a form.
 * @param {unknown} payload
 * @returns {Promise<import("../signing/payload.js").Content>}
 */
export async function readLater(payload) {
  try {
    const { bytes, type } = await (tagOf(/** @type {object} */ (payload)) === "FormData"
      ? encodeForm(/** @type {FormData} */ (payload))
      : readBlob(/** @type {Blob} */ (payload)));
    return { body: bytes, view: bytes, query: "", ...(type !== "" && { contentType: type }) };
  } catch (cause) {
    throw invalidArgument("payload", "cannot be read: it threw; see the error's cause", cause);
  }
}
