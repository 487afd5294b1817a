import { disposable } from "../../core/dispose.js";
import { fromWasm } from "../../core/errors.js";
import { packNamed, unpackNamed } from "../../core/fields.js";
import { validateCredentials } from "../credentials.js";
import { validateRequest } from "./request.js";

/** @typedef {Pick<typeof import("../../../dist/v1.js"), "signer_new" | "signer_free" | "sign_v1">} V1Module */
/** @typedef {import("../../../v1.js").SignedRequestV1} SignedRequestV1 */

/** The number of no signer: the module says that it was freed. */
const FREED = 0xffff_ffff;

/**
 * The signing functions of v1 over their wasm module.
 * @param {V1Module} wasm
 */
export function signingV1(wasm) {
  /** @type {typeof import("../../../v1.js").signRequestV1} */
  function signRequestV1(request, credentials, options = {}) {
    return withSigner(wasm, credentials, (signer) => signBy(wasm, signer, request, options));
  }

  /** @type {typeof import("../../../v1.js").explainSignatureV1} */
  function explainSignatureV1(request, credentials, options = {}) {
    return withSigner(wasm, credentials, (signer) => explainBy(wasm, signer, request, options));
  }

  /** @type {typeof import("../../../v1.js").createSignerV1} */
  function createSignerV1(credentials) {
    const signer = newSigner(wasm, credentials);
    let freed = false;
    return disposable({
      sign: (request, options = {}) => signBy(wasm, freed ? FREED : signer, request, options),
      free() {
        if (!freed) wasm.signer_free(signer);
        freed = true;
      },
    });
  }

  return { signRequestV1, explainSignatureV1, createSignerV1 };
}

/**
 * @param {V1Module} wasm
 * @param {unknown} credentials
 * @returns {number} of a signer in the module, to be freed
 */
function newSigner(wasm, credentials) {
  const { secretId, secretKey, token } = validateCredentials(credentials);
  try {
    return wasm.signer_new(packNamed({ secretId, secretKey, token }));
  } catch (thrown) {
    throw fromWasm(thrown);
  }
}

/**
 * @template T
 * @param {V1Module} wasm
 * @param {unknown} credentials
 * @param {(signer: number) => T} work
 */
function withSigner(wasm, credentials, work) {
  const signer = newSigner(wasm, credentials);
  try {
    return work(signer);
  } finally {
    wasm.signer_free(signer);
  }
}

/**
 * @param {V1Module} wasm
 * @param {number} signer
 * @param {unknown} request
 * @param {unknown} options
 * @returns {SignedRequestV1}
 */
function signBy(wasm, signer, request, options) {
  const validated = validateRequest(request, options);
  const { form, origin } = computeSteps(wasm, signer, validated);
  const { method, headers } = validated;
  return method === "GET"
    ? { method, url: `${origin}/?${form}`, headers }
    : { method, url: `${origin}/`, headers, body: form };
}

/**
 * @param {V1Module} wasm
 * @param {number} signer
 * @param {unknown} request
 * @param {unknown} options
 */
function explainBy(wasm, signer, request, options) {
  const validated = validateRequest(request, options);
  const { stringToSign, signature } = computeSteps(wasm, signer, validated);
  return {
    algorithm: validated.algorithm,
    payloadHash: "",
    canonicalRequest: "",
    canonicalRequestHash: "",
    credentialScope: "",
    stringToSign,
    signature,
    authorization: "",
  };
}

/**
 * @param {V1Module} wasm
 * @param {number} signer
 * @param {import("./request.js").ValidatedRequest} request
 */
function computeSteps(wasm, signer, { packed, timestamp, nonce, action }) {
  try {
    const steps = unpackNamed(wasm.sign_v1(signer, packed, timestamp, nonce));
    return /** @type {Record<"stringToSign" | "signature" | "form" | "origin", string>} */ (steps);
  } catch (thrown) {
    throw fromWasm(thrown, { action });
  }
}
