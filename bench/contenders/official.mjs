import sign from "tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js";
import { credentials, request, TIMESTAMP, WITH_NODE_MODULES } from "./job.mjs";
import { HOST } from "./tc3.mjs";

/** @typedef {import("./job.mjs").Contender} Contender */

export const { sign3 } = sign.default ?? sign;

/** The signing function of the official SDK alone: it answers the Authorization header and assembles no others. */
/** @param {unknown} payload */
const official = (payload) =>
  sign3({
    method: "POST",
    url: `https://${HOST}/`,
    payload,
    timestamp: TIMESTAMP,
    service: request.service,
    secretId: credentials.secretId,
    secretKey: credentials.secretKey,
    headers: { "Content-Type": "application/json" },
  });

/** @type {Contender[]} */
export const contenders = [
  {
    name: "official SDK, object",
    runsIn: WITH_NODE_MODULES,
    signs: "content-type;host",
    // It would write a text as a JSON string: it is always given the object.
    prepare:
      ({ object }) =>
      () =>
        official(object),
  },
  {
    name: "official SDK, Buffer",
    runsIn: WITH_NODE_MODULES,
    signs: "content-type;host",
    prepare:
      ({ given }) =>
      () =>
        official(Buffer.from(typeof given === "string" ? given : JSON.stringify(given))),
  },
];
