import { isPlain, kind, list, object, oneOf, optionalBoolean, requiredString, text } from "../core/check.js";
import { invalidArgument } from "../core/errors.js";
import { namedPairs } from "../core/fields.js";
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
 * @property {string | undefined} host
 * @property {string | undefined} contentType as it was asked for
 * @property {boolean} unsignedPayload
 * @property {readonly string[] | undefined} signedHeaders
 * @property {ReadonlyArray<readonly [string, string]>} extraHeaders
 */

/** What each method says its body is, unless told otherwise (Signature v3 page). */
const CONTENT_TYPES = { POST: "application/json", GET: "application/x-www-form-urlencoded" };
export const REQUEST_MEMBERS = [
  "service",
  "version",
  "action",
  "region",
  "payload",
  "method",
  "endpoint",
  "host",
  "language",
  "headers",
];
const OPTION_MEMBERS = ["timestamp", "signedHeaders", "contentType", "unsignedPayload", "algorithm"];
export const METHODS = /** @type {const} */ (["POST", "GET"]);

/**
 * Every member is read once: a getter may answer otherwise the second time. To be called inside read().
 * @param {ApiRequest} request
 * @param {SignOptions} options
 * @param {ReadonlyArray<readonly [string, string]>} [extraHeaders] of the request, where they were read already
 * @returns {ValidatedRequest}
 */
export function validateRequest(request, options, extraHeaders = readHeaders(request?.headers)) {
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
    host: text("host", given.host),
    contentType: text("contentType", how.contentType),
    unsignedPayload: optionalBoolean("unsignedPayload", how.unsignedPayload) === true,
    signedHeaders: readNames(how.signedHeaders),
    extraHeaders,
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
 * What the payload is said to be: what was asked for, what it says itself, or what is usual.
 * @param {ValidatedRequest} request
 * @param {import("./payload.js").Content} content
 */
export const contentTypeOf = (request, content) =>
  request.contentType ?? content.contentType ?? CONTENT_TYPES[request.method];

/**
 * The fields of a request, by the names that src/wasm/sign.rs and src/wasm/request.rs have for them.
 * @param {ValidatedRequest} request
 * @param {import("./payload.js").Content} content
 * @param {string | undefined} token
 * @returns {import("../core/fields.js").Field[]}
 */
export const requestFields = (request, content, token) => [
  ["method", request.method],
  ["service", request.service],
  ["query", content.query],
  ["endpoint", request.endpoint],
  ["host", request.host],
  ["unsignedPayload", request.unsignedPayload ? "true" : undefined],
  ["signedHeaders", request.signedHeaders?.join(";")],
  ["contentType", contentTypeOf(request, content)],
  ["action", request.action],
  ["version", request.version],
  ["region", request.region],
  ["token", token],
  ["language", request.language],
  ...namedPairs("header", request.extraHeaders),
];

/** @param {unknown} headers @returns {Array<[string, string]>} */
export function readHeaders(headers) {
  /** @type {Array<[string, string]>} */
  const found = [];
  if (headers === undefined) return found;
  if (isRecord(headers)) {
    // Object.entries() takes five times as long.
    for (const name of Object.keys(headers)) addHeader(found, name, headers[name]);
  } else {
    for (const [name, value] of headerEntries(headers)) addHeader(found, name, value);
  }
  return found;
}

/** @param {Array<[string, string]>} found @param {string} name @param {unknown} value */
function addHeader(found, name, value) {
  if (value !== undefined) found.push([name, requiredString(`headers.${name.slice(0, 60)}`, value)]);
}

/** @param {unknown} headers @returns {headers is Record<string, unknown>} */
const isRecord = (headers) =>
  typeof headers === "object" && headers !== null && !(Symbol.iterator in headers) && isPlain(headers);

/** @param {unknown} headers Headers, or anything else that iterates over names and values */
function headerEntries(headers) {
  if (typeof headers === "object" && headers !== null && Symbol.iterator in headers) {
    return list("headers", headers).map((entry) => headerEntry(entry, headers));
  }
  throw noHeaders(headers);
}

/** @param {unknown} entry @param {unknown} headers @returns {[name: string, value: unknown]} */
function headerEntry(entry, headers) {
  if (Array.isArray(entry) && entry.length === 2 && typeof entry[0] === "string") return [entry[0], entry[1]];
  throw noHeaders(headers);
}

/** @param {unknown} headers */
const noHeaders = (headers) =>
  invalidArgument(
    "headers",
    `must be an object, Headers or a list of names and values, not ${kind(headers)}`,
  );

/** @param {unknown} names */
export function readNames(names) {
  if (names === undefined) return undefined;
  if (!Array.isArray(names)) throw invalidArgument("signedHeaders", "must be a list of header names");
  return names.map((name) => requiredString("signedHeaders", name));
}

/** @param {unknown} value */
function requireTc3(value) {
  const algorithm = text("algorithm", value) ?? TC3;
  if (algorithm !== TC3) throw unsupportedAlgorithm(algorithm);
}
