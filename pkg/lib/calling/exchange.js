import { ignoreErrors } from "../core/callbacks.js";
import { dateMs, retryAfterMs } from "./retry-after.js";

/**
 * A reply of which the headers are there, as src/drive/host.rs reads it.
 * @typedef {object} HttpReply
 * @property {number} status
 * @property {number | undefined} retryAfterMs
 * @property {number | undefined} dateMs
 * @property {boolean} isUnwantedStream
 * @property {Response} response of any realm or library
 * @property {AbortSignal} signal of its request
 */

/** What fetch is called with. @typedef {{url: string, method: string, headers: string, body: unknown, signal: AbortSignal}} Sent */

/**
 * Sends a request with a fetch that may come from a library or another realm: it is given a URL and a plain object, since a
 * Request of this realm means nothing to it.
 * @param {typeof globalThis.fetch} fetch
 * @param {Sent} sent `headers`: a line each for names and values in turn
 * @param {boolean} wantsStream
 * @returns {Promise<HttpReply>}
 */
export async function sendRequest(fetch, { url, method, headers, body, signal }, wantsStream) {
  const response = await fetch(url, {
    method,
    headers: headersOf(headers.split("\n")),
    body: /** @type {BodyInit | undefined} */ (body),
    signal,
    // A redirect would send the signed request, and with it the right to repeat it, to somebody else.
    redirect: "manual",
  });
  if (typeof response?.status !== "number" || typeof response.text !== "function") {
    throw new TypeError("fetch gave something that is not a Response");
  }
  const date = dateMs(header(response, "date"));
  const isUnwantedStream = isEventStream(response) && !wantsStream;
  if (isUnwantedStream) ignoreErrors(() => response.body?.cancel());
  return {
    // Browsers hide the status of a redirect they were told not to follow.
    status: response.type === "opaqueredirect" ? 302 : response.status,
    retryAfterMs: retryAfterMs(header(response, "retry-after"), date),
    dateMs: date,
    isUnwantedStream,
    response,
    signal,
  };
}

/** @param {string[]} lines */
function headersOf(lines) {
  /** @type {Record<string, string>} */
  const headers = {};
  for (let at = 0; at < lines.length; at += 2) headers[lines[at] ?? ""] = lines[at + 1] ?? "";
  return headers;
}

/** @param {Response} response @param {string} name */
function header(response, name) {
  const value = response.headers?.get?.(name);
  return typeof value === "string" ? value : undefined;
}

/** @param {Response} response */
export const isEventStream = (response) =>
  response.status === 200 && /^text\/event-stream\b/i.test(header(response, "content-type") ?? "");

/**
 * The text of a reply.
 * @param {HttpReply} reply
 * @param {number} most bytes
 * @returns {Promise<string | undefined>} `undefined` if it is longer
 */
export async function readText({ response, signal }, most) {
  const chunks = chunkReader(response);
  const decoder = createDecoder();
  let [text, length] = ["", 0];
  try {
    for (;;) {
      const { done, value } = await chunks.next();
      if (done) return text + decoder.end();
      length += typeof value === "string" ? value.length : value.byteLength;
      // Nobody waits for the rest: the stream may be one that never ends.
      if (length > most || signal.aborted) return undefined;
      text += decoder.decode(value);
    }
  } finally {
    chunks.cancel();
  }
}

/** Decodes chunks, one after the other: UTF-8, or texts already, as Node's streams give them once they have an encoding. */
export function createDecoder() {
  const decoder = new TextDecoder();
  return {
    /** @param {Uint8Array | string} chunk */
    decode: (chunk) => (typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true })),
    end: () => decoder.decode(),
  };
}

/** A stream of the web or of Node. @param {unknown} body @returns {body is ReadableStream<Uint8Array>} */
const isReadable = (body) =>
  typeof body === "object" && body !== null && ("getReader" in body || Symbol.asyncIterator in body);

/** @typedef {Uint8Array | string} Chunk */

/**
 * The chunks of a reply, one after the other. Not every engine iterates over streams, Node's own have no reader, and the reply
 * of some libraries is no stream at all.
 * @param {Response} response
 * @returns {{next: () => Promise<IteratorResult<Chunk, void>>, cancel: () => void}}
 */
export function chunkReader(response) {
  const { body } = response;
  if (!isReadable(body)) return iterated(onlyText(response));
  if (typeof body.getReader !== "function") return iterated(/** @type {AsyncIterable<Chunk>} */ (body));
  const reader = body.getReader();
  const next = /** @type {() => Promise<IteratorResult<Chunk, void>>} */ (() => reader.read());
  return { next, cancel: () => ignoreErrors(() => reader.cancel()) };
}

/** @param {AsyncIterable<Chunk>} chunks */
function iterated(chunks) {
  const iterator = chunks[Symbol.asyncIterator]();
  return { next: () => iterator.next(), cancel: () => ignoreErrors(() => iterator.return?.()) };
}

/** @param {Response} response */
async function* onlyText(response) {
  yield await response.text();
}
