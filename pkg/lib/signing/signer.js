import { read, signingTime } from "../core/check.js";
import { FREED } from "./module.js";
import { readPayload } from "./payload.js";
import { isReusable, prepareRequest } from "./prepared-request.js";
import { refuseUnknownMembers } from "./request.js";
import { toSignedRequest } from "./signed-request.js";

/** @typedef {import("../../index.js").ApiRequest} ApiRequest */
/** @typedef {import("../../index.js").SignOptions} SignOptions */
/** @typedef {ReturnType<typeof import("../../index.js").createSigner>} Signer */

/**
 * A signer that keeps the last request it prepared.
 * @param {import("./module.js").SigningModule} module
 * @param {import("./module.js").Key} key
 * @returns {Omit<Signer, typeof Symbol.dispose>}
 */
export function createSignerOf(module, key) {
  const { number, token } = key;
  /** @type {import("./prepared-request.js").PreparedRequest | undefined} */
  let prepared;
  let freed = false;

  /** @param {ApiRequest} request @param {SignOptions} options */
  function sign(request, options) {
    const timestamp = signingTime(options?.timestamp);
    const what = { request, options, timestamp };
    if (prepared === undefined || !isReusable(module, prepared, what)) {
      prepared = prepareRequest(module, key, what);
    } else {
      refuseUnknownMembers(request, options);
    }
    const content = readPayload(prepared.request.method, request.payload);
    if (content.query !== prepared.query || content.contentType !== prepared.payloadType) {
      prepared = prepareRequest(module, key, { ...what, content });
    }
    // A freed number may belong to another signer by now.
    module.sign(freed ? FREED : number, prepared.slot, content.view, timestamp);
    return toSignedRequest(prepared, {
      body: content.body,
      timestamp,
      token,
      signature: module.readSignature(),
    });
  }

  return {
    sign: (request, options = {}) => read("request", () => sign(request, options)),
    free() {
      if (!freed) module.freeKey(key);
      freed = true;
    },
  };
}
