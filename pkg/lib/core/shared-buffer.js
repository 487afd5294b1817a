import { TencentCloudError } from "./errors.js";

/** What can be laid down at a time; src/wasm/desk.rs has the same. */
const INPUT = 64 * 1024;

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

/**
 * The two buffers in a module's memory through which texts go in and out. Only numbers cross the boundary itself.
 * @param {SignerModule} wasm
 */
export function createDesk(wasm) {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const from = wasm.input();
  const to = wasm.output();
  let input = new Uint8Array(0);
  let signature = input;

  /** Memory that has grown is another buffer. */
  function look() {
    if (input.length > 0 && input.buffer === wasm.memory.buffer) return;
    input = new Uint8Array(wasm.memory.buffer, from, INPUT);
    signature = new Uint8Array(wasm.memory.buffer, to, 64);
  }

  /** @param {number} length */
  const read = (length) => decoder.decode(new Uint8Array(wasm.memory.buffer, to, length));

  return {
    /**
     * Lays down texts, a line each; the lines end there, so a line feed inside becomes another control character, which
     * is refused where the text is used.
     * @param {ReadonlyArray<string | undefined>} texts
     * @param {string} [tail] a text that may hold anything, after the lines
     * @returns {number} the length in bytes
     */
    lines(texts, tail = "") {
      let all = "";
      for (const text of texts)
        all += text === undefined ? "\n" : `=${text.includes("\n") ? text.replaceAll("\n", "\r") : text}\n`;
      all += tail;
      look();
      const { read: taken, written } = encoder.encodeInto(all, input);
      if (taken === all.length) return written;
      throw new TencentCloudError("Client.TooLarge", "the request without its payload is over 64 KB", {
        advice: "fix-request",
      });
    },

    /**
     * Lays down a payload, the last part of it at least.
     * @param {string | Uint8Array} payload
     * @returns {number} the length of what lies there; negative (~length) if parts before it were fed
     */
    payload(payload) {
      look();
      if (payload.length * 3 <= INPUT) {
        if (typeof payload === "string") return encoder.encodeInto(payload, input).written;
        input.set(payload);
        return payload.length;
      }
      for (let at = 0, begin = true; at < payload.length || begin; begin = false) {
        const part =
          typeof payload === "string" ? payload.slice(at, at + INPUT) : payload.subarray(at, at + INPUT);
        const { read: taken, written } =
          typeof part === "string" ? encoder.encodeInto(part, input) : copy(part);
        if (!wasm.feed(written, Number(begin))) break;
        at += taken;
      }
      return ~0;
    },

    /** The signature that sign() put out. */
    signature: () => decoder.decode(signature),

    /** What a function put out. */
    text: () => read(wasm.output_length()),

    /**
     * The answer of a function; a negative one is an error, whose text was put out.
     * @param {number} answer
     */
    check(answer) {
      if (answer >= 0) return answer;
      const [code = "", message = ""] = read(-answer).split("\n");
      throw new TencentCloudError(code, message, { advice: "fix-request" });
    },
  };

  /** @param {Uint8Array} part */
  function copy(part) {
    input.set(part);
    return { read: part.length, written: part.length };
  }
}
