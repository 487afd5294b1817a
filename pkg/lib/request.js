import { choice, flag, needed, object, text } from "./check.js";
import { wellFormed } from "./desk.js";
import { argument, TencentCloudError } from "./errors.js";
import { flatten } from "./query.js";

/** @typedef {import("../index.js").ApiRequest} ApiRequest */
/** @typedef {import("../index.js").SignOptions} SignOptions */

/**
 * A request without its payload, checked for types and laid out as the wasm module reads it; what the texts may hold is
 * checked there.
 * @typedef {object} Outline
 * @property {"POST" | "GET"} method
 * @property {string} service
 * @property {string} version
 * @property {string} action
 * @property {string | undefined} region
 * @property {string | undefined} language
 * @property {string | undefined} endpoint
 * @property {string} contentType
 * @property {boolean} unsigned
 * @property {readonly string[] | undefined} signedHeaders
 * @property {ReadonlyArray<readonly [string, string]>} extra
 */

/** What each method says its body is, unless told otherwise (Signature v3 page). */
const CONTENT_TYPES = { POST: "application/json", GET: "application/x-www-form-urlencoded" };
const METHODS = /** @type {const} */ (["POST", "GET"]);

/**
 * @param {ApiRequest} request
 * @param {SignOptions} options
 * @returns {Outline}
 */
export function outline(request, options) {
  const given = object("request", request);
  const how = object("options", options);
  checkAlgorithm(how.algorithm);
  const method = choice("method", given.method, METHODS) ?? "POST";
  return {
    method,
    service: needed("service", given.service),
    version: needed("version", given.version),
    action: needed("action", given.action),
    region: text("region", given.region),
    language: text("language", given.language),
    endpoint: text("endpoint", given.endpoint),
    contentType: text("contentType", how.contentType) ?? CONTENT_TYPES[method],
    unsigned: flag("unsignedPayload", how.unsignedPayload) === true,
    signedHeaders: readNames(how.signedHeaders),
    extra: readHeaders(given.headers),
  };
}

/**
 * The texts of an outline, in the order in which src/wasm/sign.rs reads them after the credentials.
 * @param {Outline} outline
 * @param {string} query
 * @returns {Array<string | undefined>}
 */
export const texts = (outline, query) => [
  outline.method,
  outline.service,
  outline.version,
  outline.action,
  outline.region,
  outline.language,
  outline.endpoint,
  query,
  outline.contentType,
  outline.unsigned ? "" : undefined,
  outline.signedHeaders?.join(";"),
  ...outline.extra.flat(),
];

/**
 * The body and the query of a payload.
 * @param {"POST" | "GET"} method
 * @param {unknown} payload
 * @returns {{body: string | Uint8Array<ArrayBuffer> | undefined, query: string}}
 */
export function readPayload(method, payload = {}) {
  const isObject = typeof payload === "object" && payload !== null;
  if (method === "GET") {
    if (isObject && !ArrayBuffer.isView(payload)) return { body: undefined, query: flatten(payload) };
    throw argument("payload", "must be an object for GET: its members become the query");
  }
  if (typeof payload === "string") return { body: wellFormed("payload", payload), query: "" };
  if (payload instanceof Uint8Array) {
    return { body: /** @type {Uint8Array<ArrayBuffer>} */ (payload), query: "" };
  }
  if (!isObject) throw argument("payload", "must be an object, a string or a Uint8Array");
  return { body: toJson(payload), query: "" };
}

/** @param {unknown} algorithm */
function checkAlgorithm(algorithm) {
  if (algorithm === undefined || algorithm === "TC3-HMAC-SHA256") return;
  const v1 = algorithm === "HmacSHA1" || algorithm === "HmacSHA256";
  const problem = v1 ? "is not in this version yet" : "is not an algorithm of the service";
  throw new TencentCloudError(
    "Client.UnsupportedAlgorithm",
    `\`algorithm\` ${String(algorithm).slice(0, 40)} ${problem}; use TC3-HMAC-SHA256`,
    { advice: "fix-request" },
  );
}

/** @param {object} payload */
function toJson(payload) {
  let json;
  try {
    json = JSON.stringify(payload);
  } catch (cause) {
    throw argument("payload", "cannot be written as JSON; convert BigInt and circular members first", cause);
  }
  if (json === undefined) throw argument("payload", "is nothing that JSON can hold");
  return json;
}

/** @param {unknown} headers @returns {Array<[string, string]>} */
function readHeaders(headers) {
  if (headers === undefined) return [];
  return Object.entries(object("headers", headers))
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, needed(`headers.${name.slice(0, 60)}`, value)]);
}

/** @param {unknown} names */
function readNames(names) {
  if (names === undefined) return undefined;
  if (!Array.isArray(names)) throw argument("signedHeaders", "must be a list of header names");
  return names.map((name) => needed("signedHeaders", name));
}
