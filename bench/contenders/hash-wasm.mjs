import { createHMAC, createSHA256 } from "hash-wasm";
import { credentials, request, TIMESTAMP } from "./job.mjs";
import { bodyOf, canonicalRequest, dateOf, SIGNS, scopeOf, signedRequest, stringToSign } from "./tc3.mjs";

/** @typedef {import("./job.mjs").Contender} Contender */

/** @param {string | Uint8Array} key @param {string} text @returns {Promise<Uint8Array>} */
const mac = async (key, text) => (await createHMAC(createSHA256(), key)).init().update(text).digest("binary");

/** The HMAC of the day. @param {string} date */
const derive = async (date) =>
  createHMAC(
    createSHA256(),
    await mac(await mac(await mac(`TC3${credentials.secretKey}`, date), request.service), "tc3_request"),
  );

/** @type {Contender[]} */
export const contenders = [
  {
    name: "hash-wasm, cached key",
    // workerd refuses to compile what it decodes at run time.
    runsIn: ["node", "chromium", "deno", "bun"],
    signs: SIGNS,
    async prepare({ given }) {
      const hasher = await createSHA256();
      /** @param {string} text @returns {string} */
      const hash = (text) => hasher.init().update(text).digest("hex");
      const date = dateOf(TIMESTAMP);
      const cached = { date, mac: await derive(date) };
      return () => {
        const body = bodyOf(given);
        const wanted = dateOf(TIMESTAMP);
        if (cached.date !== wanted) throw new Error("the key is of another day");
        const scope = scopeOf(wanted);
        const toSign = stringToSign(TIMESTAMP, scope, hash(canonicalRequest(hash(body))));
        const signature = cached.mac.init().update(toSign).digest("hex");
        return signedRequest(credentials.secretId, TIMESTAMP, scope, signature, body);
      };
    },
  },
];
