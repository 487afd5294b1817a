import { createRequire } from "node:module";
import { signRequest } from "tencentcloud-edge/sign";
import { makeSdkCase } from "./sdk-cases.mjs";

/** The SDK's own default types; it signs content-type and host alone. */
const CONTENT_TYPES = { POST: "application/json", GET: "application/x-www-form-urlencoded" };

/**
 * Signs `count` calls with the function that the official Node SDK signs with, and compares the Authorization byte for
 * byte. The SDK writes the payload from the object; ours is given the text it writes.
 * @param {{seed: number, count: number, folder: string, onProgress: (compared: number) => void}} how
 */
export async function compareNodeSdk({ seed, count, folder, onProgress }) {
  const load = createRequire(`${folder}/package.json`);
  const { default: Sign } = load("tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js");
  // The SDK's own way to write JSON, which escapes more than JSON.stringify does.
  const json = load("json-bigint")({ useNativeBigInt: true });
  /** @type {string[]} */
  const reports = [];
  let mismatches = 0;
  for (let index = 0; index < count; index++) {
    const { method, service, version, action, params, credentials, timestamp } = makeSdkCase(seed, index);
    const payload = method === "GET" ? params : json.stringify(params);
    const signed = signRequest({ service, version, action, method, payload }, credentials, {
      timestamp,
      signedHeaders: ["content-type", "host"],
    });
    const theirs = Sign.sign3({
      method,
      url: signed.url,
      payload: method === "GET" ? undefined : params,
      timestamp,
      service,
      secretId: credentials.secretId,
      secretKey: credentials.secretKey,
      headers: { "Content-Type": CONTENT_TYPES[method] },
    });
    if (theirs !== signed.headers.authorization) {
      mismatches += 1;
      if (reports.length < 5)
        reports.push(
          `call ${index} of seed ${seed}: ours ${signed.headers.authorization}, the SDK's ${theirs}`,
        );
    }
    if (index % 100 === 99) onProgress(index + 1);
  }
  return { compared: count, mismatches, reports };
}
