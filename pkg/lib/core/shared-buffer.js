import { TencentCloudError } from "./errors.js";

/** The size of the input buffer in bytes; src/wasm/desk.rs has the same. */
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

/** @typedef {ReturnType<typeof createSharedBuffer>} SharedBuffer */

/**
 * The input and output buffers in a module's memory. Texts pass through them; only numbers cross the boundary itself.
 * @param {SignerModule} wasm
 */
export function createSharedBuffer(wasm) {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const inputAddress = wasm.input();
  const outputAddress = wasm.output();
  let input = NO_BYTES;
  let signature = input;

  /** Memory that has grown has a new ArrayBuffer, and the views of the old one are detached. */
  function refreshViews() {
    if (input.length > 0 && input.buffer === wasm.memory.buffer) return;
    input = new Uint8Array(wasm.memory.buffer, inputAddress, INPUT_BYTES);
    signature = new Uint8Array(wasm.memory.buffer, outputAddress, SIGNATURE_BYTES);
  }

  /** @param {number} length */
  const readOutput = (length) => decoder.decode(new Uint8Array(wasm.memory.buffer, outputAddress, length));

  /** @param {string | Uint8Array} part @returns {{read: number, written: number}} */
  function write(part) {
    if (typeof part === "string") return encoder.encodeInto(part, input);
    input.set(part);
    return { read: part.length, written: part.length };
  }

  return {
    /**
     * Writes fields, a line each. A line feed ends a field, so one inside becomes another control character, which the module
     * refuses.
     * @param {ReadonlyArray<string | undefined>} fields
     * @param {string} [tail] a text that may hold anything, after the lines
     * @returns {number} the length in bytes
     */
    writeLines(fields, tail = "") {
      const text = fields.reduce((lines, field) => lines + lineOf(field), "") + tail;
      refreshViews();
      const { read, written } = encoder.encodeInto(text, input);
      if (read === text.length) return written;
      throw new TencentCloudError("Client.TooLarge", "the request without its payload is over 64 KB", {
        advice: "fix-request",
      });
    },

    /**
     * Writes a payload, or feeds a large one to the module part by part.
     * @param {string | Uint8Array} payload
     * @returns {number} its length in bytes; -1 if it was fed
     */
    writePayload(payload) {
      refreshViews();
      if (payload.length * 3 <= INPUT_BYTES) return write(payload).written;
      for (let at = 0, begin = true; at < payload.length || begin; begin = false) {
        const part =
          typeof payload === "string"
            ? payload.slice(at, at + INPUT_BYTES)
            : payload.subarray(at, at + INPUT_BYTES);
        const { read, written } = write(part);
        if (!wasm.feed(written, Number(begin))) break;
        at += read;
      }
      return -1;
    },

    /** The signature that sign() wrote. */
    readSignature: () => decoder.decode(signature),

    /** Everything the last function wrote. */
    readText: () => readOutput(wasm.output_length()),

    /**
     * The result of a function; a negative one is the length of an error's text in the output.
     * @param {number} result
     */
    checkResult(result) {
      if (result >= 0) return result;
      const [code = "", message = ""] = readOutput(-result).split("\n");
      throw new TencentCloudError(code, message, { advice: "fix-request" });
    },
  };
}

/** @param {string | undefined} field */
function lineOf(field) {
  if (field === undefined) return "\n";
  return `=${field.includes("\n") ? field.replaceAll("\n", "\r") : field}\n`;
}
