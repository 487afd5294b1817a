import { stringify } from "node:querystring";
import { credentials, WITH_NODE_MODULES } from "../contenders/job.mjs";
import { sign3 } from "../contenders/official.mjs";

/** @typedef {import("./shapes.mjs").ShapeContender} ShapeContender */

/** What the SDK's client hands to its signing function. @param {import("./shapes.mjs").ShapeRequest} request */
function argumentsOf({ method, service, payload }) {
  const origin = `https://${service}.tencentcloudapi.com/`;
  return method === "GET"
    ? { method, url: `${origin}?${stringify(flat(payload))}`, payload: "", type: "x-www-form-urlencoded" }
    : { method: "POST", url: origin, payload, type: "json" };
}

/** @param {Record<string, unknown>} payload @returns {Record<string, string>} */
function flat(payload) {
  /** @type {Record<string, string>} */
  const members = {};
  for (const [name, value] of Object.entries(payload)) {
    if (Array.isArray(value)) {
      for (let at = 0; at < value.length; at += 1) members[`${name}.${at}`] = value[at];
    } else members[name] = String(value);
  }
  return members;
}

/** @type {ShapeContender[]} */
export const contenders = [
  {
    name: "official SDK",
    runsIn: WITH_NODE_MODULES,
    // It signs these two whatever the request is.
    signs: "content-type;host",
    prepare:
      ({ request: make, options }) =>
      (turn) => {
        const request = make(turn);
        const { method, url, payload, type } = argumentsOf(request);
        return sign3({
          method,
          url,
          payload,
          timestamp: options().timestamp,
          service: request.service,
          secretId: credentials.secretId,
          secretKey: credentials.secretKey,
          headers: { "Content-Type": `application/${type}` },
        });
      },
  },
];
