import { object, read, requiredString, text } from "../core/check.js";
import { refuseUnknown } from "../core/members.js";

const MEMBERS = ["secretId", "secretKey", "token", "expiresAtMs"];

/** @typedef {{secretId: string, secretKey: string, token: string | undefined}} ValidCredentials */

/**
 * Every member is read once: a getter may return something else the second time.
 * @param {unknown} credentials
 * @returns {ValidCredentials}
 */
export function validateCredentials(credentials) {
  return read("credentials", () => {
    const given = object("credentials", credentials);
    refuseUnknown("credentials", given, MEMBERS);
    return {
      secretId: requiredString("credentials.secretId", given.secretId),
      secretKey: requiredString("credentials.secretKey", given.secretKey),
      token: text("credentials.token", given.token),
    };
  });
}
