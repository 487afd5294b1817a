import { object, read, requiredString, text } from "../core/check.js";
import { invalidArgument } from "../core/errors.js";
import { refuseUnknown } from "../core/members.js";

const MEMBERS = ["secretId", "secretKey", "token", "expiresAtMs"];

/** As seconds these are the years from 1973 to 5138, as milliseconds the first years after 1970. */
const LOOKS_LIKE_SECONDS = { from: 100_000_000, to: 100_000_000_000 };

/** @typedef {{secretId: string, secretKey: string, token: string | undefined, expiresAtMs?: number | undefined}} ValidCredentials */

/**
 * Every member is read once: a getter may return something else the second time.
 * @param {unknown} credentials
 * @returns {ValidCredentials}
 */
export function validateCredentials(credentials) {
  return read("credentials", () => {
    const given = object("credentials", credentials);
    const { expiresAtMs } = given;
    refuseUnknown("credentials", given, MEMBERS);
    return {
      secretId: requiredString("credentials.secretId", given.secretId),
      secretKey: requiredString("credentials.secretKey", given.secretKey),
      token: text("credentials.token", given.token),
      expiresAtMs: expiresAtMs === undefined ? undefined : expiryOf(expiresAtMs),
    };
  });
}

/**
 * When credentials end, checked: what is not understood would have them renewed all the time, or never.
 * @param {unknown} expiresAtMs
 */
function expiryOf(expiresAtMs) {
  const name = "credentials.expiresAtMs";
  if (Object.prototype.toString.call(expiresAtMs) === "[object Date]") {
    throw invalidArgument(name, "is a Date: give its getTime()");
  }
  if (typeof expiresAtMs !== "number" || Number.isNaN(expiresAtMs)) {
    throw invalidArgument(name, "must be a number, the end in Unix milliseconds");
  }
  if (expiresAtMs >= LOOKS_LIKE_SECONDS.from && expiresAtMs < LOOKS_LIKE_SECONDS.to) {
    throw invalidArgument(name, "must be in Unix milliseconds and looks like seconds: multiply it by 1000");
  }
  return expiresAtMs;
}
