import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { test } from "node:test";
import { startInstances } from "tencentcloud-edge";
import { createEmulator, demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { call, REGION, signed } from "./emulator-calls.mjs";

const MEGABYTE = 1024 * 1024;

/** @param {string} url @param {object} rule */
const inject = (url, rule) =>
  fetch(`${url}/_emulator/faults`, { method: "POST", body: JSON.stringify(rule) });

test("a name that is not found and a certificate that has expired reject as the platform's fetch does", async () => {
  for (const [kind, code] of [
    ["no-name", "ENOTFOUND"],
    ["bad-certificate", "CERT_HAS_EXPIRED"],
  ]) {
    const emulator = createEmulator();
    emulator.inject({ kind: String(kind) });
    await assert.rejects(call(emulator.fetch, "DescribeInstances", {}, { nowMs: Date.now() }), (error) => {
      assert.ok(error instanceof TypeError);
      assert.equal(/** @type {NodeJS.ErrnoException} */ (error.cause).code, code);
      return true;
    });
    assert.deepEqual(emulator.snapshot().requests, []);
  }
});

test("a reply drips byte by byte on the emulator's clock", async () => {
  const emulator = createEmulator({ clock: "virtual" });
  emulator.inject({ kind: "drip", delayMs: 10, times: 1 });
  const { url, ...init } = signed("DescribeInstancesStatus", { Limit: 1 });
  const reply = await emulator.fetch(url, /** @type {RequestInit} */ (init));
  const reader = /** @type {ReadableStream<Uint8Array>} */ (reply.body).getReader();
  let text = "";
  for (;;) {
    let came = false;
    const next = reader.read().finally(() => {
      came = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    emulator.advance(9);
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(!came || text.endsWith("}}"), "no byte comes before its time");
    emulator.advance(1);
    const { done, value } = await next;
    if (done) break;
    assert.equal(value.length, 1);
    text += String.fromCharCode(...value);
  }
  assert.equal(JSON.parse(text).Response.InstanceStatusSet.length, 1);
});

test("over a socket as well a reply drips, and a client's own timeout ends it", async () => {
  const server = await startEmulator();
  try {
    await inject(server.url, { kind: "drip", delayMs: 1, action: "DescribeInstancesStatus" });
    const ask = (/** @type {AbortSignal} */ signal) => {
      const { url, ...init } = signed(
        "DescribeInstancesStatus",
        { Limit: 1 },
        { nowMs: Date.now(), endpoint: server.url },
      );
      return fetch(url, /** @type {RequestInit} */ ({ ...init, signal }));
    };
    const whole = await (await ask(AbortSignal.timeout(60_000))).json();
    assert.equal(whole.Response.InstanceStatusSet.length, 1);
    await fetch(`${server.url}/_emulator/clear-faults`, { method: "POST" });
    await inject(server.url, { kind: "drip", delayMs: 5_000 });
    const slow = await ask(AbortSignal.timeout(300));
    await assert.rejects(slow.text(), { name: "TimeoutError" });
  } finally {
    await server.kill();
  }
});

test("a small reply that becomes a large one is unpacked, in the process and over a socket", async () => {
  const emulator = createEmulator();
  emulator.inject({ kind: "gzip-bomb" });
  const server = await startEmulator();
  try {
    await inject(server.url, { kind: "gzip-bomb" });
    for (const [fetching, endpoint] of /** @type {const} */ ([
      [emulator.fetch, undefined],
      [fetch, server.url],
    ])) {
      const options = { nowMs: Date.now(), ...(endpoint !== undefined && { endpoint }) };
      const { url, ...init } = signed("DescribeInstances", {}, options);
      const reply = await fetching(url, /** @type {RequestInit} */ (init));
      assert.equal((await reply.text()).length, 32 * MEGABYTE);
    }
    const { url, ...init } = signed("DescribeInstances", {}, { nowMs: Date.now(), endpoint: server.url });
    const packed = await new Promise((resolve, reject) => {
      const asked = httpRequest(url, { method: "POST", headers: init.headers }, (reply) => {
        let bytes = 0;
        reply.on("data", (chunk) => (bytes += chunk.length)).on("end", () => resolve(bytes));
      });
      asked.on("error", reject).end(init.body);
    });
    assert.ok(packed < 250_000, `${packed} bytes`);
  } finally {
    await server.kill();
  }
});

test("our client starts its machines through each of them", async () => {
  for (const kind of ["no-name", "bad-certificate", "gzip-bomb", "http-503-date", "http-503-zero", "drip"]) {
    const emulator = createEmulator({
      instances: [{ InstanceId: "ins-11112222", InstanceState: "STOPPED" }],
      bootMs: [10, 20],
    });
    emulator.inject({ kind, action: "StartInstances", times: 1, ...(kind === "drip" && { delayMs: 500 }) });
    const done = await startInstances(["ins-11112222"], {
      region: REGION,
      credentials: demoCredentials,
      fetch: emulator.fetch,
      timeoutMs: 1_000,
      settleMs: 500,
    });
    assert.ok(done.ok, `${kind}: ${JSON.stringify(done.instances)}`);
    assert.equal(emulator.snapshot().starts["ins-11112222"], 1, kind);
  }
});
