import { onAbort } from "../core/abort.js";
import { object, optionalBoolean, read } from "../core/check.js";
import { aborted, fromWasm, TencentCloudError } from "../core/errors.js";
import { packFields, packNamed } from "../core/fields.js";
import { parseJson } from "../core/json.js";
import { members } from "../core/members.js";
import { isAwaited, readPayload } from "../signing/payload.js";
import { requestFields, validateRequest } from "../signing/request.js";
import { eventsOf } from "./events.js";
import { createHost } from "./host.js";
import { prepareBody, readLater } from "./large.js";
import { CALL_OPTIONS, readCalling } from "./options.js";

/** @typedef {import("./host.js").ClientModule} ClientModule */
/** @typedef {InstanceType<ClientModule["CallRun"]>} CallRun */
/** @typedef {import("./options.js").Calling} Calling */
/** @typedef {import("../signing/request.js").ValidatedRequest} ValidatedRequest */
/** @typedef {import("../signing/payload.js").Content} Content */

/** A request refused for its rate is repeated this often at most (src/drive/call.rs). */
const MAX_THROTTLES = 12;
/** How far a wait may exceed the longest one asked for. */
const EXTRA_WAIT_MS = 6_000;

/**
 * `call` over a wasm module.
 * @param {ClientModule} wasm
 * @param {ReturnType<typeof import("./paces.js").createPaceBook>} paces
 * @param {import("./operations.js").Operations} operations
 * @returns {typeof import("../../index.js").call}
 */
export function createCall(wasm, paces, operations) {
  /** @param {Calling} calling @param {ValidatedRequest} request @param {boolean} wantsStream */
  const hostFor = (calling, request, wantsStream) =>
    createHost(wasm, calling, {
      operations,
      wantsStream,
      longestMs: longestMs(calling),
      paceOf(action, account) {
        const rate = wasm.planned_rate(action);
        if (rate === 0) return undefined;
        return calling.pace !== undefined && wasm.is_acting(action)
          ? calling.pace
          : paces.of(account, request.region ?? "", action, rate);
      },
    });

  /** @param {unknown} request @param {unknown} options @returns {Promise<unknown>} */
  async function run(request, options) {
    const calling = readCalling(members("options", options, CALL_OPTIONS));
    const { validated, readContent, wantsStream } = readRequest(request, calling);
    const { action } = validated;
    const host = hostFor(calling, validated, wantsStream);
    let callRun;
    let removeAbortListener = () => {};
    try {
      callRun = new wasm.CallRun(
        host,
        packNamed({ endpoint: validated.endpoint, timeoutMs: calling.timeoutMs }),
      );
      const abort = whenAborted(callRun, calling.signal);
      removeAbortListener = abort.removeListener;
      host.hold(callRun, removeAbortListener);
      const reply = await send(callRun, {
        validated,
        readContent,
        retry: calling.retry,
        aborted: abort.promise,
      });
      const { Response } = parseJson(reply);
      return wantsStream ? streamOf(host.takeStream(), { action, calling, Response }) : Response;
    } catch (thrown) {
      throw fromWasm(thrown, { action, cause: host.causeOf() });
    } finally {
      removeAbortListener();
      host.end();
      callRun?.free();
    }
  }

  return /** @type {typeof import("../../index.js").call} */ (
    (/** @type {unknown} */ request, /** @type {unknown} */ options) =>
      iterableIf(wantsEvents(request), run(request, options))
  );
}

/** @param {boolean} isStream @param {Promise<unknown>} reply */
const iterableIf = (isStream, reply) =>
  isStream ? Object.assign(reply, { [Symbol.asyncIterator]: () => iterate(reply) }) : reply;

/** Whether `call` answers with a stream. @param {unknown} request */
function wantsEvents(request) {
  try {
    return /** @type {{stream?: unknown} | undefined} */ (request)?.stream === true;
  } catch {
    // The call itself says what is wrong with it.
    return false;
  }
}

/** So that the stream can be iterated over without awaiting the call. @param {Promise<unknown>} reply */
async function* iterate(reply) {
  yield* /** @type {AsyncIterable<unknown>} */ (await reply);
}

/**
 * @param {import("./exchange.js").HttpReply | undefined} stream
 * @param {{action: string, calling: Calling, Response: {RequestId?: string}}} call
 */
function streamOf(stream, { action, calling: { timeoutMs, signal }, Response }) {
  if (stream !== undefined) return eventsOf(stream, { action, timeoutMs, signal });
  const message = "the action answered without a stream, and was executed: call it without `stream`";
  throw new TencentCloudError("Client.UnexpectedReply", message, {
    advice: "fix-request",
    action,
    requestId: Response.RequestId,
  });
}

/**
 * The request with what the options say for all requests, and its payload.
 * @param {unknown} request
 * @param {Calling} calling
 */
function readRequest(request, { region, endpoint, host, language }) {
  return read("request", () => {
    const { stream, ...given } = object("request", request);
    const merged = {
      ...given,
      region: given.region ?? region,
      endpoint: given.endpoint ?? endpoint,
      host: given.host ?? host,
      language: given.language ?? language,
    };
    const validated = validateRequest(/** @type {import("../../index.js").ApiRequest} */ (merged), {});
    const { method } = validated;
    const content =
      method === "POST" && isAwaited(given.payload) ? undefined : readPayload(method, given.payload);
    return {
      validated,
      readContent: async () => content ?? readLater(given.payload),
      wantsStream: optionalBoolean("stream", stream) === true,
    };
  });
}

/**
 * Aborts the call with the signal; the promise rejects then, and never resolves.
 * @param {CallRun} callRun
 * @param {AbortSignal | undefined} signal
 */
function whenAborted(callRun, signal) {
  let removeListener = () => {};
  /** @type {Promise<never>} */
  const promise = new Promise((_, reject) => {
    removeListener = onAbort(signal, () => {
      callRun.abort();
      reject(aborted("the call was aborted"));
    });
  });
  return { promise, removeListener };
}

/**
 * @param {CallRun} callRun
 * @param {{validated: ValidatedRequest, readContent: () => Promise<Content>, retry: Calling["retry"],
 *   aborted: Promise<never>}} how
 * @returns {Promise<string>} the reply
 */
async function send(callRun, { validated, readContent, retry, aborted }) {
  const content = await Promise.race([readContent(), aborted]);
  const { body, hash } = await Promise.race([prepareBody(content), aborted]);
  const text = typeof body === "string" ? body : undefined;
  const packed = packFields([
    ["payload", text],
    ["payloadHash", hash],
    ...requestFields(validated, content, undefined),
  ]);
  const hashed = hash === undefined ? undefined : "true";
  const reply = callRun.run(packed, body, packNamed({ hashed, ...(retry !== false && retry) }));
  return Promise.race([reply, aborted]);
}

/**
 * How long a call may take: each attempt's timeout, and the waits in between.
 * @param {Pick<Calling, "timeoutMs" | "retry">} calling
 */
function longestMs({ timeoutMs, retry }) {
  if (retry === false) return timeoutMs;
  return (retry.attempts + MAX_THROTTLES) * (timeoutMs + retry.maxMs + EXTRA_WAIT_MS);
}
