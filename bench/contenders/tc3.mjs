import { request } from "./job.mjs";

/**
 * What a hand-written signer of this one job concatenates, for those that differ only in how they hash.
 *
 * @typedef {import("./job.mjs").Signed} Signed
 */

export const SIGNS = "content-type;host;x-tc-action";
export const HOST = "cvm.tencentcloudapi.com";
export const TYPE = "application/json";

/** @param {unknown} given */
export const bodyOf = (given) => (typeof given === "string" ? given : JSON.stringify(given));

let today = { day: -1, date: "" };
/** The UTC date of the scope, written once a day. @param {number} timestamp */
export function dateOf(timestamp) {
  const day = Math.floor(timestamp / 86_400);
  if (today.day !== day) today = { day, date: new Date(timestamp * 1000).toISOString().slice(0, 10) };
  return today.date;
}

/** @param {string} date */
export const scopeOf = (date, service = request.service) => `${date}/${service}/tc3_request`;

/** @param {string} bodyHash */
export const canonicalRequest = (bodyHash) =>
  `POST\n/\n\ncontent-type:${TYPE}\nhost:${HOST}\nx-tc-action:${request.action.toLowerCase()}\n\n${SIGNS}\n${bodyHash}`;

/** @param {number} timestamp @param {string} scope @param {string} canonicalHash */
export const stringToSign = (timestamp, scope, canonicalHash) =>
  `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${canonicalHash}`;

/**
 * @param {string} secretId
 * @param {number} timestamp
 * @param {string} scope
 * @param {string} signature
 * @param {string} body
 * @returns {Signed}
 */
export const signedRequest = (secretId, timestamp, scope, signature, body) => ({
  method: "POST",
  url: `https://${HOST}/`,
  headers: {
    "content-type": TYPE,
    "x-tc-action": request.action,
    "x-tc-version": request.version,
    "x-tc-region": request.region,
    "x-tc-timestamp": String(timestamp),
    authorization: `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${SIGNS}, Signature=${signature}`,
  },
  body,
});
