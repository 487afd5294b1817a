import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { connect as connectTls } from "node:tls";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { call, signed } from "./emulator-calls.mjs";

const folder = mkdtempSync(join(tmpdir(), "emulator-robust-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** @typedef {import("../../scripts/lib/emulator.mjs").EmulatorServer} Server */

/**
 * Runs with a server, which must still answer and end well afterwards.
 * @param {string[]} args
 * @param {(server: Server) => Promise<unknown>} work
 */
async function with_(args, work) {
  const server = await startEmulator({ args: ["--no-rate-limits", ...args] });
  try {
    await work(server);
    if (server.url.startsWith("http:")) {
      assert.equal((await fetch(`${server.url}/_emulator/snapshot`)).status, 200, "it still answers");
    }
    await server.kill("SIGTERM");
    assert.deepEqual(await server.exited, { code: 0, signal: null }, "it ends well");
  } finally {
    await server.kill("SIGKILL");
  }
}

/** @param {Server} server @param {string} name @param {unknown} [value] */
async function post({ url }, name, value) {
  const body = value === undefined ? null : JSON.stringify(value);
  const reply = await fetch(`${url}/_emulator/${name}`, { method: "POST", body });
  return reply.status;
}

/** Waits until the server has seen so many requests. @param {Server} server @param {number} count */
async function arrived(server, count) {
  while ((await server.snapshot()).requests.length < count) await new Promise((go) => setTimeout(go, 5));
}

/** @param {Server} server @param {import("tencentcloud-edge").Credentials} [keys] */
const describe = ({ url }, keys) =>
  call(fetch, "DescribeInstances", {}, { nowMs: Date.now(), endpoint: url, ...(keys && { keys }) });

const WRONG = { ...demoCredentials, secretKey: "wrong" };
const COMMANDS = /** @type {Array<[string, unknown]>} */ ([
  ["reset", undefined],
  ["faults", { kind: "throttle" }],
  ["clear-faults", undefined],
  ["set", { instanceId: "ins-errstopd", state: "STOPPED" }],
  ["advance", { ms: 1 }],
  ["add-key", { secretId: "i", secretKey: "k" }],
  ["remove-key", { secretId: demoCredentials.secretId }],
  ["policies", [{ secretId: "*", actions: "cvm:StopInstances" }]],
]);
const HELD = /** @type {Array<[string, object, import("tencentcloud-edge").Credentials]>} */ ([
  ["a delayed, badly signed request", { kind: "delay", delayMs: 400 }, WRONG],
  ["a delayed request", { kind: "delay", delayMs: 400 }, demoCredentials],
  ["a reply that comes byte by byte", { kind: "drip", delayMs: 1 }, demoCredentials],
  ["a request that is never answered", { kind: "hang" }, demoCredentials],
]);

for (const state of [[], ["--state", join(folder, "state")]]) {
  for (const [what, fault, keys] of HELD) {
    test(`every command during ${what}${state.length > 0 ? ", with --state" : ""}`, () =>
      with_(state, async (server) => {
        for (const [name, value] of COMMANDS) {
          await post(server, "reset");
          await post(server, "faults", fault);
          const gone = new AbortController();
          const { url, ...init } = signed(
            "DescribeInstancesStatus",
            { Limit: 1 },
            { nowMs: Date.now(), endpoint: server.url, keys },
          );
          const held = fetch(url, { .../** @type {RequestInit} */ (init), signal: gone.signal })
            .then((reply) => reply.text())
            .catch(() => undefined);
          await arrived(server, 1);
          const status = await post(server, name, value);
          assert.ok([200, 400].includes(status), `${name}: ${status}`);
          if (what.includes("never")) gone.abort();
          await held;
        }
      }));
  }
}

/**
 * Sends a part of a request and resets the connection.
 * @param {Server} server
 * @param {string} text
 */
async function leave(server, text) {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  await new Promise((done) => socket.write(text, done));
  await new Promise((go) => setTimeout(go, 20));
  socket.resetAndDestroy();
}

test("clients that reset anywhere in a request or its reply", () =>
  with_([], async (server) => {
    await post(server, "faults", { kind: "drip", delayMs: 5 });
    const head = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n";
    const control = "POST /_emulator/faults HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n";
    const chunked = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    const parts = [
      ["", "PO", head, `${head}\r\n`, `${head}\r\n{"Inst`, `${head}\r\n${" ".repeat(100)}`],
      [control, `${control}\r\n{"kind`, `${chunked}`, `${chunked}5\r\nab`, `${chunked}5\r\nabcde\r\n`],
      [`${head}Expect: 100-continue\r\n\r\n`, "GET /_emulator/snapshot HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"],
    ].flat();
    await Promise.all(parts.flatMap((text) => [leave(server, text), leave(server, text)]));
    await post(server, "reset");
    assert.equal((await describe(server)).Error, undefined);
  }));

test("headers, targets and methods that are too much", () =>
  with_([], async (server) => {
    const send = async (/** @type {string} */ text) => {
      const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
      socket.on("error", () => {});
      socket.setTimeout(1_000, () => socket.destroy());
      socket.resume();
      socket.write(text);
      await new Promise((closed) => socket.once("close", closed));
    };
    const many = Array.from({ length: 5_000 }, (_, at) => `x-${at}: ${at}\r\n`).join("");
    for (const text of [
      `GET / HTTP/1.1\r\nHost: a\r\nx: ${"x".repeat(1_000_000)}\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: a\r\n${many}Connection: close\r\n\r\n`,
      `GET /${"x".repeat(1_000_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET /?${"a&".repeat(30_000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: a\r\nX-TC-TraceId: \xff\x80\r\nOrigin: \xff\r\nConnection: close\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: a\r\nX-TC-TraceId: ${"t".repeat(100_000)}\r\nConnection: close\r\n\r\n`,
      "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nExpect: the-unexpected\r\nConnection: close\r\n\r\n",
      "GET /_emulator/%00 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
      "GET /_emulator/__proto__ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    ]) {
      await send(text);
    }
    for (const body of [
      "[",
      "null",
      "[null]",
      "1",
      '"x"',
      "[[]]",
      "{}",
      '{"kind":{}}',
      `[${"[".repeat(9_000)}`,
    ]) {
      for (const [name] of COMMANDS) {
        const reply = await fetch(`${server.url}/_emulator/${name}`, { method: "POST", body });
        assert.ok([200, 400].includes(reply.status), `${name} ${body.slice(0, 20)}: ${reply.status}`);
      }
    }
  }));

test("connections that break on purpose, over TLS", () => {
  const ca = join(folder, "ca.pem");
  return with_(["--tls", "--ca", ca], async (server) => {
    const { port, host } = new URL(server.url);
    const send = (
      /** @type {string} */ path,
      /** @type {string} */ body,
      /** @type {Record<string, string>} */ headers = {},
    ) =>
      new Promise((done) => {
        const socket = connectTls({ port: Number(port), host: "127.0.0.1", ca: readFileSync(ca) });
        let text = "";
        socket.on("error", () => {});
        socket.on("data", (chunk) => {
          text += chunk;
        });
        socket.on("close", () => done(text));
        const lines = Object.entries({
          Host: host,
          "Content-Length": body.length,
          Connection: "close",
          ...headers,
        });
        socket.write(
          `POST ${path} HTTP/1.1\r\n${lines.map((it) => it.join(": ")).join("\r\n")}\r\n\r\n${body}`,
        );
      });
    for (const kind of ["refuse", "reset", "no-name", "bad-certificate", "cut", "accepted-but-reply-lost"]) {
      assert.match(await send("/_emulator/faults", JSON.stringify({ kind, times: 1 })), /"ok":true/);
      await send("/", "{}");
      assert.match(await send("/", "{}"), /MissingParameter/, `after ${kind}`);
    }
  });
});
