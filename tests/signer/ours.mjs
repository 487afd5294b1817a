import * as main from "tencentcloud-edge";
import * as alone from "tencentcloud-edge/sign";
import * as v1 from "tencentcloud-edge/v1";
import { makeCredentials } from "./requests.mjs";

/** @typedef {import("./requests.mjs").Case} Case */
/** @typedef {import("tencentcloud-edge").SignedRequest} SignedRequest */
/**
 * @typedef {object} Entry
 * @property {(request: Case["request"], credentials: Case["credentials"], options: Case["options"]) => SignedRequest} signRequest
 * @property {(request: Case["request"], credentials: Case["credentials"], options: Case["options"]) =>
 *   import("tencentcloud-edge").SignatureSteps} explainSignature
 * @property {(credentials: Case["credentials"]) => Signer} createSigner
 * @typedef {{sign(request: Case["request"], options: Case["options"]): SignedRequest, free(): void}} Signer
 */

/** The last one is of v1: each case goes to an entry that takes its options. */
const ENTRIES = /** @type {readonly Entry[]} */ (
  /** @type {unknown} */ ([
    main,
    alone,
    {
      signRequest: v1.signRequestV1,
      explainSignature: v1.explainSignatureV1,
      createSigner: v1.createSignerV1,
    },
  ])
);

/** Explaining costs as much as signing: one case in this many is explained as well. */
const EXPLAIN_EVERY = 8;

/** The entry that signs a case. @param {Case} it @param {number} index */
export const entryOf = ({ options }, index) =>
  /** @type {Entry} */ (ENTRIES[options.algorithm !== undefined ? 2 : index % 4 < 2 ? 0 : 1]);

/**
 * Signs cases by every entry of the package in turn, by `signRequest` and a signer kept for each key pair, and explains them
 * now and then.
 * @param {number} seed
 */
export function ours(seed) {
  /** @type {Map<string, Signer>} */
  const signers = new Map();

  /** @param {Entry} entry @param {number} account */
  function signerOf(entry, account) {
    const place = `${ENTRIES.indexOf(entry)} ${account}`;
    const signer = signers.get(place) ?? entry.createSigner(makeCredentials(seed, account));
    signers.set(place, signer);
    return signer;
  }

  return {
    /**
     * @param {Case} it
     * @param {number} index
     * @returns {{signed: SignedRequest, problem?: string}} `problem`: what the package says about itself does not hold
     */
    sign(it, index) {
      const { request, credentials, options, account } = it;
      const entry = entryOf(it, index);
      const signed =
        index % 2 === 0
          ? entry.signRequest(request, credentials, options)
          : signerOf(entry, account).sign(request, options);
      return { signed, problem: selfCheck(signed, it, index % EXPLAIN_EVERY === 0 ? entry : undefined) };
    },
    free() {
      for (const signer of signers.values()) signer.free();
      signers.clear();
    },
  };
}

/**
 * @param {SignedRequest} signed
 * @param {Case} it
 * @param {Entry | undefined} entry that is to explain it
 */
function selfCheck({ url, headers, body }, { request, credentials, options }, entry) {
  const { method, payload } = request;
  const given = typeof payload === "string" || payload instanceof Uint8Array;
  if (given && method !== "GET" && body !== payload) return "the payload was not handed back as it was given";
  // What fetch makes of a URL is what is sent.
  if (new URL(url).href !== url) return `fetch would send another URL: ${new URL(url).href}`;
  if (entry === undefined) return undefined;
  const { authorization, signature } = entry.explainSignature(request, credentials, options);
  const same =
    options.algorithm === undefined
      ? authorization === headers.authorization
      : `${body ?? url}`.endsWith(`&Signature=${encodeURIComponent(signature)}`);
  return same ? undefined : "explainSignature came to another signature";
}
