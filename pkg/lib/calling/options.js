import { integer, object, oneOf, optionalFunction, text } from "../core/check.js";
import { invalidArgument } from "../core/errors.js";
import { members, pick } from "../core/members.js";

/** @typedef {import("../../index.js").Pace} Pace */
/** @typedef {import("../../index.js").ClientEvent} ClientEvent */

/**
 * Checked `CallOptions`.
 * @typedef {object} Calling
 * @property {unknown} credentials an object or a function; what is in it is checked when it is used
 * @property {string | undefined} region
 * @property {string | undefined} endpoint
 * @property {string | undefined} host
 * @property {string} language
 * @property {typeof globalThis.fetch | undefined} fetch
 * @property {AbortSignal | undefined} signal
 * @property {number} timeoutMs
 * @property {Retry | false} retry
 * @property {Pace | undefined} pace
 * @property {string | undefined} accountKey
 * @property {((event: ClientEvent) => unknown) | undefined} onEvent
 */

/** @typedef {{attempts: number, baseMs: number, maxMs: number}} Retry */

const LANGUAGES = /** @type {const} */ (["zh-CN", "en-US"]);
/** The members of `CallOptions`. */
export const CALL_OPTIONS = /** @type {const} */ ([
  "credentials",
  "region",
  "endpoint",
  "host",
  "language",
  "fetch",
  "signal",
  "timeoutMs",
  "retry",
  "pace",
  "accountKey",
  "onEvent",
]);
/** The figures of the AWS SDKs' standard retry mode. */
const RETRY = { attempts: 3, baseMs: 50, maxMs: 20_000 };

/**
 * @param {unknown} options whose unknown members were refused
 * @returns {Calling}
 */
export function readCalling(options) {
  const given = pick("options", options, CALL_OPTIONS);
  const { credentials, signal } = given;
  if (typeof credentials !== "function") object("credentials", credentials);
  return {
    credentials,
    region: text("region", given.region),
    endpoint: text("endpoint", given.endpoint),
    host: text("host", given.host),
    language: oneOf("language", given.language, LANGUAGES) ?? "en-US",
    fetch: readFetch(given.fetch),
    signal: readSignal(signal),
    timeoutMs: integer("timeoutMs", given.timeoutMs, 1) ?? 10_000,
    retry: readRetry(given.retry),
    pace: readPace(given.pace),
    accountKey: text("accountKey", given.accountKey),
    onEvent: /** @type {Calling["onEvent"]} */ (optionalFunction("onEvent", given.onEvent)),
  };
}

/** Where there is none, retrying would not help. @param {unknown} fetch @returns {typeof globalThis.fetch | undefined} */
function readFetch(fetch) {
  if (fetch === undefined && typeof globalThis.fetch !== "function") {
    throw invalidArgument("fetch", "must be given here, where there is no global one");
  }
  return /** @type {typeof globalThis.fetch | undefined} */ (optionalFunction("fetch", fetch));
}

/** @param {unknown} retry @returns {Retry | false} */
export function readRetry(retry) {
  if (retry === false) return false;
  if (retry === undefined) return RETRY;
  const given = members("retry", retry, ["attempts", "baseMs", "maxMs"]);
  return {
    attempts: integer("retry.attempts", given.attempts, 1) ?? RETRY.attempts,
    baseMs: integer("retry.baseMs", given.baseMs) ?? RETRY.baseMs,
    maxMs: integer("retry.maxMs", given.maxMs) ?? RETRY.maxMs,
  };
}

/** @param {unknown} pace @returns {Pace | undefined} */
function readPace(pace) {
  if (pace === undefined) return undefined;
  const given = pick("pace", pace, ["take", "freed", "throttled"]);
  for (const [name, method] of Object.entries(given)) optionalFunction(`pace.${name}`, method);
  if (given.take === undefined) throw invalidArgument("pace", "must be what createPace() returned");
  return /** @type {Pace} */ (pace);
}

/** @param {unknown} signal @returns {AbortSignal | undefined} */
export function readSignal(signal) {
  if (signal === undefined) return undefined;
  const given = pick("signal", signal, ["aborted", "addEventListener"]);
  if (typeof given.aborted === "boolean" && typeof given.addEventListener === "function") {
    return /** @type {AbortSignal} */ (signal);
  }
  throw invalidArgument("signal", "must be an AbortSignal");
}
