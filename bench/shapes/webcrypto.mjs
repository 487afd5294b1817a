import { EVERYWHERE } from "../contenders/job.mjs";
import { dateOf, scopeOf, stringToSign } from "../contenders/tc3.mjs";
import { derive, encoder, hex, sha256, subtle } from "../contenders/webcrypto.mjs";
import { canonicalRequest, partsOf, signedRequest } from "./hand-written.mjs";

/** @typedef {import("./shapes.mjs").ShapeContender} ShapeContender */

/** @type {ShapeContender[]} */
export const contenders = [
  {
    name: "WebCrypto, cached key",
    runsIn: EVERYWHERE,
    prepare({ request: make, options, signs }) {
      const timed = signs.includes("x-tc-timestamp");
      /** Keys of a service and a day. @type {Map<string, CryptoKey>} */
      const keys = new Map();
      return async (turn) => {
        const request = make(turn);
        const { timestamp } = options();
        const date = dateOf(timestamp);
        const scope = scopeOf(date, request.service);
        let key = keys.get(scope);
        if (key === undefined) {
          key = await derive(date, request.service);
          keys.set(scope, key);
        }
        const parts = partsOf(request);
        const bodyHash = await sha256(parts.body);
        const canonical = canonicalRequest(request, parts, { bodyHash, signs, timed, timestamp });
        const toSign = stringToSign(timestamp, scope, await sha256(canonical));
        const signature = hex(await subtle.sign("HMAC", key, encoder.encode(toSign)));
        return signedRequest(request, parts, { timestamp, scope, signs, signature });
      };
    },
  },
];
