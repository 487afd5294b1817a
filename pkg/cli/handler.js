import { createControl } from "./control.js";
import { carry } from "./delivery.js";
import { line } from "./line.js";

/** One byte more than the service takes: enough for it to say so. */
const MAX_BODY_BYTES = 10 * 1024 * 1024 + 1;

/**
 * What answers each request: the control API under /_emulator/, the service everywhere else.
 * @param {import("../emulator/core.js").Core} core
 * @param {() => import("../emulator/core.js").Core} reopen
 * @param {(line: string) => void} log
 * @returns {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => void}
 */
export function createHandler(core, reopen, log) {
  const control = createControl({
    core: () => core,
    reset() {
      const fresh = reopen();
      core.free();
      core = fresh;
    },
  });

  return async (request, response) => {
    // A caller that goes away is no trouble of the server's.
    response.on("error", () => {});
    const start = performance.now();
    const body = await readBody(request).catch(() => undefined);
    if (body === undefined) return;
    if (request.url?.startsWith("/_emulator/")) {
      control(request, body, response);
      return;
    }
    const reply = core.exchange(readHead(request), body);
    await carry(core.clock, reply, response);
    log(line(new Date(core.clock.now()), reply, performance.now() - start));
  };
}

/**
 * The head as it was received: every header, in its order, with its value untouched.
 * @param {import("node:http").IncomingMessage} request
 * @returns {import("../emulator/fetch.js").Head}
 */
function readHead({ method = "", url = "", rawHeaders }) {
  /** @type {Array<[string, string]>} */
  const headers = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.push([rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""]);
  }
  return { method, target: url, headers };
}

/**
 * The body, byte for byte; what is too long is read to its end, so that the reply can be, and dropped.
 * @param {import("node:http").IncomingMessage} request
 */
async function readBody(request) {
  /** @type {Buffer[]} */
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    if (length >= MAX_BODY_BYTES) continue;
    chunks.push(chunk);
    length += chunk.length;
  }
  return new Uint8Array(Buffer.concat(chunks)).subarray(0, MAX_BODY_BYTES);
}
