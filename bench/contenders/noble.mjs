import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { credentials, EVERYWHERE, request, TIMESTAMP } from "./job.mjs";
import { bodyOf, canonicalRequest, dateOf, SIGNS, scopeOf, signedRequest, stringToSign } from "./tc3.mjs";

/** @typedef {import("./job.mjs").Contender} Contender */

/** @param {string} text @returns {string} */
const hash = (text) => bytesToHex(sha256(utf8ToBytes(text)));
/** @param {Uint8Array} key @param {string} text @returns {Uint8Array} */
const mac = (key, text) => hmac(sha256, key, utf8ToBytes(text));

/** The state of an HMAC with the day's key, of which a copy is made for each signature. @param {string} date */
const derive = (date) =>
  hmac.create(
    sha256,
    mac(mac(mac(utf8ToBytes(`TC3${credentials.secretKey}`), date), request.service), "tc3_request"),
  );

/** @type {Contender[]} */
export const contenders = [
  {
    name: "@noble/hashes, cached key",
    runsIn: EVERYWHERE,
    signs: SIGNS,
    prepare({ given }) {
      let cached = { date: "", state: derive("") };
      return () => {
        const body = bodyOf(given);
        const date = dateOf(TIMESTAMP);
        if (cached.date !== date) cached = { date, state: derive(date) };
        const scope = scopeOf(date);
        const toSign = stringToSign(TIMESTAMP, scope, hash(canonicalRequest(hash(body))));
        const signature = bytesToHex(cached.state.clone().update(utf8ToBytes(toSign)).digest());
        return signedRequest(credentials.secretId, TIMESTAMP, scope, signature, body);
      };
    },
  },
];
