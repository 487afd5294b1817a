import { isTencentCloudError } from "../lib/core/errors.js";
import { refuseUnknown } from "../lib/core/members.js";

/** The options of `createEmulator`. */
export const OPTIONS = [
  "instances",
  "credentials",
  "policies",
  "roles",
  "sessionSeconds",
  "regions",
  "seed",
  "clock",
  "nowMs",
  "bootMs",
  "transitions",
  "bootDescribes",
  "enforceRateLimits",
  "batches",
  "rules",
  "cors",
  "assume",
];
export const ASSUMPTIONS = [
  "codes",
  "skewSeconds",
  "unsignedPayload",
  "countRefused",
  "language",
  "duplicateIds",
];
export const RULE = ["kind", "action", "nth", "probability", "instanceId", "times", "delayMs", "code"];

/**
 * Refuses a member that is misspelled, naming the nearest. Whether the others may hold what they do is for the module to say.
 * @param {string} name
 * @param {unknown} value
 * @param {readonly string[]} known
 * @throws {TypeError} whose `code` is `Client.InvalidArgument`
 */
export function refuseMisspelled(name, value, known) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  try {
    refuseUnknown(name, value, known);
  } catch (error) {
    throw isTencentCloudError(error) ? badArgument(error.message) : error;
  }
}

/** @param {string} message */
export const badArgument = (message) =>
  Object.assign(new TypeError(message), { code: "Client.InvalidArgument" });
