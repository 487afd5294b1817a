import { createKeyring } from "./credentials.js";
import { acquire, createWaiting } from "./paces.js";

/** @typedef {import("../index.js").Pace} Pace */
/** @typedef {import("./options.js").Calling} Calling */
/** @typedef {typeof import("../dist/client.js")} ClientModule */

/**
 * What one operation lends to the wasm module: the `Host` of src/drive/mod.rs. Nothing here throws, because an exception
 * would tear through the module's frames and the operation would never end.
 * @typedef {object} Lent
 * @property {(cause: unknown) => unknown} causeOf what stands behind the error the operation ended with
 * @property {() => void} end
 */

/**
 * @param {ClientModule} wasm
 * @param {Calling} calling
 * @param {{paceOf: (action: string, account: string) => Pace | undefined, progress?: (progress: any) => unknown}} parts
 * @returns {any} a Host, and a Lent
 */
export function createHost(wasm, calling, { paceOf, progress }) {
  const { fetch, onEvent, accountKey, timeoutMs } = calling;
  const waiting = createWaiting();
  const keyring = createKeyring(wasm, calling.credentials);
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
      try {
        return await keyring.signer(failed);
      } catch (cause) {
        const { code, message } = /** @type {import("./errors.js").TencentCloudError} */ (cause);
        throw `${code}\n${message}`;
      }
    },

    /** @param {string} action */
    async turn(action) {
      const its = pace(action);
      const options = { leaseMs: timeoutMs, untilMs: Number.POSITIVE_INFINITY, waiting };
      return its === undefined ? -1 : quietly(() => acquire(its, options), -1);
    },

    /** @param {string} action @param {number} slot */
    freed(action, slot) {
      const its = slot < 0 ? undefined : pace(action);
      if (its !== undefined) watch(() => its.freed(slot, Date.now()));
    },

    /** @param {string} action */
    throttled(action) {
      watch(() => pace(action)?.throttled(Date.now()));
    },

    /** @param {string} json */
    progress(json) {
      if (progress !== undefined) watch(() => progress(JSON.parse(json)));
    },

    /**
     * @param {import("../index.js").ClientEvent["kind"]} kind
     * @param {string} action
     * @param {number} attempt
     * @param {string | undefined} requestId
     * @param {string | undefined} code
     * @param {number | undefined} number
     */
    event(kind, action, attempt, requestId, code, number) {
      if (onEvent === undefined) return;
      const named = number === undefined ? {} : kind === "clock" ? { offsetMs: number } : { waitMs: number };
      const known = { ...(requestId !== undefined && { requestId }), ...(code !== undefined && { code }) };
      watch(() => onEvent({ kind, atMs: Date.now(), action, attempt, ...known, ...named }));
    },

    causeOf: () => keyring.failure(),
    end: () => keyring.end(),
  };
}

/** Runs what watches the work and must not break it. @param {() => unknown} callback */
function watch(callback) {
  try {
    Promise.resolve(callback()).catch(() => {});
  } catch {
    // The caller's own mistake, in a callback that only watches.
  }
}

/**
 * @template T
 * @param {() => Promise<T>} work
 * @param {T} otherwise
 */
async function quietly(work, otherwise) {
  try {
    return await work();
  } catch {
    return otherwise;
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
