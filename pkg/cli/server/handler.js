import { createControl } from "./control.js";
import { carry } from "./delivery.js";
import { line } from "./log-line.js";

/** @typedef {import("node:http").IncomingMessage} IncomingMessage */
/** @typedef {import("node:http").ServerResponse} ServerResponse */

const UNFORESEEN = `${JSON.stringify({ error: "the emulator failed: its standard error output says why" })}\n`;

/** One byte more than the service takes: enough for it to say so. */
const MAX_BODY_BYTES = 10 * 1024 * 1024 + 1;

/**
 * What answers each request: the control API under /_emulator/, the service everywhere else.
 * @param {{core: () => import("../../emulator/core.js").Core, reset: () => void}} emulator
 * @param {(line: string) => void} log
 * @returns {(request: IncomingMessage, response: ServerResponse) => void}
 */
export function createHandler(emulator, log) {
  const control = createControl(emulator);

  /** @param {IncomingMessage} request @param {ServerResponse} response */
  const answer = async (request, response) => {
    const start = performance.now();
    const body = await readBody(request).catch(() => undefined);
    if (body === undefined) return;
    if (request.url?.startsWith("/_emulator/")) {
      control(request, body, response);
      return;
    }
    const core = emulator.core();
    const head = readHead(request);
    // The control API adds no functions, so that no request stays open.
    const reply = /** @type {import("../../emulator/fetch.js").Reply} */ (core.exchange(head, body));
    // Now: by the time the reply has been delivered, a reset may have freed this emulator.
    const keys =
      reply.entry?.code === "AuthFailure.SignatureFailure" ? core.diagnosisKeys(head, body) : undefined;
    await carry(core.clock, reply, response);
    log(line(new Date(core.clock.now()), reply, performance.now() - start));
    if (keys !== undefined) for (const text of await diagnosis(head, body, keys)) log(text);
  };

  return (request, response) => {
    // A caller that goes away is no trouble of the server's.
    response.on("error", () => {});
    answer(request, response).catch((error) => fail(error, response));
  };
}

/**
 * What nobody foresaw ends one request, and not the server.
 * @param {Error} error
 * @param {ServerResponse} response
 */
function fail(error, response) {
  console.error(`The emulator could not answer a request: ${error?.stack ?? error}`);
  if (response.headersSent) response.destroy();
  else response.writeHead(500, { "content-type": "application/json" }).end(UNFORESEEN);
}

/**
 * What the server computed, and which mistake explains the difference: for the log, never for the reply.
 * @param {import("../../emulator/fetch.js").Head} head
 * @param {Uint8Array} body
 * @param {string} keys
 */
async function diagnosis({ method, target, headers }, body, keys) {
  // Only now: most servers never need it.
  const { diagnoseSignature } = await import("../../diagnose.js");
  const { credentials, otherKeys, service } = JSON.parse(keys);
  const { text } = diagnoseSignature({ method, url: target, headers, body }, credentials, {
    otherKeys,
    ...(service !== undefined && { request: { service } }),
    receivedAtMs: null,
    // Other requests wait meanwhile.
    thorough: false,
  });
  return text.split("\n").map((line) => `  ${printable(line)}`);
}

/**
 * What was sent must not move the cursor of whoever reads the log.
 * @param {string} text
 */
const printable = (text) => text.replace(/\p{Cc}/gu, "?");

/**
 * The head as it was received: every header, in its order, with its value untouched.
 * @param {import("node:http").IncomingMessage} request
 * @returns {import("../../emulator/fetch.js").Head}
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
