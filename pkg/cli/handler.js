import { createControl } from "./control.js";
import { carry } from "./delivery.js";
import { line } from "./line.js";

/** One byte more than the service takes: enough for it to say so. */
const MAX_BODY_BYTES = 10 * 1024 * 1024 + 1;

/**
 * What answers each request: the control API under /_emulator/, the service everywhere else.
 * @param {{core: () => import("../emulator/core.js").Core, reset: () => void}} emulator
 * @param {(line: string) => void} log
 * @returns {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => void}
 */
export function createHandler(emulator, log) {
  const control = createControl(emulator);

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
    const core = emulator.core();
    const head = readHead(request);
    const reply = core.exchange(head, body);
    await carry(core.clock, reply, response);
    log(line(new Date(core.clock.now()), reply, performance.now() - start));
    if (reply.entry?.code === "AuthFailure.SignatureFailure") logDiagnosis(core, head, body, log);
  };
}

/**
 * What the server computed, and which mistake explains the difference: for the log, never for the reply.
 * @param {import("../emulator/core.js").Core} core
 * @param {import("../emulator/fetch.js").Head} head
 * @param {Uint8Array} body
 * @param {(line: string) => void} log
 */
function logDiagnosis(core, head, body, log) {
  for (const text of core.diagnose(head, body)?.split("\n") ?? []) log(`  ${printable(text)}`);
}

/**
 * What was sent must not move the cursor of whoever reads the log.
 * @param {string} text
 */
const printable = (text) => text.replace(/\p{Cc}/gu, "?");

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
