import { bytes, kind, object, requiredString, tagOf, text } from "../core/check.js";
import { invalidArgument, TencentCloudError } from "../core/errors.js";
import { namedPairs } from "../core/fields.js";
import { members } from "../core/members.js";
import { readHeaders } from "../signing/request.js";

/** @typedef {import("../core/fields.js").Field} Field */
/** @typedef {{fields: Field[], message: Uint8Array}} Received `message` is the whole text, or the body of a request that is an object */

const MEMBERS = ["method", "url", "headers", "body"];
/** The largest body that TC3 signs and room for headers, in bytes; a text has no fewer bytes than UTF-16 units. */
const MAX_MESSAGE = 10 * 1024 * 1024 + 256 * 1024;

/** @param {unknown} received @returns {Received} to be called inside read() */
export function readReceived(received) {
  if (typeof received === "string" || isBytes(received))
    return { fields: [], message: asBytes("received", received) };
  if (typeof received !== "object" || received === null) {
    throw invalidArgument("received", `must be a text, bytes or a request, not ${kind(received)}`);
  }
  const given = members("received", object("received", received), MEMBERS);
  const url = requiredString("received.url", given.url);
  const { host, target } = splitUrl(url);
  const headers = readHeaders(given.headers);
  const hasHost = headers.some(([name]) => name.toLowerCase() === "host");
  const fields = [
    ["receivedMethod", requiredString("received.method", given.method)],
    ["receivedTarget", target],
    ["receivedBody", "known"],
    ...namedPairs("receivedHeader", host === undefined || hasHost ? headers : [...headers, ["host", host]]),
  ];
  const body = given.body ?? "";
  return { fields: /** @type {Field[]} */ (fields), message: asBytes("received.body", body) };
}

/** @param {unknown} value */
const isBytes = (value) =>
  ArrayBuffer.isView(value) ||
  (typeof value === "object" && value !== null && tagOf(value) === "ArrayBuffer");

/** @param {string} name @param {unknown} value */
function asBytes(name, value) {
  if (typeof value === "string") {
    if (value.length > MAX_MESSAGE) throw tooLarge(name);
    return new TextEncoder().encode(text(name, value));
  }
  if (!ArrayBuffer.isView(value)) throw invalidArgument(name, `must be a text or bytes, not ${kind(value)}`);
  const view = bytes(name, value);
  if (view.length > MAX_MESSAGE) throw tooLarge(name);
  return view;
}

/** @param {string} name */
const tooLarge = (name) =>
  new TencentCloudError("Client.TooLarge", `\`${name}\` is over 10 MB, the most TC3-HMAC-SHA256 takes`, {
    advice: "fix-request",
  });

/** The host and what follows it; a parser would write the query anew. @param {string} url */
function splitUrl(url) {
  const [, host, rest = ""] = /^https?:\/\/([^/?#]*)([^#]*)/i.exec(url) ?? [];
  if (host === undefined) return { target: url };
  return { host, target: rest.startsWith("/") ? rest : `/${rest}` };
}
