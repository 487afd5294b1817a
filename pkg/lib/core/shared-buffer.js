import { TencentCloudError } from "./errors.js";

/** The size of the input buffer in bytes; src/wasm/shared_buffer.rs has the same. */
const INPUT_BYTES = 64 * 1024;
/** A signature in hex, with which the output of sign() begins. */
const SIGNATURE_BYTES = 64;
const NO_BYTES = new Uint8Array(0);

/**
 * What a wasm module with the signer in it exports; src/wasm/sign.rs says what each does.
 * @typedef {object} SignerModule
 * @property {WebAssembly.Memory} memory
 * @property {() => number} input
 * @property {() => number} output
 * @property {() => number} output_length
 * @property {(length: number, begin: number) => number} feed
 * @property {(length: number) => number} signer_new
 * @property {(number: number) => void} signer_free
 * @property {(signer: number, length: number, timestamp: number) => number} request_new
 * @property {(signer: number, request: number, length: number, content: number, timestamp: number) => number} sign
 */

/** The input and output buffers in a module's memory. Texts pass through them; only numbers cross the boundary itself. */
// What begins with _ is private: as #private members these would cost a signature 5 % of its time.
export class SharedBuffer {
  _wasm;
  _encoder = new TextEncoder();
  _decoder = new TextDecoder();
  _inputAddress;
  _outputAddress;
  _input = NO_BYTES;
  _signature = NO_BYTES;

  /** @param {SignerModule} wasm */
  constructor(wasm) {
    this._wasm = wasm;
    this._inputAddress = wasm.input();
    this._outputAddress = wasm.output();
  }

  /**
   * Writes fields, a line each, and an empty line. A line feed ends a field, so one inside becomes another control character,
   * which the module refuses.
   * @param {readonly import("./fields.js").Field[]} fields
   * @param {string} [tail] a text that may hold anything, after the lines
   * @returns {number} the length in bytes
   */
  writeLines(fields, tail = "") {
    return this.writeText(`${fields.map(lineOf).join("")}\n${tail}`);
  }

  /**
   * Writes a text that fits.
   * @param {string} text
   * @returns {number} the length in bytes
   */
  writeText(text) {
    this._refreshViews();
    const { read, written } = this._encoder.encodeInto(text, this._input);
    if (read === text.length) return written;
    throw new TencentCloudError("Client.TooLarge", "the request without its payload is over 64 KB", {
      advice: "fix-request",
    });
  }

  /**
   * Writes a payload, or feeds a large one to the module part by part.
   * @param {string | Uint8Array} payload
   * @returns {number} its length in bytes; -1 if it was fed
   */
  writePayload(payload) {
    this._refreshViews();
    if (payload.length * 3 <= INPUT_BYTES) return this._write(payload).written;
    for (let at = 0, begin = true; at < payload.length || begin; begin = false) {
      const part =
        typeof payload === "string"
          ? payload.slice(at, at + INPUT_BYTES)
          : payload.subarray(at, at + INPUT_BYTES);
      const { read, written } = this._write(part);
      if (!this._wasm.feed(written, Number(begin))) break;
      at += read;
    }
    return -1;
  }

  /** The signature that sign() wrote. */
  readSignature() {
    return this._decoder.decode(this._signature);
  }

  /** Everything the last function wrote. */
  readText() {
    return this._read(this._wasm.output_length());
  }

  /**
   * The result of a function; a negative one is the length of an error's text in the output.
   * @param {number} result
   */
  checkResult(result) {
    if (result >= 0) return result;
    const [code = "", message = ""] = this._read(-result).split("\n");
    throw new TencentCloudError(code, message, { advice: "fix-request" });
  }

  /** Memory that has grown has a new ArrayBuffer, and the views of the old one are detached. */
  _refreshViews() {
    const { buffer } = this._wasm.memory;
    if (this._input.length > 0 && this._input.buffer === buffer) return;
    this._input = new Uint8Array(buffer, this._inputAddress, INPUT_BYTES);
    this._signature = new Uint8Array(buffer, this._outputAddress, SIGNATURE_BYTES);
  }

  /** @param {number} length */
  _read(length) {
    return this._decoder.decode(new Uint8Array(this._wasm.memory.buffer, this._outputAddress, length));
  }

  /** @param {string | Uint8Array} part @returns {{read: number, written: number}} */
  _write(part) {
    if (typeof part === "string") return this._encoder.encodeInto(part, this._input);
    this._input.set(part);
    return { read: part.length, written: part.length };
  }
}

/** @param {import("./fields.js").Field} field */
const lineOf = ([name, value]) =>
  value === undefined ? "" : `${name}=${String(value).replaceAll("\n", "\r")}\n`;
