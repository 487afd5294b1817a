import { createKeyring } from "./credentials.js";
import { acquire } from "./paces.js";

/** @typedef {import("../../index.js").Pace} Pace */
/** @typedef {import("./options.js").Calling} Calling */
/** @typedef {typeof import("../../dist/client.js")} ClientModule */

/**
 * What one operation lends to the wasm module: the `Host` of src/drive/mod.rs. Nothing here throws, because an exception
 * would tear through the module's frames and the operation would never end.
 * @typedef {object} Lent
 * @property {(cause: unknown) => unknown} causeOf what stands behind the error the operation ended with
 * @property {() => void} end
 * @property {(run: {abandon(): void, free(): void}, done: () => void) => void} holds what is let go of, too, should the
 *   operation's context end before it does
 */

/**
 * @param {ClientModule} wasm
 * @param {Calling} calling
 * @param {{paceOf: (action: string, account: string) => Pace | undefined, progress?: (progress: any) => unknown,
 *   operations: import("./operations.js").Operations, longestMs: number}} parts `longestMs`: how long the operation may take
 * @returns {any} a Host, and a Lent
 */
export function createHost(wasm, calling, { paceOf, progress, operations, longestMs }) {
  const { fetch, onEvent, accountKey, timeoutMs, retry } = calling;
  const keyring = createKeyring(wasm, calling.credentials);
  /** @type {Set<() => void>} */
  const waiting = new Set();
  /** @type {Array<() => void>} */
  const held = [() => keyring.end()];
  const longestWaitMs = Math.max(
    timeoutMs,
    retry === false ? 0 : retry.maxMs + RETRY_AFTER_MS,
    LONGEST_SILENCE_MS,
  );
  const lease = operations.begin(longestMs, longestWaitMs, () => {
    for (const letGo of held) watch(letGo);
  });
  /** @type {(action: string) => Pace | undefined} */
  const pace = (action) => paceOf(action, accountKey ?? keyring.secretId());

  return {
    lendsFetch: fetch !== undefined,

    /** @param {Request} request */
    async fetch(request) {
      return asResponse(await /** @type {NonNullable<typeof fetch>} */ (fetch)(request));
    },

    /** @param {number} failed */
    async signer(failed) {
      lease.lives();
      try {
        return await keyring.signer(failed);
      } catch (cause) {
        const { code, message } = /** @type {import("../core/errors.js").TencentCloudError} */ (cause);
        throw `${code}\n${message}`;
      } finally {
        lease.lives();
      }
    },

    /** @param {string} action @param {number} [withinMs] */
    async turn(action, withinMs) {
      const its = pace(action);
      if (its === undefined) return -1;
      try {
        const { slot, leave } = acquire(its, { timeoutMs, withinMs, looks: lease.lives });
        waiting.add(leave);
        return await slot.finally(() => waiting.delete(leave));
      } catch {
        // A caller's own pace that throws holds nothing up.
        return -1;
      }
    },

    leave,

    /** @param {string} action @param {number} slot */
    freed(action, slot) {
      lease.lives();
      const its = slot < 0 ? undefined : pace(action);
      if (its !== undefined) watch(() => its.freed(slot, Date.now()));
    },

    /** @param {string} action */
    throttled(action) {
      watch(() => pace(action)?.throttled(Date.now()));
    },

    /** @param {string} json */
    progress(json) {
      lease.lives();
      if (progress !== undefined) watch(() => progress(JSON.parse(json)));
    },

    /**
     * @param {import("../../index.js").ClientEvent["kind"]} kind
     * @param {string} action
     * @param {number} attempt
     * @param {string | undefined} requestId
     * @param {string | undefined} code
     * @param {number | undefined} number
     */
    event(kind, action, attempt, requestId, code, number) {
      lease.lives();
      if (onEvent === undefined) return;
      const named = number === undefined ? {} : kind === "clock" ? { offsetMs: number } : { waitMs: number };
      const known = { ...(requestId !== undefined && { requestId }), ...(code !== undefined && { code }) };
      watch(() => onEvent({ kind, atMs: Date.now(), action, attempt, ...known, ...named }));
    },

    causeOf: () => keyring.failure(),
    /** @type {Lent["holds"]} */
    holds(run, done) {
      held.push(
        () => run.abandon(),
        () => run.free(),
        done,
      );
    },
    end() {
      lease.end();
      leave();
      keyring.end();
    },
  };

  function leave() {
    for (const one of waiting) one();
    waiting.clear();
  }
}

/** A service's Retry-After is believed so far beyond the longest wait of our own. */
const RETRY_AFTER_MS = 6_000;
/** src/drive/fleet.rs lets hear of an operation that only waits at least this often. */
const LONGEST_SILENCE_MS = 10_000;

/** Runs what watches the work and must not break it. @param {() => unknown} callback */
function watch(callback) {
  try {
    Promise.resolve(callback()).catch(() => {});
  } catch {
    // The caller's own mistake, in a callback that only watches.
  }
}

/**
 * A caller's fetch may come from a library, or from another realm: what it gave is copied into a Response of this engine.
 * @param {any} reply
 */
async function asResponse(reply) {
  if (reply instanceof Response) return reply;
  if (typeof reply?.status !== "number" || typeof reply.text !== "function") {
    throw new TypeError("fetch gave something that is not a Response");
  }
  /** @type {Record<string, string>} */
  const headers = {};
  for (const name of ["date", "retry-after"]) {
    const value = reply.headers?.get?.(name);
    if (typeof value === "string") headers[name] = value;
  }
  const text = await reply.text();
  const { status } = reply;
  return new Response([204, 205, 304].includes(status) ? null : text, { status, headers });
}
