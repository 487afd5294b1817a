import { randomBytes } from "node:crypto";
import { request } from "node:http";

/**
 * As much of a WebSocket client as V8's inspector needs, which Node has only from version 22: text frames, whole or in parts.
 */
export class Inspector {
  #next = 0;
  /** @type {Map<number, {resolve: (value: never) => void, reject: (error: Error) => void}>} */
  #asked = new Map();
  #bytes = Buffer.alloc(0);
  #text = "";

  /** @param {import("node:stream").Duplex} socket */
  constructor(socket) {
    this.socket = socket;
    socket.on("data", (chunk) => this.#take(chunk));
    const end = () => {
      for (const { reject } of this.#asked.values()) reject(new Error("the inspector is gone"));
    };
    socket.on("error", end);
    socket.on("close", end);
  }

  /** @param {number} port @returns {Promise<Inspector>} of the gateway's isolate */
  static async open(port) {
    const targets = await (await fetch(`http://127.0.0.1:${port}/json`)).json();
    const { pathname } = new URL(targets[0].webSocketDebuggerUrl);
    const headers = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": randomBytes(16).toString("base64"),
    };
    return new Promise((resolve, reject) => {
      request({ host: "127.0.0.1", port, path: pathname, headers })
        .on("upgrade", (_, socket) => resolve(new Inspector(socket)))
        .on("response", ({ statusCode }) => reject(new Error(`the inspector answered ${statusCode}`)))
        .on("error", reject)
        .end();
    });
  }

  /**
   * @template T
   * @param {string} method of the DevTools protocol
   * @returns {Promise<T>}
   */
  ask(method) {
    this.#next += 1;
    const id = this.#next;
    const payload = Buffer.from(JSON.stringify({ id, method }));
    const mask = randomBytes(4);
    const masked = payload.map((byte, index) => byte ^ Number(mask[index % 4]));
    this.socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, masked]));
    return new Promise((resolve, reject) => this.#asked.set(id, { resolve, reject }));
  }

  /** Bytes in use: the heap's, and what array buffers hold, wasm memories among them. */
  async usage() {
    /** @type {{usedSize: number, backingStorageSize?: number}} */
    const { usedSize, backingStorageSize = 0 } = await this.ask("Runtime.getHeapUsage");
    return { heap: usedSize, buffers: backingStorageSize };
  }

  close() {
    this.socket.destroy();
  }

  /** @param {Buffer} chunk */
  #take(chunk) {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    for (let frame = frameOf(this.#bytes); frame !== undefined; frame = frameOf(this.#bytes)) {
      this.#bytes = this.#bytes.subarray(frame.end);
      this.#text += frame.text;
      if (!frame.last) continue;
      const message = JSON.parse(this.#text || "{}");
      this.#text = "";
      const asked = this.#asked.get(message.id);
      this.#asked.delete(message.id);
      if (message.error) asked?.reject(new Error(message.error.message));
      else asked?.resolve(/** @type {never} */ (message.result));
    }
  }
}

/** @param {Buffer} bytes @returns {{text: string, last: boolean, end: number} | undefined} */
function frameOf(bytes) {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start) return undefined;
  const length =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + length) return undefined;
  const first = bytes.readUInt8(0);
  const isText = (first & 0x0f) <= 1;
  const text = isText ? bytes.toString("utf8", start, start + length) : "";
  return { text, last: isText && (first & 0x80) !== 0, end: start + length };
}
