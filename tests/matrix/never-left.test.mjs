import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { buildWorker, nodeAgent, openChromium, workerdAgent } from "./runtimes.mjs";

/**
 * What each engine lets know of a request that got no reply. An acting call is tried again if it certainly never left, and
 * never otherwise: so the number of its attempts tells what was made of the failure.
 */
const ATTEMPTS = { left: 1, never: 2 };
const PORTS = { nobody: 0, resets: 0, closes: 0, silent: 0, tls: 0, plain: 0 };

/** @type {Array<[name: string, endpoint: () => string, told: Record<string, keyof typeof ATTEMPTS>]>} */
const TABLE = [
  [
    "nobody listens",
    () => `http://127.0.0.1:${PORTS.nobody}`,
    { Node: "never", workerd: "left", Chromium: "left" },
  ],
  [
    "a port that fetch refuses",
    () => "http://127.0.0.1:9",
    { Node: "never", workerd: "left", Chromium: "left" },
  ],
  ["no such name", () => "https://nowhere.invalid", { Node: "never", workerd: "left", Chromium: "left" }],
  [
    "a certificate that is not accepted",
    () => `https://localhost:${PORTS.tls}`,
    { Node: "never", workerd: "left", Chromium: "left" },
  ],
  [
    "no TLS where TLS is expected",
    () => `https://localhost:${PORTS.plain}`,
    { Node: "never", workerd: "left", Chromium: "left" },
  ],
  [
    "a reset after the request",
    () => `http://127.0.0.1:${PORTS.resets}`,
    { Node: "left", workerd: "left", Chromium: "left" },
  ],
  [
    "an end after the request",
    () => `http://127.0.0.1:${PORTS.closes}`,
    { Node: "left", workerd: "left", Chromium: "left" },
  ],
];

const dir = mkdtempSync(join(tmpdir(), "never-left-"));
/** @type {Array<() => unknown>} */
const closes = [() => rmSync(dir, { recursive: true, force: true })];
after(async () => {
  for (const close of closes.reverse()) await close();
});

/** @param {(socket: import("node:net").Socket) => unknown} serve @returns {Promise<number>} */
async function listen(serve) {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => serve(socket));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  closes.push(() => server.close());
  return /** @type {import("node:net").AddressInfo} */ (server.address()).port;
}

before(async () => {
  PORTS.resets = await listen((socket) => socket.resetAndDestroy());
  PORTS.closes = await listen((socket) => socket.end());
  PORTS.plain = await listen((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const tls = await startEmulator({ args: ["--tls", "--quiet"] });
  closes.push(() => tls.kill());
  PORTS.tls = Number(new URL(tls.url).port);
  const gone = await startEmulator({ args: ["--quiet"] });
  PORTS.nobody = Number(new URL(gone.url).port);
  await gone.kill();
});

/** @type {Array<[string, () => Promise<import("./runtimes.mjs").Agent>]>} */
const RUNTIMES = [
  ["Node", nodeAgent],
  ["workerd", async () => workerdAgent(await buildWorker(dir), join(dir, "state"))],
  [
    "Chromium",
    async () => {
      const chromium = await openChromium();
      closes.push(() => chromium.close());
      return chromium.agent();
    },
  ],
];

for (const [runtime, open] of RUNTIMES) {
  describe(`what ${runtime} lets know of a request that got no reply`, () => {
    /** @type {import("./runtimes.mjs").Agent} */
    let agent;
    before(async () => {
      agent = await open();
    });
    after(() => agent?.close());

    for (const [name, endpoint, told] of TABLE) {
      test(name, { timeout: 60_000 }, async () => {
        const request = { service: "cvm", version: "2017-03-12", action: "StartInstances" };
        const options = {
          region: "ap-guangzhou",
          credentials: demoCredentials,
          endpoint: endpoint(),
          retry: { attempts: ATTEMPTS.never, baseMs: 1 },
        };
        const { error } = await agent.perform({ operation: "call", request, options });
        assert.equal(error?.code, "Client.Network");
        assert.equal(error.attempts, ATTEMPTS[told[runtime] ?? "left"], error.message);
      });
    }
  });
}
