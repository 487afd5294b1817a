import { setValues } from "./extra-headers.js";

/** @typedef {import("./prepared-request.js").PreparedRequest} PreparedRequest */
/** @typedef {import("../../index.js").SignedRequest} SignedRequest */

/**
 * The headers of a kind of request, in their order. Those that differ from one request to the next are empty.
 * @param {import("./request.js").ValidatedRequest} request
 * @param {string} contentType
 * @param {string | undefined} token
 */
export function headersOf(request, contentType, token) {
  /** @type {Record<string, string | undefined>} */
  const named = {
    "content-type": contentType,
    "x-tc-action": request.action,
    "x-tc-version": request.version,
    "x-tc-timestamp": "",
    authorization: "",
    host: request.host?.toLowerCase(),
    "x-tc-region": request.region,
    "x-tc-token": token,
    "x-tc-language": request.language,
    "x-tc-content-sha256": request.unsignedPayload ? "UNSIGNED-PAYLOAD" : undefined,
  };
  const extra = request.extraHeaders.map(([name, value]) => [name.toLowerCase(), value.trim()]);
  const sent = Object.entries(named).filter(([, value]) => value !== undefined);
  // As entries a header called `__proto__` is one like any other.
  return /** @type {Record<string, string>} */ (Object.fromEntries([...sent, ...extra]));
}

/**
 * What to hand to fetch.
 * @param {PreparedRequest} prepared
 * @param {{body: string | Uint8Array<ArrayBuffer> | undefined, query: string, timestamp: number, signature: string,
 *   extraHeaders: readonly import("./extra-headers.js").ExtraHeader[]}} parts
 * @returns {SignedRequest}
 */
export function toSignedRequest(
  { request: { method }, url, headers: known, extraHeaders: knownExtra, authorization },
  { body, query, timestamp, signature, extraHeaders },
) {
  const headers = {
    ...known,
    "x-tc-timestamp": `${timestamp}`,
    authorization: authorization + signature,
  };
  setValues(headers, knownExtra, extraHeaders);
  if (body !== undefined) return { method, url, headers, body };
  return { method, url: query === "" ? url : `${url}?${query}`, headers };
}
