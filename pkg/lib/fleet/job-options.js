import { readRetry } from "../calling/options.js";
import { integer, optionalBoolean, requiredString, text } from "../core/check.js";
import { invalidArgument } from "../core/errors.js";
import { members } from "../core/members.js";
import { parameterEntries } from "./parameters.js";

/** What a job is made with, by `createJob` and by the fleet operations. */
export const JOB_OPTIONS = /** @type {const} */ ([
  "region",
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

/**
 * The options a job is made with, by the names that src/wasm/job.rs has for them.
 * @param {string} action
 * @param {Record<typeof JOB_OPTIONS[number], unknown> & {seed?: unknown}} given
 * @param {{nowMs: number, pace: "driver" | number, timeoutMs?: number, seed?: number}} how `pace`: "driver", or requests a
 *   second; the others come before those of `given`
 * @returns {Field[]}
 */
export function jobFields(action, given, { nowMs, pace, timeoutMs, seed }) {
  const number = (/** @type {typeof JOB_OPTIONS[number]} */ name, least = 0) =>
    integer(name, given[name], least);
  const wait = optionalBoolean("wait", given.wait);
  const rest = [
    ...retryFields(given.retry),
    ...waveFields(given.ramp, given.stopAfter),
    ...parameterFields(given),
  ];
  return [
    ["action", action],
    ["region", requiredString("region", given.region)],
    ["nowMs", nowMs],
    ["seed", integer("seed", given.seed) ?? seed],
    ["wait", wait === false ? "false" : undefined],
    ["deadlineMs", number("deadlineMs")],
    ["settleMs", number("settleMs")],
    ["timeoutMs", timeoutMs ?? number("timeoutMs", 1)],
    ["connectMs", number("connectMs", 1)],
    ["shortageMs", number("shortageMs")],
    [pace === "driver" ? "pace" : "perSecond", pace],
    ...rest,
  ];
}

/** @typedef {import("../core/fields.js").Field} Field */

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
  const size = integer("ramp.first", first, 1);
  if (size === undefined) throw invalidArgument("ramp.first", "is missing");
  if (typeof factor !== "number" || !(factor >= 1 && factor <= 1_000)) {
    throw invalidArgument("ramp.factor", "must be a number from 1 to 1000");
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
    throw invalidArgument("stopAfter", 'must be a whole number from 1, or a text from "1%" to "100%"');
  }
  return [["stopAfter.count", integer("stopAfter", value, 1)]];
}

/**
 * The action's own parameters, as JSON.
 * @param {Record<"parameters" | "stopType" | "stoppedMode", unknown>} given
 * @returns {Field[]}
 */
function parameterFields(given) {
  const named = parameterEntries("parameters", given.parameters);
  const short = ["stopType", "stoppedMode"].map((name) => [
    name,
    text(name, given[/** @type {"stopType"} */ (name)]),
  ]);
  return [
    ...named.map(([name, json]) => /** @type {Field} */ ([`parameters.${name}`, json])),
    ...short.map(([name, value]) => /** @type {Field} */ ([name, JSON.stringify(value)])),
  ];
}
