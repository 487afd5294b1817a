import { credentials, EVERYWHERE, request, TIMESTAMP } from "./job.mjs";
import { bodyOf, canonicalRequest, dateOf, SIGNS, scopeOf, signedRequest, stringToSign } from "./tc3.mjs";

/** @typedef {import("./job.mjs").Contender} Contender */

export const { subtle } = globalThis.crypto;
export const encoder = new TextEncoder();
const HMAC = { name: "HMAC", hash: "SHA-256" };
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** @param {ArrayBuffer} buffer */
export function hex(buffer) {
  let text = "";
  for (const byte of new Uint8Array(buffer)) text += HEX[byte];
  return text;
}

/** @param {string} text */
export const sha256 = async (text) => hex(await subtle.digest("SHA-256", encoder.encode(text)));
/** @param {ArrayBuffer | Uint8Array<ArrayBuffer>} raw */
const importKey = (raw) => subtle.importKey("raw", raw, HMAC, false, ["sign"]);
/** @param {ArrayBuffer | Uint8Array<ArrayBuffer>} raw @param {string} text */
const hmac = async (raw, text) => subtle.sign("HMAC", await importKey(raw), encoder.encode(text));

/** @param {string} date */
export async function derive(date, service = request.service) {
  const dated = await hmac(encoder.encode(`TC3${credentials.secretKey}`), date);
  return importKey(await hmac(await hmac(dated, service), "tc3_request"));
}

/** @param {unknown} given @param {(date: string) => CryptoKey | Promise<CryptoKey>} keyOf */
async function sign(given, keyOf) {
  const body = bodyOf(given);
  const date = dateOf(TIMESTAMP);
  const scope = scopeOf(date);
  const toSign = stringToSign(TIMESTAMP, scope, await sha256(canonicalRequest(await sha256(body))));
  const found = keyOf(date);
  const key = found instanceof Promise ? await found : found;
  const signature = hex(await subtle.sign("HMAC", key, encoder.encode(toSign)));
  return signedRequest(credentials.secretId, TIMESTAMP, scope, signature, body);
}

/** @type {Contender[]} */
export const contenders = [
  {
    name: "WebCrypto",
    runsIn: EVERYWHERE,
    signs: SIGNS,
    prepare:
      ({ given }) =>
      () =>
        sign(given, derive),
  },
  {
    name: "WebCrypto, cached key",
    runsIn: EVERYWHERE,
    signs: SIGNS,
    async prepare({ given }) {
      const date = dateOf(TIMESTAMP);
      const cached = { date, key: await derive(date) };
      /** @param {string} wanted */
      const keyOf = (wanted) => (cached.date === wanted ? cached.key : derive(wanted));
      return () => sign(given, keyOf);
    },
  },
];
