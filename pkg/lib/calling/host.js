import { ignoreErrors } from "../core/callbacks.js";
import { Keyring } from "./credentials.js";
import { isEventStream, readText, sendRequest } from "./exchange.js";
import { createSlots } from "./slots.js";

/** @typedef {import("../../index.js").Pace} Pace */
/** @typedef {import("./options.js").Calling} Calling */
/** @typedef {import("./operations.js").Lease} Lease */
/** @typedef {import("./exchange.js").HttpReply} HttpReply */
/** @typedef {typeof import("../../dist/client.js")} ClientModule */

/** A service's Retry-After is obeyed up to this much beyond the longest wait of our own. */
const RETRY_AFTER_MS = 6_000;
/** What the module is told of a reply that is read as a stream: the service has begun to execute the request. */
const STREAM_BEGUN = '{"Response":{"RequestId":"unknown"}}';
/** src/drive/fleet.rs reports at least this often while an operation only waits. */
const MAX_SILENCE_MS = 10_000;

/**
 * For the JavaScript side of an operation; the rest of a host is the `Host` of src/drive/mod.rs.
 * @typedef {object} HostControls
 * @property {() => unknown} causeOf the cause of the error that the operation ended with
 * @property {() => HttpReply | undefined} takeStream the reply of a call that wants a stream, if it is one
 * @property {() => void} end
 * @property {(run: {abandon(): void, free(): void}, removeAbortListener: () => void) => void} hold what is released should
 *   the operation's context end before the operation does
 */

/**
 * What one operation offers the wasm module: a Host with HostControls. Nothing here throws: an exception would unwind the module's frames without
 * cleaning up, and the operation would never end.
 * @param {ClientModule} wasm
 * @param {Calling} calling
 * @param {{paceOf: (action: string, account: string) => Pace | undefined, progress?: (progress: import("../../index.js").FleetProgress) => unknown,
 *   secrets?: () => string, save?: () => Promise<void>, wantsStream?: boolean,
 *   operations: import("./operations.js").Operations, longestMs: number}} parts `longestMs`: how long the operation may take
 */
export function createHost(wasm, calling, parts) {
  const { paceOf, progress, secrets, save, operations, longestMs } = parts;
  const { onEvent, accountKey, timeoutMs } = calling;
  const saver = guarded(save);
  const keyring = new Keyring(wasm, calling.credentials);
  /** @type {Array<() => void>} */
  const releases = [() => keyring.end()];
  const lease = operations.begin(longestMs, longestWaitMs(calling), () => {
    for (const release of releases) ignoreErrors(release);
  });
  const slots = createSlots({
    timeoutMs,
    touch: lease.touch,
    paceOf: (action) => paceOf(action, accountKey ?? keyring.secretId),
  });
  return {
    ...exchanges(calling, parts.wantsStream ?? false),
    saves: save !== undefined,
    save: saver.save,
    signer: signerSource(keyring, lease),
    ...slots,
    /** Every acting request asks anew. */
    secretParameters() {
      try {
        return secrets?.() ?? "";
      } catch {
        return undefined;
      }
    },
    progress: progressReporter(progress, lease),
    event: eventReporter(onEvent, lease),
    causeOf: () => saver.failure() ?? keyring.failure,
    /** @type {HostControls["hold"]} */
    hold(run, removeAbortListener) {
      releases.push(
        () => run.abandon(),
        () => run.free(),
        removeAbortListener,
      );
    },
    end() {
      lease.end();
      slots.cancelAcquire();
      keyring.end();
    },
  };
}

/** How the module sends requests and reads their replies. @param {Calling} calling @param {boolean} wantsStream */
function exchanges(calling, wantsStream) {
  /** @type {HttpReply | undefined} */
  let stream;
  return {
    /**
     * @param {string} url
     * @param {string} method
     * @param {string} headers
     * @param {unknown} body
     * @param {AbortSignal} signal
     */
    async fetch(url, method, headers, body, signal) {
      const fetch = calling.fetch ?? globalThis.fetch;
      return sendRequest(fetch, { url, method, headers, body, signal }, wantsStream);
    },
    /** @param {HttpReply} reply @param {number} most */
    async read(reply, most) {
      if (!wantsStream || !isEventStream(reply.response)) return readText(reply, most);
      stream = reply;
      return STREAM_BEGUN;
    },
    takeStream: () => stream,
  };
}

/** Keeps what a function failed with, and fails in the same way from then on. @param {(() => Promise<void>) | undefined} work */
function guarded(work) {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  /** @type {unknown} */
  let failure;
  return {
    /** One call at a time, in turn. */
    save() {
      last = last.then(work).catch((cause) => {
        failure = cause;
        throw cause;
      });
      return last;
    },
    failure: () => failure,
  };
}

/** @param {Calling} calling */
function longestWaitMs({ timeoutMs, retry }) {
  return Math.max(timeoutMs, retry === false ? 0 : retry.maxMs + RETRY_AFTER_MS, MAX_SILENCE_MS);
}

/** @param {Keyring} keyring @param {Lease} lease */
function signerSource(keyring, lease) {
  return async function signer(/** @type {number} */ failed) {
    lease.touch();
    try {
      return await keyring.signer(failed);
    } catch (cause) {
      const { code, message } = /** @type {import("../core/errors.js").TencentCloudError} */ (cause);
      throw `${code}\n${message}`;
    } finally {
      lease.touch();
    }
  };
}

/** @param {((progress: import("../../index.js").FleetProgress) => unknown) | undefined} report @param {Lease} lease */
function progressReporter(report, lease) {
  return function progress(/** @type {string} */ json) {
    lease.touch();
    if (report !== undefined) ignoreErrors(() => report(JSON.parse(json)));
  };
}

/** @param {Calling["onEvent"]} onEvent @param {Lease} lease */
function eventReporter(onEvent, lease) {
  /** @param {string} json a ClientEvent without its time */
  return function event(json) {
    lease.touch();
    if (onEvent === undefined) return;
    const event = { atMs: Date.now(), ...JSON.parse(json) };
    ignoreErrors(() => onEvent(event));
  };
}
