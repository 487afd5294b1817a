import { once } from "node:events";
import { TLSSocket } from "node:tls";

/**
 * @typedef {import("node:http").ServerResponse} ServerResponse
 * @typedef {import("../../emulator/fetch.js").Reply} Reply
 */

/** How a reply reaches the caller, on the socket. @type {Record<Reply["delivery"], (reply: Reply, response: ServerResponse) => void>} */
const DELIVERIES = {
  whole(reply, response) {
    writeHead(reply, response);
    response.end(reply.body);
  },
  // The connection was accepted before the request was read: a reset at once is the nearest a server can come.
  refused: (_reply, response) => reset(response),
  "no-name": (_reply, response) => reset(response),
  "bad-certificate": (_reply, response) => reset(response),
  lost: (_reply, response) => reset(response),
  cut(reply, response) {
    writeHead(reply, response);
    // Closed rather than reset: a reset may take back what was already sent.
    response.write(reply.body.subarray(0, Math.ceil(reply.body.length / 2)), () => response.socket?.end());
  },
  drip(reply, response) {
    writeHead(reply, response);
    response.flushHeaders();
    drip(reply, response);
  },
  never() {},
};

/**
 * Breaks the connection: with a reset where there is no TLS, whose sockets know none.
 * @param {ServerResponse} response
 */
function reset({ socket }) {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

/**
 * Sends a body byte by byte. The gaps are of real time: a socket knows no other.
 * @param {Reply} reply
 * @param {ServerResponse} response
 */
function drip({ body, gapMs }, response) {
  let at = 0;
  const next = () => {
    if (at >= body.length) {
      response.end();
      return;
    }
    response.write(body.subarray(at, at + 1));
    at += 1;
    timer = setTimeout(next, gapMs);
  };
  let timer = setTimeout(next, gapMs);
  response.once("close", () => clearTimeout(timer));
}

/**
 * Holds a reply back as long as it says, and delivers it.
 * @param {import("../../emulator/clock.js").Clock} clock
 * @param {Reply} reply
 * @param {ServerResponse} response
 */
export async function carry(clock, reply, response) {
  if (reply.delayMs > 0) {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    await clock.wait(reply.delayMs, gone.signal).catch(() => {});
  }
  if (response.destroyed) return;
  const closed = once(response, "close").catch(() => {});
  DELIVERIES[reply.delivery](reply, response);
  await closed;
}

/**
 * @param {Reply} reply
 * @param {ServerResponse} response
 */
function writeHead({ status, headers, body }, response) {
  // The emulator's own clock dates its replies.
  response.sendDate = false;
  const length = status === 204 ? [] : ["content-length", String(body.length)];
  response.writeHead(status, [...headers.flat(), ...length]);
}
