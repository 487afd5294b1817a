import { callable, choice, flag, members, needed, object, read, text, whole } from "../core/check.js";
import { aborted, argument } from "../core/errors.js";

/** @typedef {import("../../index.js").Pace} Pace */
/** @typedef {import("../../index.js").ClientEvent} ClientEvent */

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
  "connectMs",
  "shortageMs",
  "ramp",
  "stopAfter",
  "parameters",
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
 * The options a job is made with: names and values in turn, as src/wasm/job.rs reads them.
 * @param {string} action
 * @param {unknown} options
 * @param {{nowMs: number, pace: "driver" | number, timeoutMs?: number, seed?: number}} how `pace`: "driver", or requests a
 *   second; the others come before those of `options`
 * @returns {string[]}
 */
export function jobFields(action, options, { nowMs, pace, timeoutMs, seed }) {
  const given = members("options", options, JOB);
  const number = (/** @type {typeof JOB[number]} */ name, least = 0) => whole(name, given[name], least);
  const wait = flag("wait", given.wait);
  const rest = [
    ...retryFields(given.retry),
    ...waveFields(given.ramp, given.stopAfter),
    ...parameterFields(given),
  ];
  return packable([
    ["action", action],
    ["region", needed("region", given.region)],
    ["nowMs", nowMs],
    ["seed", number("seed") ?? seed],
    ["wait", wait === false ? "false" : undefined],
    ["deadlineMs", number("deadlineMs")],
    ["settleMs", number("settleMs")],
    ["timeoutMs", timeoutMs ?? number("timeoutMs", 1)],
    ["connectMs", number("connectMs", 1)],
    ["shortageMs", number("shortageMs")],
    [pace === "driver" ? "pace" : "perSecond", pace],
    ...rest,
  ]);
}

/** @typedef {[name: string, value: string | number | undefined]} Field */

/** @param {Field[]} fields @returns {string[]} */
const packable = (fields) =>
  fields.flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));

/** @param {unknown} value @returns {Field[]} */
function retryFields(value) {
  const retry = readRetry(value);
  if (retry === false) return [["retry", "false"]];
  return [
    ["retry.attempts", retry.attempts],
    ["retry.baseMs", retry.baseMs],
    ["retry.maxMs", retry.maxMs],
  ];
}

/** @param {unknown} ramp @param {unknown} stopAfter @returns {Field[]} */
function waveFields(ramp, stopAfter) {
  return [...rampFields(ramp), ...stopAfterFields(stopAfter)];
}

/** @param {unknown} value @returns {Field[]} */
function rampFields(value) {
  if (value === undefined) return [];
  const { first, factor = 2 } = members("ramp", value, ["first", "factor"]);
  const size = whole("ramp.first", first, 1);
  if (size === undefined) throw argument("ramp.first", "is missing");
  if (typeof factor !== "number" || !(factor >= 1 && factor <= 1_000)) {
    throw argument("ramp.factor", "must be a number from 1 to 1000");
  }
  return [
    ["ramp.first", size],
    ["ramp.percent", Math.round(factor * 100)],
  ];
}

/** A number of instances, or a percentage like "10%". @param {unknown} value @returns {Field[]} */
function stopAfterFields(value) {
  if (value === undefined) return [];
  const percent = typeof value === "string" ? /^(\d{1,3})%$/.exec(value)?.[1] : undefined;
  if (percent !== undefined) return [["stopAfter.percent", percent]];
  if (typeof value !== "number") {
    throw argument("stopAfter", 'must be a whole number from 1, or a text from "1%" to "100%"');
  }
  return [["stopAfter.count", whole("stopAfter", value, 1)]];
}

/**
 * The action's own parameters, as JSON; the module checks them against the action's row.
 * @param {Record<"parameters" | "stopType" | "stoppedMode", unknown>} given
 * @returns {Field[]}
 */
function parameterFields(given) {
  const own = given.parameters === undefined ? {} : object("parameters", given.parameters);
  const entries = read("parameters", () => Object.entries(own)).filter(([, value]) => value !== undefined);
  const named = entries.map(([name, value]) => {
    if (["string", "boolean", "number"].includes(typeof value)) return [`parameters.${name}`, value];
    throw argument(`parameters.${name}`, "must be a string, a boolean or a number");
  });
  const short = ["stopType", "stoppedMode"].map((name) => [
    name,
    text(name, given[/** @type {"stopType"} */ (name)]),
  ]);
  return [...named, ...short].map(([name, value]) => [String(name), JSON.stringify(value)]);
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
