import { SharedBuffer } from "../core/shared-buffer.js";

/** @typedef {import("../core/shared-buffer.js").SignerModule} SignerModule */
/** @typedef {import("./credentials.js").ValidCredentials} ValidCredentials */
/** @typedef {{number: number, secretId: string, token: string | undefined}} Key a signer in the module, and what it signs for */

/** The number of no signer: the module says that it was freed. */
export const FREED = 0xffff_ffff;

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
    const length = this._buffer.writeLines([secretId, token], secretKey);
    return { number: this._buffer.checkResult(this._wasm.signer_new(length)), secretId, token };
  }

  /** @param {Key} key */
  freeKey(key) {
    this._wasm.signer_free(key.number);
  }

  /**
   * Has the module check a request's fields and keep it.
   * @param {ReadonlyArray<string | undefined>} fields
   * @param {number} timestamp
   * @returns {{slot: number, lines: string[]}} URL, Authorization up to the signature, and the canonical request up to the
   *   payload's hash
   */
  keepRequest(fields, timestamp) {
    const length = this._buffer.writeLines(fields);
    const slot = this._buffer.checkResult(this._wasm.request_new(length, timestamp));
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
    const length = this._buffer.writePayload(payload);
    const fed = length < 0;
    this._buffer.checkResult(this._wasm.sign(signer, slot, fed ? 0 : length, Number(fed), timestamp));
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
