import { object, read, requiredString, signingTime, text } from "../core/check.js";
import { SharedBuffer } from "../core/shared-buffer.js";
import { readPayload, requestFields, v1Of, validateRequest } from "./request.js";

/** @typedef {import("../../index.js").ApiRequest} ApiRequest */
/** @typedef {import("../../index.js").SignOptions} SignOptions */
/** @typedef {import("../../index.js").SignedRequest} SignedRequest */
/** @typedef {import("../../index.js").SignatureSteps} SignatureSteps */
/** @typedef {import("./request.js").ValidatedRequest} ValidatedRequest */
/** @typedef {import("../core/shared-buffer.js").SignerModule} SignerModule */

/**
 * An outline that was checked, as far as it is the same from one request to the next.
 * @typedef {object} PreparedRequest
 * @property {ValidatedRequest} outline
 * @property {number} slot where the module keeps it
 * @property {string} query
 * @property {number} day the Unix day, on which the Authorization depends
 * @property {number} timestamp of the request it was made for
 * @property {boolean} signsTimestamp the timestamp is among the signed headers
 * @property {string} url
 * @property {string} authorization up to the signature
 */

/** @typedef {{secretId: string, secretKey: string, token: string | undefined}} Credentials checked */
/** @typedef {ReturnType<typeof import("../../index.js").createSigner>} Signer */
/** @typedef {{number: number, secretId: string, token: string | undefined}} Key a signer of the module's, and what it signs for */

const DAY_S = 86_400;

/**
 * The signing functions over a wasm module.
 * @param {SignerModule} wasm
 * @param {import("./v1.js").V1Signing} [v1] the v1 algorithms, in an entry that has them
 */
export function signing(wasm, v1) {
  const buffer = new SharedBuffer(wasm);
  /** Whose prepared the module keeps in each slot: it keeps the newest ones. @type {PreparedRequest[]} */
  const owners = [];

  /** The pair that signRequest() used last, until the turn of the event loop ends. */
  /** @type {(Credentials & {signer: Signer}) | undefined} */
  let cached;

  /** @type {typeof import("../../index.js").signRequest} */
  function signRequest(request, credentials, options = {}) {
    const used = takeSigner(readCredentials(credentials));
    try {
      return used.signer.sign(request, options);
    } finally {
      // A getter of the request's may have signed as well.
      forget();
      cached = used;
    }
  }

  /** @param {Credentials} credentials */
  function takeSigner(credentials) {
    const { secretId, secretKey, token } = credentials;
    const validated = cached;
    if (validated?.secretKey === secretKey && validated.secretId === secretId && validated.token === token) {
      cached = undefined;
      return validated;
    }
    queueMicrotask(forget);
    return { ...credentials, signer: signerOf(openKey(credentials)) };
  }

  function forget() {
    cached?.signer.free();
    cached = undefined;
  }

  /** @type {typeof import("../../index.js").explainSignature} */
  function explainSignature(request, credentials, options = {}) {
    return read("request", () => {
      const v1Signer = v1Of(options, v1);
      const key = openKey(readCredentials(credentials));
      try {
        return v1Signer === undefined
          ? explainTc3(key, request, options)
          : v1Signer.explain(key, request, options);
      } finally {
        wasm.signer_free(key.number);
      }
    });
  }

  /**
   * @param {Key} key
   * @param {ApiRequest} request
   * @param {SignOptions} options
   */
  function explainTc3({ number, secretId, token }, request, options) {
    const validated = validateRequest(request, options);
    const { view, query } = readPayload(validated.method, request.payload);
    const timestamp = signingTime(options?.timestamp);
    const length = buffer.writeLines([secretId, ...requestFields(validated, query, token)]);
    const slot = buffer.checkResult(wasm.shape_new(length, timestamp));
    // Whose slot it was, its prepared is gone.
    delete owners[slot];
    const [, authorization, ...head] = buffer.readText().split("\n");
    computeSignature(number, slot, view, timestamp);
    return steps(head.join("\n"), authorization, buffer.readText());
  }

  /**
   * Signs a payload; src/wasm/sign.rs says what is put out.
   * @param {number} signer
   * @param {number} slot
   * @param {string | Uint8Array<ArrayBuffer>} view
   * @param {number} timestamp
   */
  function computeSignature(signer, slot, view, timestamp) {
    const length = buffer.writePayload(view);
    const fed = length < 0;
    buffer.checkResult(wasm.sign(signer, slot, fed ? 0 : length, Number(fed), timestamp));
  }

  /** @type {typeof import("../../index.js").createSigner} */
  const createSigner = (credentials) => signerOf(openKey(readCredentials(credentials)));

  /** @param {Key} key @returns {Signer} */
  function signerOf({ number, secretId, token }) {
    /** @type {PreparedRequest | undefined} */
    let last;
    let freed = false;

    /** @param {ApiRequest} request @param {SignOptions} options */
    function sign(request, options) {
      const timestamp = signingTime(options?.timestamp);
      // A freed number may belong to another signer by now.
      const signerNumber = freed ? FREED : number;
      if (last === undefined || !matches(last, request, options, timestamp)) {
        const v1Signer = v1Of(options, v1);
        if (v1Signer !== undefined)
          return v1Signer.sign({ number: signerNumber, secretId, token }, request, options);
        last = check(request, options, timestamp);
      }
      const { body, view, query } = readPayload(last.outline.method, request.payload);
      if (query !== last.query) last = check(request, options, timestamp, query);
      computeSignature(signerNumber, last.slot, view, timestamp);
      return signed(last, body, timestamp, token, last.authorization + buffer.readSignature());
    }

    /**
     * @param {ApiRequest} request
     * @param {SignOptions} options
     * @param {number} timestamp
     * @param {string} [query]
     * @returns {PreparedRequest}
     */
    function check(request, options, timestamp, query) {
      const validated = validateRequest(request, options);
      const asked = query ?? readPayload(validated.method, request.payload).query;
      const length = buffer.writeLines([secretId, ...requestFields(validated, asked, token)]);
      const slot = buffer.checkResult(wasm.shape_new(length, timestamp));
      const [url = "", authorization = ""] = buffer.readText().split("\n");
      const signsTimestamp =
        validated.signedHeaders?.some((name) => name.toLowerCase() === "x-tc-timestamp") ?? false;
      const day = Math.floor(timestamp / DAY_S);
      const prepared = {
        outline: validated,
        slot,
        query: asked,
        day,
        timestamp,
        signsTimestamp,
        url,
        authorization,
      };
      owners[slot] = prepared;
      return prepared;
    }

    /** @param {PreparedRequest} prepared @param {ApiRequest} request @param {SignOptions} options @param {number} timestamp */
    function matches(prepared, request, options, timestamp) {
      const { outline: known, day, signsTimestamp } = prepared;
      return (
        request?.action === known.action &&
        request.service === known.service &&
        request.version === known.version &&
        request.region === known.region &&
        request.endpoint === known.endpoint &&
        request.language === known.language &&
        (request.method ?? "POST") === known.method &&
        request.headers === undefined &&
        known.extra.length === 0 &&
        options.signedHeaders === undefined &&
        known.signedHeaders === undefined &&
        (options.contentType === undefined || options.contentType === known.contentType) &&
        (options.unsignedPayload ?? false) === known.unsigned &&
        options.algorithm === undefined &&
        timestamp >= day * DAY_S &&
        timestamp < (day + 1) * DAY_S &&
        !signsTimestamp &&
        owners[prepared.slot] === prepared
      );
    }

    return {
      sign: (request, options = {}) => read("request", () => sign(request, options)),
      free() {
        if (!freed) wasm.signer_free(number);
        freed = true;
      },
    };
  }

  /**
   * A signer of these credentials, to be freed.
   * @param {Credentials} credentials
   * @returns {Key}
   */
  function openKey({ secretId, secretKey, token }) {
    const length = buffer.writeLines([secretId, token], secretKey);
    return { number: buffer.checkResult(wasm.signer_new(length)), secretId, token };
  }

  return { signRequest, explainSignature, createSigner };
}

