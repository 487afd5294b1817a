import { needed, object, read, signedAt, text } from "../core/check.js";
import { createDesk } from "../core/shared-buffer.js";
import { outline, readPayload, texts, v1Of } from "./request.js";

/** @typedef {import("../../index.js").ApiRequest} ApiRequest */
/** @typedef {import("../../index.js").SignOptions} SignOptions */
/** @typedef {import("../../index.js").SignedRequest} SignedRequest */
/** @typedef {import("../../index.js").SignatureSteps} SignatureSteps */
/** @typedef {import("./request.js").Outline} Outline */
/** @typedef {import("../core/shared-buffer.js").SignerModule} SignerModule */

/**
 * An outline that was checked, as far as it is the same from one request to the next.
 * @typedef {object} Shape
 * @property {Outline} outline
 * @property {number} slot where the module keeps it
 * @property {string} query
 * @property {number} day the Unix day, on which the Authorization depends
 * @property {number} timestamp of the request it was made for
 * @property {boolean} moving the timestamp is among the signed headers
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
  const desk = createDesk(wasm);
  /** Whose shape the module keeps in each slot: it keeps the newest ones. @type {Shape[]} */
  const owners = [];

  /** The pair that signRequest() used last, until the turn of the event loop ends. */
  /** @type {(Credentials & {signer: Signer}) | undefined} */
  let kept;

  /** @type {typeof import("../../index.js").signRequest} */
  function signRequest(request, credentials, options = {}) {
    const used = take(readCredentials(credentials));
    try {
      return used.signer.sign(request, options);
    } finally {
      // A getter of the request's may have signed as well.
      forget();
      kept = used;
    }
  }

  /** @param {Credentials} credentials */
  function take(credentials) {
    const { secretId, secretKey, token } = credentials;
    const found = kept;
    if (found?.secretKey === secretKey && found.secretId === secretId && found.token === token) {
      kept = undefined;
      return found;
    }
    queueMicrotask(forget);
    return { ...credentials, signer: signerOf(open(credentials)) };
  }

  function forget() {
    kept?.signer.free();
    kept = undefined;
  }

  /** @type {typeof import("../../index.js").explainSignature} */
  function explainSignature(request, credentials, options = {}) {
    return read("request", () => {
      const old = v1Of(options, v1);
      const key = open(readCredentials(credentials));
      try {
        return old === undefined ? explainTc3(key, request, options) : old.explain(key, request, options);
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
    const found = outline(request, options);
    const { view, query } = readPayload(found.method, request.payload);
    const timestamp = signedAt(options?.timestamp);
    const length = desk.lines([secretId, ...texts(found, query, token)]);
    const slot = desk.check(wasm.shape_new(length, timestamp));
    // Whose slot it was, its shape is gone.
    delete owners[slot];
    const [, authorization, ...head] = desk.text().split("\n");
    climb(number, slot, view, timestamp);
    return steps(head.join("\n"), authorization, desk.text());
  }

  /**
   * Signs a payload; src/wasm/sign.rs says what is put out.
   * @param {number} signer
   * @param {number} slot
   * @param {string | Uint8Array<ArrayBuffer>} view
   * @param {number} timestamp
   */
  function climb(signer, slot, view, timestamp) {
    const length = desk.payload(view);
    const fed = length < 0;
    desk.check(wasm.sign(signer, slot, fed ? 0 : length, Number(fed), timestamp));
  }

  /** @type {typeof import("../../index.js").createSigner} */
  const createSigner = (credentials) => signerOf(open(readCredentials(credentials)));

  /** @param {Key} key @returns {Signer} */
  function signerOf({ number, secretId, token }) {
    /** @type {Shape | undefined} */
    let last;
    let freed = false;

    /** @param {ApiRequest} request @param {SignOptions} options */
    function sign(request, options) {
      const timestamp = signedAt(options?.timestamp);
      // A freed number may belong to another signer by now.
      const still = freed ? FREED : number;
      if (last === undefined || !isLast(last, request, options, timestamp)) {
        const old = v1Of(options, v1);
        if (old !== undefined) return old.sign({ number: still, secretId, token }, request, options);
        last = check(request, options, timestamp);
      }
      const { body, view, query } = readPayload(last.outline.method, request.payload);
      if (query !== last.query) last = check(request, options, timestamp, query);
      climb(still, last.slot, view, timestamp);
      return signed(last, body, timestamp, token, last.authorization + desk.signature());
    }

    /**
     * @param {ApiRequest} request
     * @param {SignOptions} options
     * @param {number} timestamp
     * @param {string} [query]
     * @returns {Shape}
     */
    function check(request, options, timestamp, query) {
      const found = outline(request, options);
      const asked = query ?? readPayload(found.method, request.payload).query;
      const length = desk.lines([secretId, ...texts(found, asked, token)]);
      const slot = desk.check(wasm.shape_new(length, timestamp));
      const [url = "", authorization = ""] = desk.text().split("\n");
      const moving = found.signedHeaders?.some((name) => name.toLowerCase() === "x-tc-timestamp") ?? false;
      const day = Math.floor(timestamp / DAY_S);
      const shape = { outline: found, slot, query: asked, day, timestamp, moving, url, authorization };
      owners[slot] = shape;
      return shape;
    }

    /** @param {Shape} shape @param {ApiRequest} request @param {SignOptions} options @param {number} timestamp */
    function isLast(shape, request, options, timestamp) {
      const { outline: known, day, moving } = shape;
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
        !moving &&
        owners[shape.slot] === shape
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
  function open({ secretId, secretKey, token }) {
    const length = desk.lines([secretId, token], secretKey);
    return { number: desk.check(wasm.signer_new(length)), secretId, token };
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
      secretId: needed("credentials.secretId", given.secretId),
      secretKey: needed("credentials.secretKey", given.secretKey),
      token: text("credentials.token", given.token),
    };
  });
}

/**
 * @param {Shape} shape
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
  for (const [name, value] of known.extra) put(headers, name.toLowerCase(), value.trim());
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
const put = (headers, name, value) =>
  Object.defineProperty(headers, name, { value, enumerable: true, configurable: true, writable: true });
