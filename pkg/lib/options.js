import { callable, choice, flag, members, needed, object, text, whole } from "./check.js";
import { aborted, argument } from "./errors.js";

/** @typedef {import("../index.js").Pace} Pace */
/** @typedef {import("../index.js").ClientEvent} ClientEvent */

/**
 * Checked `CallOptions`.
 * @typedef {object} Calling
 * @property {unknown} credentials an object or a function; what is in it is checked when it is used
 * @property {string | undefined} region
 * @property {string | undefined} endpoint
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
const CALLING = /** @type {const} */ ([
  "credentials",
  "region",
  "endpoint",
  "language",
  "fetch",
  "signal",
  "timeoutMs",
  "retry",
  "pace",
  "accountKey",
  "onEvent",
]);
const JOB = /** @type {const} */ ([
  "region",
  "seed",
  "wait",
  "deadlineMs",
  "settleMs",
  "timeoutMs",
  "retry",
  "stopType",
  "stoppedMode",
]);
/** The figures of the AWS SDKs' standard retry mode. */
const RETRY = { attempts: 3, baseMs: 50, maxMs: 20_000 };

/**
 * @param {unknown} options
 * @returns {Calling}
 */
export function readCalling(options) {
  const given = members("options", options, CALLING);
  const { credentials, signal } = given;
  if (typeof credentials !== "function") object("credentials", credentials);
  return {
    credentials,
    region: text("region", given.region),
    endpoint: text("endpoint", given.endpoint),
    language: choice("language", given.language, LANGUAGES) ?? "en-US",
    fetch: /** @type {typeof globalThis.fetch | undefined} */ (callable("fetch", given.fetch)),
    signal: readSignal(signal),
    timeoutMs: whole("timeoutMs", given.timeoutMs, 1) ?? 10_000,
    retry: readRetry(given.retry),
    pace: readPace(given.pace),
    accountKey: text("accountKey", given.accountKey),
    onEvent: /** @type {Calling["onEvent"]} */ (callable("onEvent", given.onEvent)),
  };
}

/** @param {unknown} retry @returns {Retry | false} */
export function readRetry(retry) {
  if (retry === false) return false;
  if (retry === undefined) return RETRY;
  const given = members("retry", retry, ["attempts", "baseMs", "maxMs"]);
  return {
    attempts: whole("retry.attempts", given.attempts, 1) ?? RETRY.attempts,
    baseMs: whole("retry.baseMs", given.baseMs) ?? RETRY.baseMs,
    maxMs: whole("retry.maxMs", given.maxMs) ?? RETRY.maxMs,
  };
}

/** @param {unknown} pace @returns {Pace | undefined} */
function readPace(pace) {
  if (pace === undefined) return undefined;
  const given = members("pace", pace, ["take", "freed", "throttled"]);
  for (const [name, method] of Object.entries(given)) callable(`pace.${name}`, method);
  if (given.take === undefined) throw argument("pace", "must be what createPace() returned");
  return /** @type {Pace} */ (pace);
}

/** @param {unknown} signal @returns {AbortSignal | undefined} */
function readSignal(signal) {
  if (signal === undefined) return undefined;
  const given = members("signal", signal, ["aborted", "addEventListener"]);
  if (typeof given.aborted === "boolean" && typeof given.addEventListener === "function") {
    return /** @type {AbortSignal} */ (signal);
  }
  throw argument("signal", "must be an AbortSignal");
}

/**
 * The options a job is made with, in the order in which src/wasm/job.rs reads them.
 * @param {string} action
 * @param {unknown} options
 * @param {{nowMs: number, pace: string}} how `pace`: "driver", or requests a second
 * @returns {Array<string | undefined>}
 */
export function jobFields(action, options, { nowMs, pace }) {
  const given = members("options", options, JOB);
  const retry = readRetry(given.retry);
  const number = (/** @type {typeof JOB[number]} */ name, least = 0) =>
    whole(name, given[name], least)?.toString();
  return [
    action,
    needed("region", given.region),
    String(nowMs),
    number("seed"),
    flag("wait", given.wait) === false ? "false" : undefined,
    number("deadlineMs"),
    number("settleMs"),
    number("timeoutMs", 1),
    retry === false ? "false" : String(retry.attempts),
    retry === false ? undefined : String(retry.baseMs),
    retry === false ? undefined : String(retry.maxMs),
    pace,
    text("stopType", given.stopType),
    text("stoppedMode", given.stoppedMode),
  ];
}

/**
 * Runs `end` when the signal says so, until the returned function is called.
 * @param {AbortSignal | undefined} signal
 * @param {() => void} end
 * @throws {TencentCloudError} `Client.Aborted` when it has said so already
 */
export function onAbort(signal, end) {
  if (signal?.aborted) throw aborted("the operation was aborted before its first request");
  signal?.addEventListener("abort", end, { once: true });
  return () => signal?.removeEventListener("abort", end);
}
