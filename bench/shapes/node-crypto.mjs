import { createHmac } from "node:crypto";
import { WITH_NODE_MODULES } from "../contenders/job.mjs";
import { derive, sha256 } from "../contenders/node-crypto.mjs";
import { dateOf, scopeOf, stringToSign } from "../contenders/tc3.mjs";
import { canonicalRequest, partsOf, signedRequest } from "./hand-written.mjs";

/** @typedef {import("./shapes.mjs").ShapeContender} ShapeContender */

/** @type {ShapeContender[]} */
export const contenders = [
  {
    name: "node:crypto, cached key",
    runsIn: WITH_NODE_MODULES,
    prepare({ request: make, options, signs }) {
      const timed = signs.includes("x-tc-timestamp");
      /** Keys of a service and a day. @type {Map<string, Buffer>} */
      const keys = new Map();
      return (turn) => {
        const request = make(turn);
        const { timestamp } = options();
        const date = dateOf(timestamp);
        const scope = scopeOf(date, request.service);
        const key = keys.get(scope) ?? derive(date, request.service);
        keys.set(scope, key);
        const parts = partsOf(request);
        const bodyHash = sha256(parts.body);
        const canonical = canonicalRequest(request, parts, { bodyHash, signs, timed, timestamp });
        const toSign = stringToSign(timestamp, scope, sha256(canonical));
        const signature = createHmac("sha256", key).update(toSign).digest("hex");
        return signedRequest(request, parts, { timestamp, scope, signs, signature });
      };
    },
  },
];
