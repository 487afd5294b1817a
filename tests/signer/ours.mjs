import * as main from "tencentcloud-edge";
import * as alone from "tencentcloud-edge/sign";
import { makeCredentials } from "./requests.mjs";

/** @typedef {import("./requests.mjs").Case} Case */
/** @typedef {import("tencentcloud-edge").SignedRequest} SignedRequest */

/** Explaining costs as much as signing: one case in this many is explained as well. */
const EXPLAIN_EVERY = 8;

/**
 * Signs cases by every door of the package in turn: of both entries, `signRequest` and a signer kept for each key pair, and
 * `explainSignature` now and then. v1 is in the main entry alone.
 * @param {number} seed
 */
export function ours(seed) {
  /** @type {Map<string, import("tencentcloud-edge").Signer>} */
  const signers = new Map();

  /** @param {typeof alone} entry @param {number} account */
  function signerOf(entry, account) {
    const place = `${entry === alone} ${account}`;
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
      const entry = index % 4 < 2 || options.algorithm !== undefined ? main : alone;
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
 * @param {typeof alone | undefined} entry that is to explain it
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
