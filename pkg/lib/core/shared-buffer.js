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
 * @property {(length: number, timestamp: number) => number} shape_new
 * @property {(signer: number, shape: number, length: number, fed: number, timestamp: number) => number} sign
 */

/** The input and output buffers in a module's memory. Texts pass through them; only numbers cross the boundary itself. */
export class SharedBuffer {
  #wasm;
  #encoder = new TextEncoder();
  #decoder = new TextDecoder();
  #inputAddress;
  #outputAddress;
  #input = NO_BYTES;
  #signature = NO_BYTES;

  /** @param {SignerModule} wasm */
  constructor(wasm) {
    this.#wasm = wasm;
    this.#inputAddress = wasm.input();
    this.#outputAddress = wasm.output();
  }

  /**
   * Writes fields, a line each. A line feed ends a field, so one inside becomes another control character, which the module
   * refuses.
   * @param {ReadonlyArray<string | undefined>} fields
   * @param {string} [tail] a text that may hold anything, after the lines
   * @returns {number} the length in bytes
   */
  writeLines(fields, tail = "") {
    const text = fields.reduce((/** @type {string} */ lines, field) => lines + lineOf(field), "") + tail;
    this.#refreshViews();
    const { read, written } = this.#encoder.encodeInto(text, this.#input);
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
    this.#refreshViews();
    if (payload.length * 3 <= INPUT_BYTES) return this.#write(payload).written;
    for (let at = 0, begin = true; at < payload.length || begin; begin = false) {
      const part =
        typeof payload === "string"
          ? payload.slice(at, at + INPUT_BYTES)
          : payload.subarray(at, at + INPUT_BYTES);
      const { read, written } = this.#write(part);
      if (!this.#wasm.feed(written, Number(begin))) break;
      at += read;
    }
    return -1;
  }

  /** The signature that sign() wrote. */
  readSignature() {
    return this.#decoder.decode(this.#signature);
  }

  /** Everything the last function wrote. */
  readText() {
    return this.#read(this.#wasm.output_length());
  }

  /**
   * The result of a function; a negative one is the length of an error's text in the output.
   * @param {number} result
   */
  checkResult(result) {
    if (result >= 0) return result;
    const [code = "", message = ""] = this.#read(-result).split("\n");
    throw new TencentCloudError(code, message, { advice: "fix-request" });
  }

  /** Memory that has grown has a new ArrayBuffer, and the views of the old one are detached. */
  #refreshViews() {
    const { buffer } = this.#wasm.memory;
    if (this.#input.length > 0 && this.#input.buffer === buffer) return;
    this.#input = new Uint8Array(buffer, this.#inputAddress, INPUT_BYTES);
    this.#signature = new Uint8Array(buffer, this.#outputAddress, SIGNATURE_BYTES);
  }

  /** @param {number} length */
  #read(length) {
    return this.#decoder.decode(new Uint8Array(this.#wasm.memory.buffer, this.#outputAddress, length));
  }

  /** @param {string | Uint8Array} part @returns {{read: number, written: number}} */
  #write(part) {
    if (typeof part === "string") return this.#encoder.encodeInto(part, this.#input);
    this.#input.set(part);
    return { read: part.length, written: part.length };
  }
}

/** @param {string | undefined} field */
function lineOf(field) {
  if (field === undefined) return "\n";
  return `=${field.includes("\n") ? field.replaceAll("\n", "\r") : field}\n`;
}
