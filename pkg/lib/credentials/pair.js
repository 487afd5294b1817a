import { credentialsFailed } from "./problems.js";

/** @typedef {import("../../index.js").Credentials} Credentials */
/** @typedef {"secretId" | "secretKey" | "token"} Part */
/** What a source calls each part. @typedef {Record<Part, string>} Names */

const PARTS = /** @type {const} */ (["secretId", "secretKey", "token"]);
const QUOTES = "\"'`\u2018\u2019\u201c\u201d";
/** Stray ends that `trim` leaves; the signer itself refuses the second of them, and not the others. */
const UNSEEN = "\u0085\u200b\u2060";

/**
 * The key pair in one place; undefined where nothing of it is there. An empty text counts as absent.
 * @param {string} place goes on in a sentence: "the environment"
 * @param {Names} names
 * @param {Record<string, unknown>} values by those names
 * @returns {Credentials | undefined}
 * @throws `Client.CredentialsFailed` for half a pair, and for what no key can be
 */
export function readPair(place, names, values) {
  const found = PARTS.filter((part) => isThere(values[names[part]]));
  if (found.length === 0) return undefined;
  const missing = PARTS.filter((part) => part !== "token" && !found.includes(part));
  if (missing.length > 0) {
    const listed = (/** @type {readonly Part[]} */ parts) => parts.map((part) => names[part]).join(" and ");
    throw credentialsFailed(
      `${place} has ${listed(found)} without ${listed(missing)}: set both, or neither to use the next source`,
    );
  }
  for (const part of found) checkText(`${names[part]} in ${place}`, values[names[part]]);
  const [secretId, secretKey, token] = PARTS.map((part) => /** @type {string} */ (values[names[part]]));
  return {
    secretId: /** @type {string} */ (secretId),
    secretKey: /** @type {string} */ (secretKey),
    ...(token && { token }),
  };
}

/** @param {unknown} value */
const isThere = (value) => value !== undefined && value !== null && value !== "";

/**
 * Refuses what is no key: most of it comes of copying.
 * @param {string} what
 * @param {unknown} text
 * @throws `Client.CredentialsFailed`, which never quotes it
 */
export function checkText(what, text) {
  if (typeof text !== "string") throw credentialsFailed(`${what} is not a text`);
  const ends = [text.slice(0, 1), text.slice(-1)];
  const hasEnd = (/** @type {string} */ strays) => ends.some((end) => strays.includes(end));
  if (text === "") throw credentialsFailed(`${what} is empty`);
  if (text !== text.trim() || hasEnd(UNSEEN))
    throw credentialsFailed(`${what} begins or ends with white space: take it away`);
  if (hasEnd(QUOTES)) {
    throw credentialsFailed(`${what} begins or ends with a quotation mark: write it without quotes`);
  }
}
