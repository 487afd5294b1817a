import * as crypto from "node:crypto";
import { credentials, request, TIMESTAMP } from "./job.mjs";
import { bodyOf, canonicalRequest, dateOf, SIGNS, scopeOf, signedRequest, stringToSign } from "./tc3.mjs";

/** @typedef {import("./job.mjs").Contender} Contender */

// Since Node 20.12; the types of Node 20 do not know it.
const { hash } = /** @type {{hash: (algorithm: string, text: string) => string}} */ (
  /** @type {unknown} */ (crypto)
);
/** @param {string | Buffer} key @param {string} text */
const hmac = (key, text) => crypto.createHmac("sha256", key).update(text).digest();

/** @param {string} date */
const derive = (date) =>
  hmac(hmac(hmac(`TC3${credentials.secretKey}`, date), request.service), "tc3_request");

/** @type {Contender[]} */
export const contenders = [
  {
    name: "crypto.hash, cached key",
    runsIn: ["node", "deno", "bun"],
    signs: SIGNS,
    prepare({ given }) {
      let cached = { date: "", key: Buffer.alloc(0) };
      return () => {
        const body = bodyOf(given);
        const date = dateOf(TIMESTAMP);
        if (cached.date !== date) cached = { date, key: derive(date) };
        const scope = scopeOf(date);
        const canonicalHash = hash("sha256", canonicalRequest(hash("sha256", body)));
        const toSign = stringToSign(TIMESTAMP, scope, canonicalHash);
        const signature = crypto.createHmac("sha256", cached.key).update(toSign).digest("hex");
        return signedRequest(credentials.secretId, TIMESTAMP, scope, signature, body);
      };
    },
  },
];
