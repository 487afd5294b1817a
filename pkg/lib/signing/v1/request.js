import { integer, oneOf, read, requiredString, signingTime, text } from "../../core/check.js";
import { invalidArgument } from "../../core/errors.js";
import { namedPairs, packFields } from "../../core/fields.js";
import { members } from "../../core/members.js";
import { unsupportedAlgorithm, V1_ALGORITHMS } from "../algorithm.js";
import { payloadKind, queryMembers } from "../payload.js";
import { forEachParameter } from "../query.js";
import { METHODS, readHeaders } from "../request.js";

/** @typedef {typeof V1_ALGORITHMS[number]} Algorithm */

/** A form may name its charset, and it is always this one (Signature v1 page). */
const CONTENT_TYPES = /** @type {const} */ ([
  "application/x-www-form-urlencoded",
  "application/x-www-form-urlencoded; charset=utf-8",
]);
const REQUEST_MEMBERS = /** @type {const} */ ([
  "method",
  "service",
  "version",
  "action",
  "region",
  "language",
  "endpoint",
  "host",
  "headers",
  "payload",
]);
const OPTION_MEMBERS = /** @type {const} */ ([
  "algorithm",
  "contentType",
  "signedHeaders",
  "unsignedPayload",
  "timestamp",
  "nonce",
]);
/** What an integer of any language holds; a nonce need only differ from the last ones. */
const MAX_NONCE = 2 ** 31 - 1;

/**
 * A request with its types checked; what the texts may hold is checked in the wasm module.
 * @typedef {object} ValidatedRequest
 * @property {Algorithm} algorithm
 * @property {"POST" | "GET"} method
 * @property {string} action
 * @property {string} packed as src/wasm/v1.rs reads it
 * @property {Record<string, string>} headers
 * @property {number} timestamp
 * @property {number} nonce
 */

/**
 * Every member is read once: a getter may return something else the second time.
 * @param {unknown} request
 * @param {unknown} options
 * @returns {ValidatedRequest}
 */
export function validateRequest(request, options) {
  const given = members("request", request, REQUEST_MEMBERS);
  const how = members("options", options, OPTION_MEMBERS);
  const algorithm = readAlgorithm(how.algorithm);
  const method = oneOf("method", given.method, METHODS) ?? "POST";
  const service = requiredString("service", given.service);
  const action = requiredString("action", given.action);
  const endpoint = text("endpoint", given.endpoint);
  const host = text("host", given.host);
  const extraHeaders = read("headers", () => readHeaders(given.headers));
  const packed = packFields([
    ["algorithm", algorithm],
    ["method", method],
    ["service", service],
    ["version", requiredString("version", given.version)],
    ["action", action],
    ["region", text("region", given.region)],
    ["language", text("language", given.language)],
    ["endpoint", endpoint],
    ["host", host],
    ...namedPairs("header", extraHeaders),
    ...namedPairs("parameter", readParameters(algorithm, given.payload)),
  ]);
  const headers = Object.fromEntries([
    ["content-type", readContentType(algorithm, how)],
    ...(host === undefined ? [] : [["host", host.toLowerCase()]]),
    ...extraHeaders.map(([name, value]) => [name.toLowerCase(), value.trim()]),
  ]);
  const timestamp = signingTime(how.timestamp);
  const nonce = integer("nonce", how.nonce, 1) ?? 1 + Math.floor(Math.random() * MAX_NONCE);
  return { algorithm, method, action, packed, headers, timestamp, nonce };
}

/** @param {unknown} value @returns {Algorithm} */
function readAlgorithm(value) {
  const algorithm = text("algorithm", value) ?? V1_ALGORITHMS[0];
  const known = V1_ALGORITHMS.find((name) => name === algorithm);
  if (known === undefined) throw unsupportedAlgorithm(algorithm);
  return known;
}

/**
 * Options that v1 cannot honour are refused: it signs every parameter and no header.
 * @param {Algorithm} algorithm
 * @param {Record<"contentType" | "signedHeaders" | "unsignedPayload", unknown>} options
 */
function readContentType(algorithm, { contentType, signedHeaders, unsignedPayload }) {
  if (signedHeaders !== undefined) {
    throw invalidArgument("signedHeaders", `is not for ${algorithm}, which signs no header`);
  }
  if (unsignedPayload !== undefined && unsignedPayload !== false) {
    throw invalidArgument("unsignedPayload", `is not for ${algorithm}, which signs every parameter`);
  }
  return oneOf("contentType", contentType, CONTENT_TYPES) ?? CONTENT_TYPES[0];
}

/**
 * Names and values.
 * @param {Algorithm} algorithm
 * @param {unknown} payload
 * @returns {Array<[name: string, value: string]>}
 */
function readParameters(algorithm, payload = {}) {
  return read("payload", () => {
    const given = queryMembers(payload);
    if (given !== undefined) return flatParameters(given);
    const why = "its members become the parameters that are signed; text and bytes need TC3-HMAC-SHA256";
    throw invalidArgument(
      "payload",
      `must be an object for ${algorithm}, not ${payloadKind(payload)}: ${why}`,
    );
  });
}

/** @param {object} payload */
function flatParameters(payload) {
  /** @type {Array<[name: string, value: string]>} */
  const pairs = [];
  forEachParameter(payload, (name, value) => {
    pairs.push([requiredString("payload", name), requiredString("payload", value)]);
  });
  return pairs;
}
