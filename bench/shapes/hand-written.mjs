import { credentials } from "../contenders/job.mjs";
import { TYPE } from "../contenders/tc3.mjs";

/**
 * What the hand-written signers of all shapes share: they are told the signed headers once, and check nothing.
 *
 * @typedef {import("./shapes.mjs").ShapeRequest} ShapeRequest
 * @typedef {import("../contenders/job.mjs").Signed} Signed
 * @typedef {{method: string, host: string, type: string, query: string, body: string}} Parts
 */

const FORM = "application/x-www-form-urlencoded";

/** @param {Record<string, unknown>} payload @returns {string} members of arrays as Name.0, Name.1 */
export function queryOf(payload) {
  let query = "";
  for (const [name, value] of Object.entries(payload)) {
    if (Array.isArray(value)) {
      for (let at = 0; at < value.length; at += 1) query += `&${name}.${at}=${encodeURIComponent(value[at])}`;
    } else query += `&${name}=${encodeURIComponent(String(value))}`;
  }
  return query.slice(1);
}

/** @param {ShapeRequest} request @returns {Parts} */
export function partsOf({ method, service, payload }) {
  const host = `${service}.tencentcloudapi.com`;
  return method === "GET"
    ? { method, host, type: FORM, query: queryOf(payload), body: "" }
    : { method: "POST", host, type: TYPE, query: "", body: JSON.stringify(payload) };
}

/**
 * @param {ShapeRequest} request
 * @param {Parts} parts
 * @param {{bodyHash: string, signs: string, timed: boolean, timestamp: number}} signing `timed`: the timestamp is signed
 */
export function canonicalRequest({ action }, { method, host, type, query }, signing) {
  const { bodyHash, signs, timed, timestamp } = signing;
  const time = timed ? `x-tc-timestamp:${timestamp}\n` : "";
  const headers = `content-type:${type}\nhost:${host}\nx-tc-action:${action.toLowerCase()}\n${time}`;
  return `${method}\n/\n${query}\n${headers}\n${signs}\n${bodyHash}`;
}

/**
 * @param {ShapeRequest} request
 * @param {Parts} parts
 * @param {{timestamp: number, scope: string, signs: string, signature: string}} signing
 * @returns {Signed}
 */
export function signedRequest(request, { method, host, type, query, body }, signing) {
  const { timestamp, scope, signs, signature } = signing;
  const headers = {
    "content-type": type,
    "x-tc-action": request.action,
    "x-tc-version": request.version,
    "x-tc-region": request.region,
    "x-tc-timestamp": String(timestamp),
    authorization: `TC3-HMAC-SHA256 Credential=${credentials.secretId}/${scope}, SignedHeaders=${signs}, Signature=${signature}`,
    ...lowered(request.headers),
  };
  return method === "GET"
    ? { method, url: `https://${host}/?${query}`, headers }
    : { method, url: `https://${host}/`, headers, body };
}

/** @param {Record<string, string> | undefined} headers */
function lowered(headers) {
  if (headers === undefined) return undefined;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
