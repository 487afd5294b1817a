import { choice, flag, members, needed, object, text } from "./check.js";
import { argument, TencentCloudError } from "./errors.js";
import { pack } from "./fields.js";
import { flatten } from "./query.js";

/** @typedef {import("../index.js").ApiRequest} ApiRequest */
/** @typedef {import("../index.js").SignOptions} SignOptions */

/**
 * A request as it will be sent, and as the wasm module takes it.
 * @typedef {object} Prepared
 * @property {"POST" | "GET"} method
 * @property {string} endpoint
 * @property {string} query GET: what follows `?`
 * @property {string | Uint8Array<ArrayBuffer> | undefined} body POST
 * @property {Array<[string, string]>} headers to send, without those that depend on the moment or the credentials
 * @property {string} packed for src/wasm/request.rs
 * @property {Uint8Array<ArrayBuffer> | undefined} bytes the body, where it is not text
 * @property {string} action
 */

/** What each method says its body is, unless told otherwise (Signature v3 page). */
const CONTENT_TYPES = { POST: "application/json", GET: "application/x-www-form-urlencoded" };
export const METHODS = /** @type {const} */ (["POST", "GET"]);

/**
 * @param {ApiRequest} request
 * @param {SignOptions} [options]
 * @returns {Prepared}
 */
export function prepare(request, options = {}) {
  const given = object("request", request);
  const how = object("options", options);
  const method = choice("method", given.method, METHODS) ?? "POST";
  const service = needed("service", given.service);
  const version = needed("version", given.version);
  const action = needed("action", given.action);
  const region = text("region", given.region);
  const language = text("language", given.language);
  const endpoint = text("endpoint", given.endpoint) ?? `https://${service}.tencentcloudapi.com`;
  const contentType = text("contentType", how.contentType) ?? CONTENT_TYPES[method];
  const unsigned = flag("unsignedPayload", how.unsignedPayload) === true;
  const extra = readHeaders(given.headers);
  const { body, query } = readPayload(method, given.payload);
  const packed = pack([
    method,
    service,
    version,
    action,
    region,
    language,
    endpoint,
    contentType,
    query,
    readSignedHeaders(how.signedHeaders),
    extra.length === 0 ? undefined : pack(extra.flat()),
    unsigned ? "1" : undefined,
    typeof body === "string" ? body : undefined,
  ]);
  /** @type {Array<[string, string]>} */
  const headers = [
    ["content-type", contentType],
    ["x-tc-action", action],
    ["x-tc-version", version],
  ];
  if (region !== undefined) headers.push(["x-tc-region", region]);
  if (language !== undefined) headers.push(["x-tc-language", language]);
  if (unsigned) headers.push(["x-tc-content-sha256", "UNSIGNED-PAYLOAD"]);
  for (const [name, value] of extra) headers.push([name.toLowerCase(), value.trim()]);
  const bytes = typeof body === "object" ? body : undefined;
  return { method, endpoint, query, body, headers, packed, bytes, action };
}

/** @typedef {"HmacSHA1" | "HmacSHA256"} V1 */

/**
 * The signing of the v1 algorithm that these options ask for, undefined for TC3.
 * @template T
 * @param {SignOptions} options
 * @param {((algorithm: V1) => T) | undefined} v1 in an entry that has it
 * @returns {T | undefined}
 */
export function v1Of(options, v1) {
  const given = members("options", options, ["algorithm"]);
  const algorithm = text("algorithm", given.algorithm) ?? "TC3-HMAC-SHA256";
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

/**
 * @param {"POST" | "GET"} method
 * @param {unknown} payload
 * @returns {{body?: string | Uint8Array<ArrayBuffer>, query: string}}
 */
function readPayload(method, payload = {}) {
  const isObject = typeof payload === "object" && payload !== null;
  if (method === "GET") {
    if (isObject && !ArrayBuffer.isView(payload)) return { query: flatten(payload) };
    throw argument("payload", "must be an object for GET: its members become the query");
  }
  if (typeof payload === "string") return { body: payload, query: "" };
  if (payload instanceof Uint8Array)
    return { body: /** @type {Uint8Array<ArrayBuffer>} */ (payload), query: "" };
  if (!isObject) throw argument("payload", "must be an object, a string or a Uint8Array");
  return { body: toJson(payload), query: "" };
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
export function readHeaders(headers) {
  if (headers === undefined) return [];
  return Object.entries(object("headers", headers))
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, needed(`headers.${name.slice(0, 60)}`, value)]);
}

/** @param {unknown} names */
function readSignedHeaders(names) {
  if (names === undefined) return undefined;
  if (!Array.isArray(names)) throw argument("signedHeaders", "must be a list of header names");
  return pack(names.map((name) => needed("signedHeaders", name)));
}
