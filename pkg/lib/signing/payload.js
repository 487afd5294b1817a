import { bytes, bytesOfBuffer, kind, requiredString, tagOf, withArticle } from "../core/check.js";
import { invalidArgument, isTencentCloudError, TencentCloudError } from "../core/errors.js";
import { asJsonHasIt, lossyKind } from "../core/lossy.js";
import { writeJson } from "../core/write-json.js";
import { flatten } from "./query.js";

/** The most TC3-HMAC-SHA256 signs (Signature v3 page), in bytes; a text has no fewer bytes than UTF-16 units. */
export const MAX_BODY = 10 * 1024 * 1024;
/** What can only be read asynchronously, by its tag. */
const AWAITED = ["Blob", "File", "FormData"];

/**
 * What a payload is sent as: a body, of which `view` is a plain view if it is bytes, or a query.
 * @typedef {object} Content
 * @property {string | Uint8Array<ArrayBuffer> | undefined} body
 * @property {string | Uint8Array<ArrayBuffer>} view
 * @property {string} query
 * @property {string} [contentType] what the payload says that it is
 */

/**
 * @param {"POST" | "GET"} method
 * @param {unknown} payload
 * @returns {Content}
 */
export function readPayload(method, payload = {}) {
  if (method === "GET") return queryContent(payload);
  if (typeof payload === "string") return textContent(payload);
  if (typeof payload !== "object" || payload === null) {
    throw invalidArgument("payload", `must be an object, a text or bytes, not ${kind(payload)}`);
  }
  if (ArrayBuffer.isView(payload)) {
    const view = bytes("payload", payload);
    // A Uint8Array goes out as the one that was given.
    const body = tagOf(payload) === "DataView" ? view : /** @type {Uint8Array<ArrayBuffer>} */ (payload);
    return { body, view, query: "" };
  }
  const written = lossyKind(payload) === undefined ? toJson(payload) : undefined;
  return written === undefined ? readPlatformObject(payload) : { body: written, view: written, query: "" };
}

/** Whether only `readLater` can read it. @param {unknown} payload */
export const isAwaited = (payload) =>
  typeof payload === "object" && payload !== null && AWAITED.includes(tagOf(payload));

/** The payload of a GET, or the parameters of v1. @param {unknown} payload @returns {object | undefined} if it has members */
export function queryMembers(payload) {
  if (ArrayBuffer.isView(payload)) return undefined;
  const value = asJsonHasIt(payload, "");
  if (typeof value !== "object" || value === null || tagOf(value) === "Array") return undefined;
  return lossyKind(value) === undefined ? value : undefined;
}

/** What a payload is that has no members, to be named in an error. @param {unknown} payload */
export function payloadKind(payload) {
  const lost = typeof payload === "object" && payload !== null ? lossyKind(payload) : undefined;
  return lost === undefined ? kind(payload) : withArticle(lost);
}

/** @param {unknown} payload @returns {Content} */
function queryContent(payload) {
  const members = queryMembers(payload);
  if (members !== undefined) return { body: undefined, view: "", query: flatten(members) };
  const problem = `must be an object for GET, whose members become the query, not ${payloadKind(payload)}`;
  throw invalidArgument("payload", problem);
}

/** @param {string} payload @returns {Content} */
function textContent(payload) {
  if (payload.length > MAX_BODY) throw payloadTooLarge();
  const body = requiredString("payload", payload);
  return { body, view: body, query: "" };
}

/** Objects of the platform that are sent as their bytes. @param {object} payload @returns {Content} */
function readPlatformObject(payload) {
  const tag = tagOf(payload);
  if (tag === "URLSearchParams") {
    return { ...textContent(String(payload)), contentType: "application/x-www-form-urlencoded" };
  }
  if (tag === "ArrayBuffer" || tag === "SharedArrayBuffer") {
    const body = bytesOfBuffer("payload", payload);
    return { body, view: body, query: "" };
  }
  if (AWAITED.includes(tag)) {
    throw invalidArgument(
      "payload",
      `is a ${tag}, which is read asynchronously: call() does so, and signing takes its bytes`,
    );
  }
  const kind = lossyKind(payload) ?? tag;
  throw invalidArgument("payload", `is ${withArticle(kind)}: it must be an object, a text, bytes or a form`);
}

export const payloadTooLarge = () =>
  new TencentCloudError("Client.TooLarge", "`payload` is over 10 MB, the most TC3-HMAC-SHA256 takes", {
    advice: "fix-request",
  });

/** @param {object} payload */
function toJson(payload) {
  try {
    const json = writeJson(payload);
    // What toJSON makes of a Date or a URL is no payload.
    return json[0] === "{" || json[0] === "[" ? json : undefined;
  } catch (cause) {
    if (isTencentCloudError(cause)) throw cause;
    throw invalidArgument("payload", "cannot be written as JSON; see the error's cause", cause);
  }
}
