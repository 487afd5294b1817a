import { needed, object, text, whole } from "./check.js";
import { fromWasm } from "./errors.js";
import { pack, unpack } from "./fields.js";
import { prepare, v1Of } from "./request.js";

/** @typedef {import("../index.js").ApiRequest} ApiRequest */
/** @typedef {import("../index.js").SignOptions} SignOptions */
/** @typedef {import("../index.js").SignedRequest} SignedRequest */
/** @typedef {import("../index.js").SignatureSteps} SignatureSteps */
/** @typedef {import("../index.js").Credentials} Credentials */
/** @typedef {import("./request.js").Prepared} Prepared */

/**
 * What a wasm module with the signer in it exports: dist/sign.js, and dist/client.js.
 * @typedef {Pick<typeof import("../dist/sign.js"),
 *   "signer_new" | "signer_free" | "authorization" | "explain" | "origin">} SignerModule
 */

/**
 * The signing functions over a wasm module.
 * @param {SignerModule} wasm
 * @param {import("./v1.js").V1Signing} [v1] the v1 algorithms, in an entry that has them
 */
export function signing(wasm, v1) {
  /** Endpoint as given to origin as sent. @type {Map<string, string>} */
  const origins = new Map();

  /** @type {typeof import("../index.js").signRequest} */
  function signRequest(request, credentials, options = {}) {
    const signer = createSigner(credentials);
    try {
      return signer.sign(request, options);
    } finally {
      signer.free();
    }
  }

  /** @type {typeof import("../index.js").explainSignature} */
  function explainSignature(request, credentials, options = {}) {
    const climb = v1Of(options, v1)?.explain ?? explainTc3;
    const { number } = open(wasm, credentials);
    try {
      return climb(number, request, options);
    } finally {
      wasm.signer_free(number);
    }
  }

  /**
   * @param {number} number
   * @param {ApiRequest} request
   * @param {SignOptions} options
   */
  function explainTc3(number, request, options) {
    const { packed, bytes, action } = prepare(request, options);
    try {
      return steps(unpack(wasm.explain(number, packed, bytes, momentOf(options))));
    } catch (thrown) {
      throw fromWasm(thrown, { action });
    }
  }

  /** @type {typeof import("../index.js").createSigner} */
  function createSigner(credentials) {
    const { number, token } = open(wasm, credentials);
    let freed = false;
    return {
      sign(request, options = {}) {
        // A freed number may belong to another signer by now.
        const still = freed ? FREED : number;
        const old = v1Of(options, v1);
        if (old !== undefined) return old.sign(still, request, options, originOf);
        const prepared = prepare(request, options);
        const timestamp = momentOf(options);
        try {
          const authorization = wasm.authorization(still, prepared.packed, prepared.bytes, timestamp);
          return signed(prepared, originOf(prepared.endpoint), timestamp, token, authorization);
        } catch (thrown) {
          throw fromWasm(thrown, { action: prepared.action });
        }
      },
      free() {
        if (!freed) wasm.signer_free(number);
        freed = true;
      },
    };
  }

  /** @param {string} endpoint */
  function originOf(endpoint) {
    const known = origins.get(endpoint);
    if (known !== undefined) return known;
    const origin = wasm.origin(endpoint);
    // Endpoints are few; a caller that makes them up must not fill the memory.
    if (origins.size >= 100) origins.clear();
    origins.set(endpoint, origin);
    return origin;
  }

  return { signRequest, explainSignature, createSigner };
}

/** The number of no signer. */
const FREED = 0xffff_ffff;

/**
 * A signer of these credentials, to be freed.
 * @param {Pick<SignerModule, "signer_new">} wasm
 * @param {unknown} credentials
 * @returns {{number: number, secretId: string, token: string | undefined}}
 */
export function open(wasm, credentials) {
  const given = object("credentials", credentials);
  const secretId = needed("credentials.secretId", given.secretId);
  const secretKey = needed("credentials.secretKey", given.secretKey);
  const token = text("credentials.token", given.token);
  try {
    return { number: wasm.signer_new(pack([secretId, secretKey, token])), secretId, token };
  } catch (thrown) {
    throw fromWasm(thrown);
  }
}

/** @param {SignOptions} options Unix seconds */
const momentOf = (options) => whole("timestamp", options.timestamp) ?? Math.floor(Date.now() / 1000);

/**
 * @param {Prepared} prepared
 * @param {string} origin
 * @param {number} timestamp
 * @param {string | undefined} token
 * @param {string} authorization
 * @returns {SignedRequest}
 */
function signed({ method, query, body, headers }, origin, timestamp, token, authorization) {
  /** @type {Record<string, string>} */
  const sent = Object.fromEntries(headers);
  sent["x-tc-timestamp"] = String(timestamp);
  if (token !== undefined) sent["x-tc-token"] = token;
  sent.authorization = authorization;
  const url = query === "" ? `${origin}/` : `${origin}/?${query}`;
  return body === undefined ? { method, url, headers: sent } : { method, url, headers: sent, body };
}

/** @param {string[]} texts in the order of src/wasm/sign.rs @returns {SignatureSteps} */
function steps([
  payloadHash = "",
  canonicalRequest = "",
  canonicalRequestHash = "",
  credentialScope = "",
  stringToSign = "",
  signature = "",
  authorization = "",
]) {
  return {
    algorithm: "TC3-HMAC-SHA256",
    payloadHash,
    canonicalRequest,
    canonicalRequestHash,
    credentialScope,
    stringToSign,
    signature,
    authorization,
  };
}
