import { object, oneOf, optionalBoolean, requiredString, text } from "../core/check.js";
import { invalidArgument } from "../core/errors.js";
import { refuseUnknown } from "../core/members.js";
import { TC3, unsupportedAlgorithm } from "./algorithm.js";

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
 * @property {boolean} unsignedPayload
 * @property {readonly string[] | undefined} signedHeaders
 * @property {ReadonlyArray<readonly [string, string]>} extraHeaders
 */

/** What each method says its body is, unless told otherwise (Signature v3 page). */
const CONTENT_TYPES = { POST: "application/json", GET: "application/x-www-form-urlencoded" };
const REQUEST_MEMBERS = [
  "service",
  "version",
  "action",
  "region",
  "payload",
  "method",
  "endpoint",
  "language",
  "headers",
];
const OPTION_MEMBERS = ["timestamp", "signedHeaders", "contentType", "unsignedPayload", "algorithm"];
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
  refuseUnknownMembers(given, how);
  requireTc3(how.algorithm);
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
    unsignedPayload: optionalBoolean("unsignedPayload", how.unsignedPayload) === true,
    signedHeaders: readNames(how.signedHeaders),
    extraHeaders: readHeaders(given.headers),
  };
}

/**
 * Refuses members that neither a request nor the options of signing it have.
 * @param {unknown} request
 * @param {unknown} options
 */
export function refuseUnknownMembers(request, options) {
  refuseUnknown("request", request, REQUEST_MEMBERS);
  refuseUnknown("options", options, OPTION_MEMBERS);
}

/**
 * The fields of a request, in the order in which src/wasm/sign.rs reads them after the secret id.
 * @param {ValidatedRequest} request
 * @param {string} query
 * @param {string | undefined} token
 * @returns {Array<string | undefined>}
 */
export const requestFields = (request, query, token) => [
  request.method,
  request.service,
  query,
  request.endpoint,
  request.unsignedPayload ? "" : undefined,
  request.signedHeaders?.join(";"),
  request.contentType,
  request.action,
  request.version,
  request.region,
  token,
  request.language,
  ...request.extraHeaders.flat(),
];

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

/** @param {unknown} value */
function requireTc3(value) {
  const algorithm = text("algorithm", value) ?? TC3;
  if (algorithm !== TC3) throw unsupportedAlgorithm(algorithm);
}
