import assert from "node:assert/strict";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { call, startInstances } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { cloud, REGION, rejection } from "./support.mjs";

const DESCRIBE_REGIONS = { service: "cvm", version: "2017-03-12", action: "DescribeRegions" };
const BODY = JSON.stringify({ Response: { RequestId: "r-1", 名: "值" } });

/** @param {import("tencentcloud-edge").Fetch} fetch */
const ask = (fetch) => call(DESCRIBE_REGIONS, { region: REGION, credentials: demoCredentials, fetch });

/** The globals of another realm: what it makes is no instance of anything here. */
const realm = createContext({ BODY });
const foreign = (/** @type {string} */ code) => runInContext(code, realm);

test("fetch is given a text and a plain object of plain values", async () => {
  const [url, init] = await new Promise((resolve) => {
    ask(async (...args) => {
      resolve(args);
      return Response.json({ Response: { RequestId: "r-1" } });
    });
  });
  assert.equal(url, "https://cvm.tencentcloudapi.com/");
  assert.equal(Object.getPrototypeOf(init), Object.prototype);
  assert.equal(Object.getPrototypeOf(init.headers), Object.prototype);
  const { headers, signal, ...rest } = init;
  assert.deepEqual(rest, { method: "POST", body: "{}", redirect: "manual" });
  assert.equal(headers["x-tc-action"], "DescribeRegions");
  assert.equal(signal.aborted, false);
});

test("fetch is called with no `this`, as browsers want it", async () => {
  const seen = foreign(`"use strict"; const seen = []; ({ seen, fetch: async function () {
    seen.push(this);
    return { status: 200, text: async () => BODY };
  } })`);
  await ask(seen.fetch);
  assert.deepEqual([...seen.seen], [undefined]);
});

test("bytes and a GET go out as they are", async () => {
  /** @type {Array<[string, {body?: unknown}]>} */
  const seen = [];
  /** @type {import("tencentcloud-edge").Fetch} */
  const fetch = async (url, init) => {
    seen.push([url, init]);
    return Response.json({ Response: { RequestId: "r-1" } });
  };
  const options = { region: REGION, credentials: demoCredentials, fetch };
  const payload = new TextEncoder().encode("{}");
  await call({ ...DESCRIBE_REGIONS, payload }, options);
  await call({ ...DESCRIBE_REGIONS, method: "GET", payload: {} }, options);
  assert.deepEqual(seen[0]?.[1].body, payload);
  assert.equal(seen[1]?.[1].body, undefined);
});

describe("a reply is read, whoever made it:", () => {
  const chunk = `new Uint8Array([...unescape(encodeURIComponent(BODY))].map((one) => one.charCodeAt(0)))`;
  /** @type {Array<[name: string, body: () => unknown]>} */
  const bodies = [
    [
      "a reader whose chunks are bytes of another realm",
      () =>
        foreign(`({ getReader: () => {
      const chunks = [${chunk}.subarray(0, 7), ${chunk}.subarray(7)];
      return { read: async () => ({ done: chunks.length === 0, value: chunks.shift() }), cancel: async () => {} };
    } })`),
    ],
    ["a stream of Node's, as node-fetch gives it", () => Readable.from([Buffer.from(BODY)])],
    [
      "an asynchronous iterable of another realm",
      () => foreign(`(async function* () { yield ${chunk}; })()`),
    ],
    [
      "a stream cut inside a character",
      () => Readable.from([...Buffer.from(BODY)].map((byte) => Buffer.of(byte))),
    ],
    ["a stream of Node's that has an encoding", () => Readable.from([BODY.slice(0, 9), BODY.slice(9)])],
    ["no stream, but a text", () => undefined],
  ];
  for (const [name, body] of bodies) {
    test(name, async () => {
      const headers = new Map([["date", "Sat, 28 Nov 2026 10:00:00 GMT"]]);
      const text = async () => BODY;
      const reply = await ask(async () => ({ status: 200, headers, body: body(), text }));
      assert.deepEqual({ ...reply }, { RequestId: "r-1", 名: "值" });
    });
  }

  test("one that breaks off is no reply", async () => {
    async function* halves() {
      yield Buffer.from(BODY.slice(0, 9));
      throw new Error("reset");
    }
    const error = await rejection(
      call(
        { ...DESCRIBE_REGIONS, action: "RunInstances" },
        {
          region: REGION,
          credentials: demoCredentials,
          fetch: async () => ({ status: 200, body: halves(), text: async () => "" }),
        },
      ),
    );
    assert.deepEqual([error.code, /reset/.test(error.message)], ["Client.Network", true]);
  });
});

test("a fleet is started with another realm's fetch", async () => {
  const { emulator, options, ids } = cloud();
  Object.assign(realm, { inner: emulator.fetch });
  const fetch = foreign(`(async (url, init) => {
    const reply = await inner(url, { ...init });
    const text = await reply.text();
    return { status: reply.status, headers: { get: (name) => reply.headers.get(name) }, text: async () => text };
  })`);
  const result = await startInstances(ids(), { ...options, fetch });
  assert.equal(result.ok, true, JSON.stringify(result.instances));
});

test("this engine's own fetch is wrapped", async (t) => {
  const server = createServer((_, reply) => reply.end(BODY)).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const reply = await ask((_, init) => fetch(`http://127.0.0.1:${port}`, init));
  assert.equal(reply.RequestId, "r-1");
});

test("without a fetch anywhere it is asked for at once, not tried again", async (t) => {
  const own = globalThis.fetch;
  t.after(() => {
    globalThis.fetch = own;
  });
  Object.assign(globalThis, { fetch: undefined });
  const options = { region: REGION, credentials: demoCredentials };
  for (const refused of [call(DESCRIBE_REGIONS, options), startInstances(["ins-00000001"], options)]) {
    const error = await rejection(refused);
    assert.equal(error.code, "Client.InvalidArgument");
    assert.match(error.message, /`fetch` must be given here/);
  }
  const emulated = { ...options, fetch: cloud().emulator.fetch };
  assert.ok((await call(DESCRIBE_REGIONS, emulated)).TotalCount);
});
