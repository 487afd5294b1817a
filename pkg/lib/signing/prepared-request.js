import { hasSameHeaders, headersOf, prepareHeaders } from "./headers.js";
import { readPayload } from "./payload.js";
import { contentTypeOf, requestFields, validateRequest } from "./request.js";

/** @typedef {import("../../index.js").ApiRequest} ApiRequest */
/** @typedef {import("../../index.js").SignOptions} SignOptions */
/** @typedef {import("./request.js").ValidatedRequest} ValidatedRequest */
/** @typedef {import("./module.js").SigningModule} SigningModule */
/** @typedef {import("./module.js").Key} Key */
/** @typedef {import("./headers.js").ExtraHeader} ExtraHeader */
/**
 * What is to be signed, and when; `extraHeaders` are those of the request.
 * @typedef {{request: ApiRequest, options: SignOptions, timestamp: number, extraHeaders: readonly ExtraHeader[]}} What
 */

const DAY_S = 86_400;
/** A longer query, in characters, is looked at by the module once more: it may be longer than the service takes. */
const CHECKED_QUERY = 8 * 1024;

/**
 * What is the same from one request to the next, and kept in the module.
 * @typedef {object} PreparedRequest
 * @property {ValidatedRequest} request
 * @property {number} slot where the module keeps it
 * @property {Record<string, string>} headers those of each, without the timestamp and the signature
 * @property {import("./headers.js").PreparedHeader[]} extraHeaders
 * @property {string | undefined} payloadType what the payload says that it is
 * @property {number} fromS the first second at which it may be signed: the Authorization header names the day, and the
 *   timestamp may be among the signed headers
 * @property {number} untilS the first second at which it may no longer be
 * @property {string} url without the query
 * @property {string} authorization up to the signature
 * @property {string | undefined} afterQuery of a GET: the canonical request between the query and the payload's hash
 */

/**
 * @param {SigningModule} module
 * @param {Key} key
 * @param {What} what
 * @param {import("./payload.js").Content} [content] of a payload that was read already
 * @returns {PreparedRequest}
 */
export function prepareRequest(module, key, { request, options, timestamp, extraHeaders }, content) {
  const validated = validateRequest(request, options, extraHeaders);
  const read = content ?? readPayload(validated.method, request.payload);
  const { slot, lines } = module.keepRequest(key, requestFields(validated, read, key.token), timestamp);
  const [url = "", authorization = "", ...canonicalRequest] = lines;
  const prepared = {
    request: validated,
    slot,
    headers: headersOf(validated, contentTypeOf(validated, read), key.token),
    extraHeaders: prepareHeaders(validated.extraHeaders, validated.signedHeaders),
    payloadType: read.contentType,
    ...validity(validated, timestamp),
    url: read.query === "" ? url : url.slice(0, -read.query.length - 1),
    authorization,
    afterQuery: validated.method === "GET" ? afterQuery(canonicalRequest) : undefined,
  };
  module.setOwner(slot, prepared);
  return prepared;
}

/** @param {string[]} canonicalRequest its lines: the method, the path, the query, and the rest */
export const afterQuery = ([, , , ...rest]) => `\n${rest.join("\n")}`;

/** @param {ValidatedRequest} request @param {number} timestamp */
function validity({ signedHeaders }, timestamp) {
  if (signedHeaders?.some((name) => name.toLowerCase() === "x-tc-timestamp")) {
    return { fromS: timestamp, untilS: timestamp + 1 };
  }
  const fromS = timestamp - (timestamp % DAY_S);
  return { fromS, untilS: fromS + DAY_S };
}

/**
 * Whether a request differs from the new one in the payload, the time and the values of unsigned headers at most.
 * @param {PreparedRequest} prepared
 * @param {What} what
 */
export function isReusable(
  { request: known, extraHeaders: knownExtra, fromS, untilS },
  { request, options, timestamp, extraHeaders },
) {
  return (
    isSameRequest(known, request) &&
    timestamp >= fromS &&
    timestamp < untilS &&
    isSameOptions(known, options) &&
    hasSameHeaders(knownExtra, extraHeaders)
  );
}

/**
 * Whether the module still keeps a request, and the payload that was read since asks for no other: the module keeps the newest
 * requests alone, and reading the payload may have signed others.
 * @param {SigningModule} module
 * @param {PreparedRequest} prepared
 * @param {import("./payload.js").Content} content
 */
export const isKept = (module, prepared, { query, contentType }) =>
  module.isOwner(prepared.slot, prepared) &&
  contentType === prepared.payloadType &&
  query.length <= CHECKED_QUERY;

/** @param {ValidatedRequest} known @param {ApiRequest} request */
const isSameRequest = (known, request) =>
  request?.action === known.action &&
  request.region === known.region &&
  request.service === known.service &&
  request.version === known.version &&
  request.endpoint === known.endpoint &&
  request.host === known.host &&
  request.language === known.language &&
  (request.method ?? "POST") === known.method;

/** @param {ValidatedRequest} known @param {SignOptions} options */
const isSameOptions = (known, options) =>
  options.contentType === known.contentType &&
  (options.unsignedPayload ?? false) === known.unsignedPayload &&
  options.algorithm === undefined &&
  hasSameNames(known.signedHeaders, options.signedHeaders);

/** @param {readonly string[] | undefined} known @param {readonly string[] | undefined} names */
function hasSameNames(known, names) {
  if (known === undefined || names === undefined) return known === names;
  return (
    Array.isArray(names) &&
    names.length === known.length &&
    known.every((name, index) => name === names[index])
  );
}
