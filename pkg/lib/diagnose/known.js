import { integer, list, oneOf, optionalBoolean, requiredString, text, timestampMs } from "../core/check.js";
import { namedPairs } from "../core/fields.js";
import { members } from "../core/members.js";
import { TC3, V1_ALGORITHMS } from "../signing/algorithm.js";
import { readPayload } from "../signing/payload.js";
import { METHODS, REQUEST_MEMBERS, readHeaders, readNames } from "../signing/request.js";

/** @typedef {import("../core/fields.js").Field} Field */

const CREDENTIAL_MEMBERS = /** @type {const} */ (["secretId", "secretKey", "token", "expiresAtMs"]);
const OPTION_MEMBERS = /** @type {const} */ ([
  "request",
  "signing",
  "otherKeys",
  "receivedAtMs",
  "thorough",
  "language",
]);
const SIGNING_MEMBERS = /** @type {const} */ ([
  "timestamp",
  "signedHeaders",
  "contentType",
  "unsignedPayload",
  "algorithm",
]);
const LANGUAGES = /** @type {const} */ (["zh-CN", "en-US"]);

/**
 * What is known besides what was received, by the names that src/wasm/diagnose.rs has. To be called inside read().
 * @param {unknown} credentials
 * @param {unknown} options
 * @returns {{fields: Field[], payload: string | Uint8Array<ArrayBuffer> | undefined}}
 */
export function readKnown(credentials, options) {
  const key = members("credentials", credentials, CREDENTIAL_MEMBERS);
  const how = members("options", options, OPTION_MEMBERS);
  const request = members("request", how.request ?? {}, REQUEST_MEMBERS);
  const signing = members("signing", how.signing ?? {}, SIGNING_MEMBERS);
  const method = oneOf("method", request.method, METHODS);
  const content = request.payload === undefined ? undefined : readPayload(method ?? "POST", request.payload);
  const isGet = method === "GET";
  const algorithm = oneOf("algorithm", signing.algorithm, [TC3, ...V1_ALGORITHMS]);
  const fields = /** @type {Field[]} */ ([
    ["secretId", text("credentials.secretId", key.secretId)],
    ["secretKey", text("credentials.secretKey", key.secretKey)],
    ["token", text("credentials.token", key.token)],
    ["receivedAt", readTime(how.receivedAtMs)],
    ["quick", optionalBoolean("thorough", how.thorough) === false ? "true" : undefined],
    ...otherKeys(how.otherKeys),
    ["language", oneOf("language", how.language, LANGUAGES)],
    // A request that is given is one of TC3 unless the options say otherwise, as for signing.
    ["algorithm", algorithm ?? (how.request === undefined ? undefined : TC3)],
    ["method", method],
    ["query", isGet ? content?.query : undefined],
    ["contentType", text("contentType", signing.contentType) ?? content?.contentType],
    ["unsignedPayload", optionalBoolean("unsignedPayload", signing.unsignedPayload) ? "true" : undefined],
    ["timestamp", integer("timestamp", signing.timestamp)],
    ["signedHeaders", readNames(signing.signedHeaders)?.join(";")],
    ...["service", "version", "action", "region", "endpoint", "host"].map((name) => [
      name,
      text(name, /** @type {Record<string, unknown>} */ (request)[name]),
    ]),
    ["requestLanguage", text("request.language", request.language)],
    ...namedPairs("header", readHeaders(request.headers)),
  ]);
  return { fields, payload: isGet ? undefined : content?.view };
}

/** @param {unknown} keys @returns {Field[]} */
const otherKeys = (keys) =>
  keys === undefined
    ? []
    : list("otherKeys", keys).flatMap((key) => {
        const { secretId, secretKey } = members("otherKeys", key, CREDENTIAL_MEMBERS);
        return [
          ["otherId", requiredString("otherKeys.secretId", secretId)],
          ["otherKey", requiredString("otherKeys.secretKey", secretKey)],
        ];
      });

/** Unix seconds. @param {unknown} receivedAtMs */
function readTime(receivedAtMs) {
  if (receivedAtMs === null) return undefined;
  const ms = receivedAtMs === undefined ? Date.now() : timestampMs("receivedAtMs", receivedAtMs);
  // A clock that stands at 0 (a Worker's global scope) says nothing.
  return ms > 0 ? Math.floor(ms / 1000) : undefined;
}
