import { object, read, signingTime } from "../core/check.js";
import { FREED } from "./module.js";
import { readPayload } from "./payload.js";
import { isKept, prepareRequest } from "./prepared-request.js";
import { readHeaders, refuseUnknownMembers } from "./request.js";
import { RequestCache } from "./request-cache.js";
import { toSignedRequest } from "./signed-request.js";

/** @typedef {import("../../index.js").ApiRequest} ApiRequest */
/** @typedef {import("../../index.js").SignOptions} SignOptions */
/** @typedef {ReturnType<typeof import("../../index.js").createSigner>} Signer */

/**
 * A signer that keeps the last requests it prepared.
 * @param {import("./module.js").SigningModule} module
 * @param {import("./module.js").Key} key
 * @returns {Omit<Signer, typeof Symbol.dispose>}
 */
export function createSignerOf(module, key) {
  const cache = new RequestCache();
  let signer = key;

  /** @param {ApiRequest} request @param {SignOptions} options */
  function sign(request, options) {
    const timestamp = signingTime(object("options", options).timestamp);
    const extraHeaders = readHeaders(request?.headers);
    const what = { request, options, timestamp, extraHeaders };
    const found = cache.find(what);
    if (found !== undefined) refuseUnknownMembers(request, options);
    let prepared = found ?? cache.keep(prepareRequest(module, signer, what));
    const content = readPayload(prepared.request.method, request.payload);
    if (!isKept(module, prepared, content)) {
      prepared = cache.keep(prepareRequest(module, signer, what, content), prepared);
    }
    const { body, view, query } = content;
    const { slot, afterQuery } = prepared;
    if (afterQuery === undefined) module.sign(signer.number, slot, view, timestamp);
    else module.signQuery(signer.number, slot, query + afterQuery, timestamp);
    const signature = module.readSignature();
    return toSignedRequest(prepared, { body, query, timestamp, signature, extraHeaders });
  }

  return {
    sign: (request, options = {}) => read("request", () => sign(request, options)),
    free() {
      if (signer.number !== FREED) module.freeKey(key);
      // A freed number may belong to another signer soon.
      signer = { ...key, number: FREED };
    },
  };
}
