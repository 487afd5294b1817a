import { needsFetchClasses, networkError } from "./problems.js";
import { isAsked } from "./stubs.js";

/**
 * @typedef {import("./stubs.js").Asked} Asked
 * @typedef {{method: string, target: string, headers: Array<[string, string]>}} Head a request as the module takes it
 * @typedef {object} Reply
 * @property {number} status
 * @property {Array<[string, string]>} headers
 * @property {Uint8Array<ArrayBuffer>} body
 * @property {"whole" | "refused" | "no-name" | "bad-certificate" | "lost" | "cut" | "drip" | "never"} delivery
 * @property {number} delayMs
 * @property {number} gapMs how long each byte of a dripping body takes
 * @property {{action: string, region?: string, requestId: string, code?: string, instanceIds?: string[]} | null} entry
 *   what was logged of the request
 */

const WITHOUT_BODY = [101, 204, 205, 304];

/**
 * A fetch whose network is the emulator.
 * @param {import("./clock.js").Clock} clock
 * @param {{exchange: (head: Head, body: Uint8Array) => Reply | Asked, finish: (asked: Asked) => Promise<Reply>}} core
 * @returns {import("../emulator.d.ts").Emulator["fetch"]}
 */
export function createFetch(clock, { exchange, finish }) {
  needsFetchClasses();
  return async (input, init) => {
    const given = isRequest(input) ? input : undefined;
    // The caller's own signal: a Request's copy may be collected before it is given, and takes none of another realm.
    const signal = (init?.signal === undefined ? given?.signal : init.signal) ?? undefined;
    const own = { ...init, signal: null };
    const request =
      given === undefined
        ? new Request(/** @type {string | URL} */ (input), own)
        : new Request(given.url, { ...(await fieldsOf(given, init)), ...own });
    signal?.throwIfAborted();
    const body = new Uint8Array(await request.arrayBuffer());
    signal?.throwIfAborted();
    const first = exchange(readHead(request), body);
    const reply = isAsked(first) ? await untilAborted(finish(first), signal) : first;
    if (reply.delayMs > 0) await clock.wait(reply.delayMs, signal);
    if (reply.delivery === "never") await clock.wait(Number.POSITIVE_INFINITY, signal);
    return deliver(reply, request.redirect, (ms) => clock.wait(ms, signal));
  };
}

/** Whether it is a Request, of whichever realm or library. @param {unknown} input @returns {input is Request} */
const isRequest = (input) =>
  typeof (/** @type {Partial<Request> | null} */ (input)?.arrayBuffer) === "function";

/**
 * What a Request of this realm is made of from another's, which its constructor would take for an address.
 * @param {Request} given
 * @param {RequestInit | undefined} init
 * @returns {Promise<RequestInit>}
 */
async function fieldsOf(given, init) {
  const { method, redirect, headers } = given;
  const bodiless = method === "GET" || method === "HEAD" || init?.body !== undefined;
  return { method, redirect, headers: [...headers], ...(!bodiless && { body: await given.arrayBuffer() }) };
}

/**
 * What a promise gives, unless the signal is given first.
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<T>}
 */
async function untilAborted(promise, signal) {
  if (signal === undefined) return promise;
  let stop = () => {};
  const aborted = new Promise((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop);
  });
  try {
    return /** @type {T} */ (await Promise.race([promise, aborted]));
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/**
 * @param {Request} request
 * @returns {Head}
 */
function readHead({ method, url, headers }) {
  const { host, pathname, search } = new URL(url);
  const sent = [...headers].filter(([name]) => name !== "host");
  return { method, target: pathname + search, headers: [["host", headers.get("host") ?? host], ...sent] };
}

/** What a fetch rejects with, by how the connection failed. @type {Partial<Record<Reply["delivery"], () => Error>>} */
const FAILURES = {
  refused: () => networkError("fetch failed", "ECONNREFUSED", "connect"),
  "no-name": () => networkError("fetch failed", "ENOTFOUND", "getaddrinfo"),
  "bad-certificate": () => networkError("fetch failed", "CERT_HAS_EXPIRED", "certificate has expired"),
  lost: () => networkError("fetch failed", "ECONNRESET", "read"),
};

/**
 * @param {Reply} reply
 * @param {RequestRedirect} redirect
 * @param {(ms: number) => Promise<void>} wait
 */
function deliver({ status, headers, body, delivery, gapMs }, redirect, wait) {
  const failure = FAILURES[delivery];
  if (failure) throw failure();
  if (headers.some(([name]) => name === "location") && redirect !== "manual") {
    if (redirect === "error")
      throw new TypeError("fetch failed", { cause: new Error("unexpected redirect") });
    // Where redirects lead, no emulator answers.
    throw networkError("fetch failed", "ENOTFOUND", "getaddrinfo");
  }
  if (WITHOUT_BODY.includes(status)) return new Response(null, { status, headers });
  const content = delivery === "cut" ? cut(body) : delivery === "drip" ? drip(body, () => wait(gapMs)) : body;
  const response = new Response(content, { status, headers });
  const packed = headers.some(([name, value]) => name === "content-encoding" && value === "gzip");
  // A real fetch unpacks on the way.
  return packed
    ? new Response(response.body?.pipeThrough(new DecompressionStream("gzip")), { status, headers })
    : response;
}

/**
 * The first half of a body, and then an error.
 * @param {Uint8Array<ArrayBuffer>} body
 */
function cut(body) {
  return new ReadableStream({
    start: (controller) => controller.enqueue(body.subarray(0, Math.ceil(body.length / 2))),
    // Only once the half was read: an error at once would take it back.
    pull: (controller) => controller.error(networkError("terminated", "ECONNRESET", "read")),
  });
}

/**
 * A body that comes byte by byte.
 * @param {Uint8Array<ArrayBuffer>} body
 * @param {() => Promise<void>} wait
 */
function drip(body, wait) {
  let at = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        await wait();
        controller.enqueue(body.subarray(at, at + 1));
        at += 1;
        if (at >= body.length) controller.close();
      },
    },
    // Nothing is drawn ahead: who does not read does not wait.
    { highWaterMark: 0 },
  );
}
