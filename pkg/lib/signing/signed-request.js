import { setValues } from "./headers.js";

/** @typedef {import("./prepared-request.js").PreparedRequest} PreparedRequest */
/** @typedef {import("../../index.js").SignedRequest} SignedRequest */

/**
 * What to hand to fetch.
 * @param {PreparedRequest} prepared
 * @param {{body: string | Uint8Array<ArrayBuffer> | undefined, query: string, timestamp: number, signature: string,
 *   extraHeaders: readonly import("./headers.js").ExtraHeader[]}} parts
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
