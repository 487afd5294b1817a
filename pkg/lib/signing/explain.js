import { signingTime } from "../core/check.js";
import { readPayload } from "./payload.js";
import { afterQuery } from "./prepared-request.js";
import { requestFields, validateRequest } from "./request.js";

/** @typedef {import("../../index.js").SignatureSteps} SignatureSteps */

/**
 * Every step on the way to the signature, as the module writes them while it signs.
 * @param {import("./module.js").SigningModule} module
 * @param {import("./module.js").Key} key
 * @param {import("../../index.js").ApiRequest} request
 * @param {import("../../index.js").SignOptions} options
 * @returns {SignatureSteps}
 */
export function explain(module, key, request, options) {
  const validated = validateRequest(request, options);
  const content = readPayload(validated.method, request.payload);
  const timestamp = signingTime(options?.timestamp);
  const { slot, lines } = module.keepRequest(key, requestFields(validated, content, key.token), timestamp);
  const [, authorization = "", ...canonicalPrefix] = lines;
  if (validated.method === "GET")
    module.signQuery(key.number, slot, content.query + afterQuery(canonicalPrefix), timestamp);
  else module.sign(key.number, slot, content.view, timestamp);
  return toSteps(canonicalPrefix.join("\n"), authorization, module.readSteps());
}

/**
 * @param {string} canonicalPrefix the canonical request up to the payload's hash
 * @param {string} authorization up to the signature
 * @param {string} text what sign() wrote
 * @returns {SignatureSteps}
 */
function toSteps(canonicalPrefix, authorization, text) {
  const [signature, payloadHash, stringToSign] = [text.slice(0, 64), text.slice(64, 128), text.slice(128)];
  const [algorithm = "", , credentialScope = "", canonicalRequestHash = ""] = stringToSign.split("\n");
  return {
    algorithm: /** @type {"TC3-HMAC-SHA256"} */ (algorithm),
    payloadHash,
    canonicalRequest: canonicalPrefix + payloadHash,
    canonicalRequestHash,
    credentialScope,
    stringToSign,
    signature,
    authorization: authorization + signature,
  };
}
