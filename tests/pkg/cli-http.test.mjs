import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, test } from "node:test";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { call } from "./emulator-calls.mjs";

const server = await startEmulator({ args: ["--no-rate-limits"] });
after(() => server.kill());

/**
 * What comes back on a connection of its own.
 * @param {string | Uint8Array} bytes
 */
async function raw(bytes) {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  /** @type {Buffer[]} */
  const chunks = [];
  socket.on("error", () => {});
  socket.setTimeout(500, () => socket.destroy());
  socket.write(bytes);
  socket.on("data", (chunk) => chunks.push(chunk));
  await once(socket, "close");
  return Buffer.concat(chunks).toString("latin1");
}

/** @type {Array<[string, string | Uint8Array, RegExp]>} */
const MALFORMED = [
  ["no HTTP at all", "hello\r\n\r\n", /^HTTP\/1\.1 400 /],
  ["bytes of any kind", new Uint8Array(2_000).map((_, at) => at * 7), /^(HTTP\/1\.1 400 |$)/],
  ["a TLS greeting", new Uint8Array([22, 3, 1, 0, 5, 1, 0, 0, 1, 0]), /^(HTTP\/1\.1 400 |$)/],
  ["a header without a colon", "GET / HTTP/1.1\r\nhost\r\n\r\n", /^HTTP\/1\.1 400 /],
  [
    "two lengths",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    /^HTTP\/1\.1 400 /,
  ],
  [
    "a length and chunks",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    /^HTTP\/1\.1 400 /,
  ],
  [
    "a bad chunk",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    /^HTTP\/1\.1 400 /,
  ],
  ["headers without end", `GET / HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(200_000)}`, /^HTTP\/1\.1 431 /],
  ["a body that never comes", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{", /^$/],
  [
    "a query over 32 KB",
    `GET /?a=${"b".repeat(33 * 1024)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    /"Code":"RequestSizeLimitExceeded"/,
  ],
  ["no body and no host", "POST / HTTP/1.0\r\n\r\n", /"Code":"MissingParameter"/],
  ["another method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", /^HTTP\/1\.1 400 /],
  ["PUT", "PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", /"Code":"UnsupportedProtocol"/],
  [
    "an absolute target",
    "GET http://evil.example/?a=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    /"Code":"MissingParameter"/,
  ],
];

for (const [name, bytes, expected] of MALFORMED) {
  test(`${name} is answered or hung up on, and the server goes on`, async () => {
    assert.match(await raw(bytes), expected);
    const { Error: none } = await call(
      fetch,
      "DescribeInstances",
      {},
      { nowMs: Date.now(), endpoint: server.url },
    );
    assert.equal(none, undefined);
  });
}
