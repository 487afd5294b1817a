/** @typedef {import("./prepared-request.js").PreparedRequest} PreparedRequest */
/** @typedef {import("../../index.js").SignedRequest} SignedRequest */

/**
 * What to hand to fetch.
 * @param {PreparedRequest} prepared
 * @param {{body: string | Uint8Array<ArrayBuffer> | undefined, query: string, timestamp: number, token: string | undefined,
 *   signature: string}} parts
 * @returns {SignedRequest}
 */
export function toSignedRequest(
  { request, url, contentType, authorization },
  { body, query, timestamp, token, signature },
) {
  const { method, region, language } = request;
  /** @type {Record<string, string>} */
  const headers = {
    "content-type": contentType,
    "x-tc-action": request.action,
    "x-tc-version": request.version,
    "x-tc-timestamp": `${timestamp}`,
    authorization: authorization + signature,
  };
  if (request.host !== undefined) headers.host = request.host.toLowerCase();
  if (region !== undefined) headers["x-tc-region"] = region;
  if (token !== undefined) headers["x-tc-token"] = token;
  if (language !== undefined) headers["x-tc-language"] = language;
  if (request.unsignedPayload) headers["x-tc-content-sha256"] = "UNSIGNED-PAYLOAD";
  for (const [name, value] of request.extraHeaders) addHeader(headers, name.toLowerCase(), value.trim());
  if (body !== undefined) return { method, url, headers, body };
  return { method, url: query === "" ? url : `${url}?${query}`, headers };
}

/**
 * Adds a member, `__proto__` too.
 * @param {Record<string, string>} headers
 * @param {string} name
 * @param {string} value
 */
const addHeader = (headers, name, value) =>
  Object.defineProperty(headers, name, { value, enumerable: true, configurable: true, writable: true });
