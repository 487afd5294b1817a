import { SharedBuffer } from "../core/shared-buffer.js";
import { platformHash } from "./platform-hash.js";

/** @typedef {import("../core/shared-buffer.js").SignerModule} SignerModule */
/** @typedef {import("./credentials.js").ValidCredentials} ValidCredentials */
/** @typedef {{number: number, secretId: string, token: string | undefined}} Key a signer in the module, and what it signs for */

/** The number of no signer: the module says that it was freed. */
export const FREED = 0xffff_ffff;

/** What sign() finds in the input; src/wasm/sign.rs has the same numbers. */
const CONTENT = { payload: 0, fed: 1, hash: 2, query: 3 };

/** The signer's wasm module; src/wasm/sign.rs says what each of its functions writes. */
// What begins with _ is private: as #private members these would cost a signature 5 % of its time.
export class SigningModule {
  _wasm;
  _buffer;
  /** Who uses each slot: the module keeps the newest requests alone. @type {unknown[]} */
  _owners = [];

  /** @param {SignerModule} wasm */
  constructor(wasm) {
    this._wasm = wasm;
    this._buffer = new SharedBuffer(wasm);
  }

  /** @param {ValidCredentials} credentials @returns {Key} to be freed */
  openKey({ secretId, secretKey, token }) {
    const fields = /** @type {const} */ ([
      ["secretId", secretId],
      ["token", token],
    ]);
    const length = this._buffer.writeLines(fields, secretKey);
    return { number: this._buffer.checkResult(this._wasm.signer_new(length)), secretId, token };
  }

  /** @param {Key} key */
  freeKey(key) {
    this._wasm.signer_free(key.number);
  }

  /**
   * Has the module check a request's fields and keep it, to be signed on the day of the timestamp.
   * @param {Pick<Key, "number" | "secretId">} key
   * @param {readonly import("../core/fields.js").Field[]} fields
   * @param {number} timestamp
   * @returns {{slot: number, lines: string[]}} URL, Authorization up to the signature, and the canonical request up to the
   *   payload's hash
   */
  keepRequest({ number, secretId }, fields, timestamp) {
    const length = this._buffer.writeLines([["secretId", secretId], ...fields]);
    const slot = this._buffer.checkResult(this._wasm.request_new(number, length, timestamp));
    this._owners[slot] = undefined;
    return { slot, lines: this._buffer.readText().split("\n") };
  }

  /** @param {number} slot @param {unknown} owner */
  setOwner(slot, owner) {
    this._owners[slot] = owner;
  }

  /** @param {number} slot @param {unknown} owner */
  isOwner(slot, owner) {
    return this._owners[slot] === owner;
  }

  /**
   * Signs a payload with a kept request.
   * @param {number} signer
   * @param {number} slot
   * @param {string | Uint8Array<ArrayBuffer>} payload
   * @param {number} timestamp
   */
  sign(signer, slot, payload, timestamp) {
    const hash = platformHash(payload);
    const length = hash === undefined ? this._buffer.writePayload(payload) : this._buffer.writeText(hash);
    const content = hash !== undefined ? CONTENT.hash : length < 0 ? CONTENT.fed : CONTENT.payload;
    this._buffer.checkResult(this._wasm.sign(signer, slot, Math.max(length, 0), content, timestamp));
  }

  /**
   * Signs a kept GET.
   * @param {number} signer
   * @param {number} slot
   * @param {string} text the canonical request from the query on, up to the payload's hash
   * @param {number} timestamp
   */
  signQuery(signer, slot, text, timestamp) {
    const length = this._buffer.writeText(text);
    this._buffer.checkResult(this._wasm.sign(signer, slot, length, CONTENT.query, timestamp));
  }

  /** The signature of the last sign(). */
  readSignature() {
    return this._buffer.readSignature();
  }

  /** Signature, hash of the payload and string to sign of the last sign(). */
  readSteps() {
    return this._buffer.readText();
  }
}
