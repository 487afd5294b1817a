import { integer, members, oneOf, read, requiredString, signingTime, text } from "../core/check.js";
import { fromWasm, invalidArgument } from "../core/errors.js";
import { pack, unpack } from "../core/fields.js";
import { forEachParameter } from "./query.js";
import { METHODS, readHeaders } from "./request.js";

/** @typedef {import("../../index.js").ApiRequest} ApiRequest */
/** @typedef {import("../../index.js").SignOptions} SignOptions */
/** @typedef {import("../../index.js").SignedRequest} SignedRequest */
/** @typedef {import("../../index.js").SignatureSteps} SignatureSteps */
/** @typedef {import("./request.js").V1} V1 */
/** @typedef {import("./signing.js").Key} Key */

/** A form may say in which charset it is, and it is always this one (Signature v1 page). */
const CONTENT_TYPES = /** @type {const} */ ([
  "application/x-www-form-urlencoded",
  "application/x-www-form-urlencoded; charset=utf-8",
]);
const REQUEST = /** @type {const} */ ([
  "method",
  "service",
  "version",
  "action",
  "region",
  "language",
  "endpoint",
  "headers",
  "payload",
]);
const OPTIONS = /** @type {const} */ ([
  "contentType",
  "signedHeaders",
  "unsignedPayload",
  "timestamp",
  "nonce",
]);
/** What an integer of any language holds, where a nonce need only differ from the last ones. */
const MAX_NONCE = 2 ** 31 - 1;

/**
 * v1 by one algorithm.
 * @typedef {(algorithm: V1) => {
 *   sign(key: Key, request: ApiRequest, options: SignOptions): SignedRequest,
 *   explain(key: Key, request: ApiRequest, options: SignOptions): SignatureSteps,
 * }} V1Signing
 */

/**
 * The v1 algorithms over a wasm module, for signing.js.
 * @param {Pick<typeof import("../../dist/client.js"), "sign_v1">} wasm
 * @returns {V1Signing}
 */
export const v1Signing = (wasm) => (algorithm) => ({
  sign(key, request, options) {
    const prepared = prepare(algorithm, key, request, options);
    const [, , form = "", origin = ""] = climb(wasm, key, prepared);
    const { method, headers } = prepared;
    return method === "GET"
      ? { method, url: `${origin}/?${form}`, headers }
      : { method, url: `${origin}/`, headers, body: form };
  },
  explain(key, request, options) {
    const [stringToSign = "", signature = ""] = climb(wasm, key, prepare(algorithm, key, request, options));
    return {
      algorithm,
      payloadHash: "",
      canonicalRequest: "",
      canonicalRequestHash: "",
      credentialScope: "",
      stringToSign,
      signature,
      authorization: "",
    };
  },
});

/**
 * @param {Pick<typeof import("../../dist/client.js"), "sign_v1">} wasm
 * @param {Key} key
 * @param {ReturnType<typeof prepare>} prepared
 * @returns {string[]} string to sign, signature, form, origin
 */
function climb(wasm, { number }, { packed, timestamp, nonce, action }) {
  try {
    return unpack(wasm.sign_v1(number, packed, timestamp, nonce));
  } catch (thrown) {
    throw fromWasm(thrown, { action });
  }
}

/** @param {V1} algorithm @param {Key} key @param {ApiRequest} request @param {SignOptions} options */
function prepare(algorithm, { secretId, token }, request, options) {
  const given = members("request", request, REQUEST);
  const how = members("options", options, OPTIONS);
  const method = oneOf("method", given.method, METHODS) ?? "POST";
  const service = requiredString("service", given.service);
  const action = requiredString("action", given.action);
  const endpoint = text("endpoint", given.endpoint);
  const extra = read("headers", () => readHeaders(given.headers));
  const packed = pack([
    algorithm,
    method,
    service,
    requiredString("version", given.version),
    action,
    text("region", given.region),
    text("language", given.language),
    endpoint,
    pack(extra.flat()),
    pack(readPayload(algorithm, given.payload)),
    secretId,
    token,
  ]);
  const headers = Object.fromEntries([
    ["content-type", contentTypeOf(algorithm, how)],
    ...extra.map(([name, value]) => [name.toLowerCase(), value.trim()]),
  ]);
  const timestamp = signingTime(how.timestamp);
  const nonce = integer("nonce", how.nonce, 1) ?? 1 + Math.floor(Math.random() * MAX_NONCE);
  return { method, action, packed, headers, timestamp, nonce };
}

/**
 * What cannot be honoured is refused: v1 signs every parameter and no header.
 * @param {V1} algorithm
 * @param {Record<"contentType" | "signedHeaders" | "unsignedPayload", unknown>} options
 */
function contentTypeOf(algorithm, { contentType, signedHeaders, unsignedPayload }) {
  if (signedHeaders !== undefined)
    throw invalidArgument("signedHeaders", `is not for ${algorithm}, which signs no header`);
  if (unsignedPayload !== undefined && unsignedPayload !== false) {
    throw invalidArgument("unsignedPayload", `is not for ${algorithm}, which signs every parameter`);
  }
  return oneOf("contentType", contentType, CONTENT_TYPES) ?? CONTENT_TYPES[0];
}

/**
 * Names and values one after the other.
 * @param {V1} algorithm
 * @param {unknown} payload
 * @returns {string[]}
 */
function readPayload(algorithm, payload = {}) {
  const isObject = typeof payload === "object" && payload !== null && !ArrayBuffer.isView(payload);
  return read("payload", () => {
    if (isObject && !Array.isArray(payload)) return flat(payload);
    const why = "its members become the parameters that are signed; text and bytes need TC3-HMAC-SHA256";
    throw invalidArgument("payload", `must be an object for ${algorithm}: ${why}`);
  });
}

/** @param {object} payload */
function flat(payload) {
  /** @type {string[]} */
  const texts = [];
  forEachParameter(payload, (name, value) => {
    texts.push(requiredString("payload", name), requiredString("payload", value));
  });
  return texts;
}
