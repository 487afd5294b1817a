import { bytes, object, oneOf, optionalBoolean, requiredString, text } from "../core/check.js";
import { invalidArgument, TencentCloudError } from "../core/errors.js";
import { flatten } from "./query.js";

/** @typedef {import("../../index.js").ApiRequest} ApiRequest */
/** @typedef {import("../../index.js").SignOptions} SignOptions */

/**
 * A request without its payload, with its types checked; what the texts may hold is checked in the
 * wasm module.
 * @typedef {object} ValidatedRequest
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
export const METHODS = /** @type {const} */ (["POST", "GET"]);

/**
 * Every member is read once: a getter may answer otherwise the second time. To be called inside read().
 * @param {ApiRequest} request
 * @param {SignOptions} options
 * @returns {ValidatedRequest}
 */
export function validateRequest(request, options) {
  const given = object("request", request);
  const how = object("options", options);
  const method = oneOf("method", given.method, METHODS) ?? "POST";
  return {
    method,
    service: requiredString("service", given.service),
    version: requiredString("version", given.version),
    action: requiredString("action", given.action),
    region: text("region", given.region),
    language: text("language", given.language),
    endpoint: text("endpoint", given.endpoint),
    contentType: text("contentType", how.contentType) ?? CONTENT_TYPES[method],
    unsigned: optionalBoolean("unsignedPayload", how.unsignedPayload) === true,
    signedHeaders: readNames(how.signedHeaders),
    extra: readHeaders(given.headers),
  };
}

/**
 * The texts of an outline, in the order in which src/wasm/sign.rs reads them after the secret id.
 * @param {ValidatedRequest} outline
 * @param {string} query
 * @param {string | undefined} token
 * @returns {Array<string | undefined>}
 */
export const requestFields = (outline, query, token) => [
  outline.method,
  outline.service,
  query,
  outline.endpoint,
  outline.unsigned ? "" : undefined,
  outline.signedHeaders?.join(";"),
  outline.contentType,
  outline.action,
  outline.version,
  outline.region,
  token,
  outline.language,
  ...outline.extra.flat(),
];

/**
 * What a payload is sent as: a body, of which `view` is a plain view if it is bytes, or a query.
 * @typedef {object} Content
 * @property {string | Uint8Array<ArrayBuffer> | undefined} body
 * @property {string | Uint8Array<ArrayBuffer>} view
 * @property {string} query
 */

/**
 * @param {"POST" | "GET"} method
 * @param {unknown} payload
 * @returns {Content}
 */
export function readPayload(method, payload = {}) {
  const isObject = typeof payload === "object" && payload !== null;
  if (method === "GET") {
    if (isObject && !ArrayBuffer.isView(payload))
      return { body: undefined, view: "", query: flatten(payload) };
    throw invalidArgument("payload", "must be an object for GET: its members become the query");
  }
  if (typeof payload === "string") {
    if (payload.length > MAX_BODY) throw payloadTooLarge();
    const body = requiredString("payload", payload);
    return { body, view: body, query: "" };
  }
  if (ArrayBuffer.isView(payload)) {
    const body = /** @type {Uint8Array<ArrayBuffer>} */ (payload);
    return { body, view: bytes("payload", payload), query: "" };
  }
  if (!isObject) throw invalidArgument("payload", "must be an object, a string or a Uint8Array");
  const body = toJson(payload);
  return { body, view: body, query: "" };
}

/** @typedef {"HmacSHA1" | "HmacSHA256"} V1 */

/**
 * The signing of the v1 algorithm that these options ask for, undefined for TC3. To be called inside read().
 * @template T
 * @param {SignOptions} options
 * @param {((algorithm: V1) => T) | undefined} v1 in an entry that has it
 * @returns {T | undefined}
 */
export function v1Of(options, v1) {
  const algorithm = text("algorithm", object("options", options).algorithm) ?? "TC3-HMAC-SHA256";
  if (algorithm === "TC3-HMAC-SHA256") return undefined;
  const known = algorithm === "HmacSHA1" || algorithm === "HmacSHA256";
  if (known && v1) return v1(algorithm);
  const problem = known
    ? "is only in the main entry: import from `tencentcloud-edge`, or use TC3-HMAC-SHA256"
    : "is not an algorithm of the service; use TC3-HMAC-SHA256";
  throw new TencentCloudError(
    "Client.UnsupportedAlgorithm",
    `\`algorithm\` ${algorithm.slice(0, 40)} ${problem}`,
    { advice: "fix-request" },
  );
}

/** No more is signed by TC3-HMAC-SHA256 (Signature v3 page), in bytes; a text has no fewer bytes than units. */
export const MAX_BODY = 10 * 1024 * 1024;

export const payloadTooLarge = () =>
  new TencentCloudError("Client.TooLarge", "`payload` is over 10 MB, the most TC3-HMAC-SHA256 takes", {
    advice: "fix-request",
  });

/** @param {object} payload */
function toJson(payload) {
  let json;
  try {
    json = JSON.stringify(payload);
  } catch (cause) {
    throw invalidArgument(
      "payload",
      "cannot be written as JSON; convert BigInt and circular members first",
      cause,
    );
  }
  if (json === undefined) throw invalidArgument("payload", "is nothing that JSON can hold");
  return json;
}

/** @param {unknown} headers @returns {Array<[string, string]>} */
export function readHeaders(headers) {
  if (headers === undefined) return [];
  return Object.entries(object("headers", headers))
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, requiredString(`headers.${name.slice(0, 60)}`, value)]);
}

/** @param {unknown} names */
function readNames(names) {
  if (names === undefined) return undefined;
  if (!Array.isArray(names)) throw invalidArgument("signedHeaders", "must be a list of header names");
  return names.map((name) => requiredString("signedHeaders", name));
}