/** The number of no signer. */
const FREED = 0xffff_ffff;

/**
 * @param {unknown} credentials
 * @returns {Credentials}
 */
export function readCredentials(credentials) {
  return read("credentials", () => {
    const given = object("credentials", credentials);
    return {
      secretId: requiredString("credentials.secretId", given.secretId),
      secretKey: requiredString("credentials.secretKey", given.secretKey),
      token: text("credentials.token", given.token),
    };
  });
}

/**
 * @param {PreparedRequest} prepared
 * @param {string | Uint8Array<ArrayBuffer> | undefined} body
 * @param {number} timestamp
 * @param {string | undefined} token
 * @param {string} authorization
 * @returns {SignedRequest}
 */
function signed({ outline: known, url }, body, timestamp, token, authorization) {
  const { method, region, language } = known;
  /** @type {Record<string, string>} */
  const headers = {
    "content-type": known.contentType,
    "x-tc-action": known.action,
    "x-tc-version": known.version,
    "x-tc-timestamp": `${timestamp}`,
    authorization,
  };
  if (region !== undefined) headers["x-tc-region"] = region;
  if (token !== undefined) headers["x-tc-token"] = token;
  if (language !== undefined) headers["x-tc-language"] = language;
  if (known.unsigned) headers["x-tc-content-sha256"] = "UNSIGNED-PAYLOAD";
  for (const [name, value] of known.extra) defineHeader(headers, name.toLowerCase(), value.trim());
  return body === undefined ? { method, url, headers } : { method, url, headers, body };
}

/**
 * @param {string} head the canonical request up to the payload's hash
 * @param {string} authorization up to the signature
 * @param {string} text what sign() put out
 * @returns {SignatureSteps}
 */
function steps(head, authorization = "", text) {
  const [signature, payloadHash, stringToSign] = [text.slice(0, 64), text.slice(64, 128), text.slice(128)];
  const [algorithm = "", , credentialScope = "", canonicalRequestHash = ""] = stringToSign.split("\n");
  return {
    algorithm: /** @type {"TC3-HMAC-SHA256"} */ (algorithm),
    payloadHash,
    canonicalRequest: head + payloadHash,
    canonicalRequestHash,
    credentialScope,
    stringToSign,
    signature,
    authorization: authorization + signature,
  };
}

/**
 * Adds a member, `__proto__` too.
 * @param {Record<string, string>} headers
 * @param {string} name
 * @param {string} value
 */
const defineHeader = (headers, name, value) =>
  Object.defineProperty(headers, name, { value, enumerable: true, configurable: true, writable: true });
