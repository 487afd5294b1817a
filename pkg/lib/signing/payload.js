import { bytes, requiredString } from "../core/check.js";
import { invalidArgument, TencentCloudError } from "../core/errors.js";
import { flatten } from "./query.js";

/** The most TC3-HMAC-SHA256 signs (Signature v3 page), in bytes; a text has no fewer bytes than UTF-16 units. */
export const MAX_BODY = 10 * 1024 * 1024;

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
