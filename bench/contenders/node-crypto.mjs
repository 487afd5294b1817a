import { createHash, createHmac } from "node:crypto";
import { credentials, request, TIMESTAMP, WITH_NODE_MODULES } from "./job.mjs";
import { bodyOf, canonicalRequest, dateOf, SIGNS, scopeOf, signedRequest, stringToSign } from "./tc3.mjs";

/** @typedef {import("./job.mjs").Contender} Contender */

/** @param {string} text */
export const sha256 = (text) => createHash("sha256").update(text).digest("hex");
/** @param {string | Buffer} key @param {string} text */
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

/** @param {string} date */
export const derive = (date, service = request.service) =>
  hmac(hmac(hmac(`TC3${credentials.secretKey}`, date), service), "tc3_request");

/** @param {unknown} given @param {(date: string) => Buffer} keyOf */
function sign(given, keyOf) {
  const body = bodyOf(given);
  const date = dateOf(TIMESTAMP);
  const scope = scopeOf(date);
  const toSign = stringToSign(TIMESTAMP, scope, sha256(canonicalRequest(sha256(body))));
  const signature = createHmac("sha256", keyOf(date)).update(toSign).digest("hex");
  return signedRequest(credentials.secretId, TIMESTAMP, scope, signature, body);
}

/** @type {Contender[]} */
export const contenders = [
  {
    name: "node:crypto",
    runsIn: WITH_NODE_MODULES,
    signs: SIGNS,
    prepare:
      ({ given }) =>
      () =>
        sign(given, derive),
  },
  {
    name: "node:crypto, cached key",
    runsIn: WITH_NODE_MODULES,
    signs: SIGNS,
    prepare({ given }) {
      let cached = { date: "", key: Buffer.alloc(0) };
      /** @param {string} date */
      const keyOf = (date) => {
        if (cached.date !== date) cached = { date, key: derive(date) };
        return cached.key;
      };
      return () => sign(given, keyOf);
    },
  },
];
