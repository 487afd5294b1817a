import { readPayload } from "./payload.js";
import { contentTypeOf, requestFields, validateRequest } from "./request.js";

/** @typedef {import("../../index.js").ApiRequest} ApiRequest */
/** @typedef {import("../../index.js").SignOptions} SignOptions */
/** @typedef {import("./request.js").ValidatedRequest} ValidatedRequest */
/** @typedef {import("./module.js").SigningModule} SigningModule */
/** @typedef {import("./module.js").Key} Key */

const DAY_S = 86_400;

/**
 * What is the same from one request to the next, and kept in the module.
 * @typedef {object} PreparedRequest
 * @property {ValidatedRequest} request
 * @property {number} slot where the module keeps it
 * @property {string} query
 * @property {string} contentType
 * @property {string | undefined} payloadType what the payload says that it is
 * @property {number} day Unix days: the Authorization header names the day
 * @property {boolean} signsTimestamp the timestamp is among the signed headers
 * @property {string} url
 * @property {string} authorization up to the signature
 */

/**
 * @param {SigningModule} module
 * @param {Key} key
 * @param {{request: ApiRequest, options: SignOptions, timestamp: number, content?: import("./payload.js").Content}} what
 *   `content`: of a payload that was read already
 * @returns {PreparedRequest}
 */
export function prepareRequest(module, { secretId, token }, { request, options, timestamp, content }) {
  const validated = validateRequest(request, options);
  const read = content ?? readPayload(validated.method, request.payload);
  const { slot, lines } = module.keepRequest([secretId, ...requestFields(validated, read, token)], timestamp);
  const [url = "", authorization = ""] = lines;
  const signsTimestamp =
    validated.signedHeaders?.some((name) => name.toLowerCase() === "x-tc-timestamp") ?? false;
  const day = Math.floor(timestamp / DAY_S);
  const prepared = {
    request: validated,
    slot,
    query: read.query,
    contentType: contentTypeOf(validated, read),
    payloadType: read.contentType,
    day,
    signsTimestamp,
    url,
    authorization,
  };
  module.setOwner(slot, prepared);
  return prepared;
}

/**
 * Whether the module still keeps this request and it differs from the new one in the payload and the time at most.
 * @param {SigningModule} module
 * @param {PreparedRequest} prepared
 * @param {{request: ApiRequest, options: SignOptions, timestamp: number}} what
 */
export function isReusable(module, prepared, { request, options, timestamp }) {
  const { request: known, day, signsTimestamp } = prepared;
  return (
    isSameRequest(known, request) &&
    isSameOptions(known, options) &&
    timestamp >= day * DAY_S &&
    timestamp < (day + 1) * DAY_S &&
    !signsTimestamp &&
    module.isOwner(prepared.slot, prepared)
  );
}

/** @param {ValidatedRequest} known @param {ApiRequest} request */
const isSameRequest = (known, request) =>
  request?.action === known.action &&
  request.service === known.service &&
  request.version === known.version &&
  request.region === known.region &&
  request.endpoint === known.endpoint &&
  request.host === known.host &&
  request.language === known.language &&
  (request.method ?? "POST") === known.method &&
  request.headers === undefined &&
  known.extraHeaders.length === 0;

/** @param {ValidatedRequest} known @param {SignOptions} options */
const isSameOptions = (known, options) =>
  options.signedHeaders === undefined &&
  known.signedHeaders === undefined &&
  options.contentType === known.contentType &&
  (options.unsignedPayload ?? false) === known.unsignedPayload &&
  options.algorithm === undefined;
