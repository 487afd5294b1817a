import { isReusable } from "./prepared-request.js";

/** How many requests a signer keeps. Each takes less than 1 KB in the module, which keeps 128 of all signers. */
const MAX_KEPT = 32;

/** @typedef {import("./prepared-request.js").PreparedRequest} PreparedRequest */

/** The requests that a signer prepared last. */
// What begins with _ is private: as #private members these would cost a signature its time.
export class RequestCache {
  /** @type {PreparedRequest[]} */
  _kept = [];
  /** Where the last one was found: the same one comes next most often, then the one that came after it. */
  _at = 0;

  /** @param {import("./prepared-request.js").What} what */
  find(what) {
    const kept = this._kept;
    let at = this._at;
    for (let tried = 0; tried < kept.length; tried++) {
      const prepared = /** @type {PreparedRequest} */ (kept[at]);
      if (isReusable(prepared, what)) {
        this._at = at;
        return prepared;
      }
      at = at + 1 === kept.length ? 0 : at + 1;
    }
    return undefined;
  }

  /**
   * @param {PreparedRequest} prepared
   * @param {PreparedRequest} [instead] the one whose place it takes; of others it is the one after the last one found
   */
  keep(prepared, instead) {
    const kept = this._kept;
    const place = instead === undefined ? -1 : kept.indexOf(instead);
    if (place >= 0) this._at = place;
    else if (kept.length < MAX_KEPT) this._at = kept.length;
    else this._at = (this._at + 1) % MAX_KEPT;
    kept[this._at] = prepared;
    return prepared;
  }
}
