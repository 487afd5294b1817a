import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { describeInstances, startInstances } from "tencentcloud-edge";
import { createEmulator, demoCredentials, faultKinds, restoreEmulator } from "tencentcloud-edge/emulator";
import { call, REGION, START_MS, signed } from "./emulator-calls.mjs";

const ID = "ins-00000001";
const INSTANCES = [
  { InstanceId: ID, InstanceState: /** @type {const} */ ("STOPPED") },
  { InstanceId: "ins-00000002", InstanceState: /** @type {const} */ ("STOPPED") },
];

/** @param {import("tencentcloud-edge/emulator").EmulatorOptions} [options] */
const virtual = (options = {}) =>
  createEmulator({ clock: "virtual", instances: INSTANCES, bootMs: [1_000, 1_000], ...options });

/** @param {import("tencentcloud-edge/emulator").Emulator} emulator */
const start = (emulator) => call(emulator.fetch, "StartInstances", { InstanceIds: [ID] });

/** @param {import("tencentcloud-edge/emulator").Emulator} emulator */
const states = (emulator) => emulator.snapshot().instances.map((instance) => instance.InstanceState);

test("the package's own client starts a fleet through it", async () => {
  const emulator = createEmulator({ instances: 30, bootMs: [5, 10] });
  const options = { region: REGION, credentials: demoCredentials, fetch: emulator.fetch };
  const ids = [];
  for await (const { InstanceId } of describeInstances(options)) ids.push(InstanceId);
  assert.equal(ids.length, 10);
  const { ok } = await startInstances(ids, options);
  assert.equal(ok, true);
  const here = emulator.snapshot().instances.filter(({ region }) => region === REGION);
  assert.deepEqual([...new Set(here.map((instance) => instance.InstanceState))], ["RUNNING"]);
  assert.ok(Object.values(emulator.snapshot().starts).every((count) => count === 1));
});

test("a virtual clock moves by advance() alone, and dates the replies", async () => {
  const emulator = virtual();
  assert.equal(emulator.snapshot().nowMs, START_MS);
  assert.equal((await start(emulator)).Error, undefined);
  emulator.advance(999);
  assert.deepEqual(states(emulator), ["STARTING", "STOPPED"]);
  emulator.advance(1);
  assert.deepEqual(states(emulator), ["RUNNING", "STOPPED"]);
  assert.deepEqual(emulator.snapshot().starts, { [ID]: 1 });
  const { url, ...init } = signed("DescribeInstances", {});
  const reply = await emulator.fetch(url, /** @type {RequestInit} */ (init));
  assert.equal(reply.headers.get("date"), "Thu, 01 Jan 2026 00:00:01 GMT");
});

test("fetch takes what fetch takes: a Request, a URL, a text, bytes", async () => {
  const emulator = virtual();
  const { url, ...init } = signed("DescribeInstancesStatus", {});
  const bytes = new TextEncoder().encode(String(init.body));
  for (const [input, given] of /** @type {Array<[Request | URL | string, RequestInit | undefined]>} */ ([
    [url, init],
    [new URL(url), init],
    [new Request(url, /** @type {RequestInit} */ (init)), undefined],
    [url, { ...init, body: bytes }],
    [`${url}#fragment`, init],
  ])) {
    const reply = await emulator.fetch(input, given);
    assert.equal(reply.status, 200);
    assert.equal((await reply.json()).Response.TotalCount, 2);
  }
  await assert.rejects(emulator.fetch("not a url"), TypeError);
  await assert.rejects(emulator.fetch(url, { method: "GET", body: "x" }), TypeError);
});

test("what is signed is what arrives: the query byte for byte, and the host of the URL", async () => {
  const emulator = createEmulator({ clock: "virtual", instances: INSTANCES });
  const { signRequest } = await import("tencentcloud-edge");
  const request = { service: "cvm", version: "2017-03-12", action: "DescribeInstances", region: REGION };
  for (const endpoint of ["https://cvm.tencentcloudapi.com", "http://localhost:18099", "http://[::1]:80"]) {
    const payload = { Filters: [{ Name: "instance-name", Values: ["a b&c=d/é"] }] };
    const { url, ...init } = signRequest({ ...request, method: "GET", payload, endpoint }, demoCredentials, {
      timestamp: START_MS / 1000,
    });
    const reply = await emulator.fetch(url, /** @type {RequestInit} */ (init));
    assert.equal((await reply.json()).Response.TotalCount, 0, endpoint);
  }
  const { url, ...init } = signed("DescribeInstances", {});
  const reply = await emulator.fetch(`${url}?more`, /** @type {RequestInit} */ (init));
  assert.equal((await reply.json()).Response.Error.Code, "AuthFailure.SignatureFailure");
});

test("broken connections reject as the platform's fetch does", async () => {
  const emulator = virtual();
  for (const [kind, code] of [
    ["refuse", "ECONNREFUSED"],
    ["reset", "ECONNRESET"],
    ["accepted-but-reply-lost", "ECONNRESET"],
    ["redirect", "ENOTFOUND"],
  ]) {
    emulator.inject({ kind: String(kind), times: 1 });
    await assert.rejects(start(emulator), (error) => {
      assert.ok(error instanceof TypeError);
      assert.equal(/** @type {NodeJS.ErrnoException} */ (error.cause).code, code);
      return true;
    });
  }
  assert.deepEqual(emulator.snapshot().starts, { [ID]: 1 });
});

test("a cut body breaks while it is read, after its first half", async () => {
  const emulator = virtual();
  emulator.inject({ kind: "cut" });
  const { url, ...init } = signed("DescribeInstancesStatus", {});
  const reply = await emulator.fetch(url, /** @type {RequestInit} */ (init));
  assert.equal(reply.status, 200);
  const reader = /** @type {ReadableStream<Uint8Array>} */ (reply.body).getReader();
  const { value } = await reader.read();
  assert.match(new TextDecoder().decode(value), /^\{"Response":/);
  await assert.rejects(reader.read(), TypeError);
});

test("redirects are given as they are when the caller asks for that", async () => {
  const emulator = virtual();
  emulator.inject({ kind: "redirect" });
  const { url, ...init } = signed("StartInstances", { InstanceIds: [ID] });
  const reply = await emulator.fetch(url, /** @type {RequestInit} */ ({ ...init, redirect: "manual" }));
  assert.deepEqual([reply.status, reply.headers.get("location")], [302, "https://portal.invalid/"]);
  await assert.rejects(
    emulator.fetch(url, /** @type {RequestInit} */ ({ ...init, redirect: "error" })),
    TypeError,
  );
});

test("a reply held back comes when its time does, and not before", async () => {
  const emulator = virtual();
  emulator.inject({ kind: "delay", delayMs: 500, times: 1 });
  let came = false;
  const reply = start(emulator).then(() => {
    came = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  emulator.advance(499);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(came, false);
  assert.deepEqual(states(emulator), ["STARTING", "STOPPED"], "executed on arrival");
  emulator.advance(1);
  await reply;
  assert.equal(came, true);
});

test("aborting ends a wait with the signal's reason, and nothing is sent after it", async () => {
  const emulator = virtual();
  emulator.inject({ kind: "hang", times: 1 }, { kind: "delay", nth: 2 });
  const { url, ...init } = signed("StartInstances", { InstanceIds: [ID] });
  for (let nth = 0; nth < 2; nth++) {
    const controller = new AbortController();
    const reply = emulator.fetch(url, /** @type {RequestInit} */ ({ ...init, signal: controller.signal }));
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error("enough"));
    await assert.rejects(reply, /enough/);
  }
  const before = emulator.snapshot().requests.length;
  const gone = /** @type {RequestInit} */ ({ ...init, signal: AbortSignal.abort() });
  await assert.rejects(emulator.fetch(url, gone), { name: "AbortError" });
  assert.equal(emulator.snapshot().requests.length, before);
});

test("the same seed gives the same bytes, and another seed others", async () => {
  const run = async (/** @type {number} */ seed) => {
    const emulator = createEmulator({ clock: "virtual", seed });
    emulator.inject({ kind: "throttle", probability: 0.5 });
    const replies = [];
    for (let nth = 0; nth < 8; nth++) replies.push(await call(emulator.fetch, "DescribeInstances", {}));
    return JSON.stringify([replies, emulator.snapshot()]);
  };
  assert.equal(await run(5), await run(5));
  assert.notEqual(await run(5), await run(6));
});

test("a saved emulator goes on where it was: clock, instances, log and faults", async () => {
  const first = virtual();
  first.inject({ kind: "throttle", nth: 3 });
  await start(first);
  first.advance(600);
  await start(first);
  const second = restoreEmulator(first.save());
  assert.deepEqual(second.snapshot(), first.snapshot());
  assert.deepEqual(await start(second), await start(first));
  assert.equal(second.snapshot().requests.at(-1)?.code, "RequestLimitExceeded");
  for (const emulator of [first, second]) emulator.advance(400);
  assert.deepEqual(states(second), ["RUNNING", "STOPPED"]);
  assert.deepEqual(second.snapshot(), first.snapshot());
  const real = restoreEmulator(createEmulator().save());
  assert.ok(real.snapshot().nowMs > START_MS);
});

test("wrong options are named, and keys never quoted", () => {
  const create = (/** @type {object | null} */ options) => () =>
    createEmulator(/** @type {object} */ (options));
  for (const [run, name, message] of /** @type {Array<[() => unknown, string, RegExp]>} */ ([
    [create({ instances: -1 }), "TypeError", /`instances`/],
    [
      create({ instances: [{ InstanceId: "web-1" }] }),
      "TypeError",
      /`instances`: number 0 has no InstanceId/,
    ],
    [create({ instances: [INSTANCES[0], INSTANCES[0]] }), "TypeError", /ins-00000001 is there twice/],
    [create({ seed: 1.5 }), "TypeError", /`seed`/],
    [create({ seed: 1n }), "TypeError", /options/],
    [create({ bootMs: [2, 1] }), "TypeError", /`bootMs`/],
    [create({ clock: "slow" }), "TypeError", /`clock`/],
    [create({ clock: "virtual", nowMs: -1 }), "RangeError", /`nowMs`/],
    [create({ nowMs: 1 }), "TypeError", /`nowMs` needs/],
    [create({ onRequest: () => {} }), "TypeError", /`onRequest` is no member of `options`/],
    [create({ assume: { codes: () => ({}) } }), "TypeError", /options hold a function at `codes`/],
    [
      () => virtual().inject(/** @type {never} */ ({ kind: "cut", when: () => true })),
      "TypeError",
      /`when` is no member of `rule`/,
    ],
    [create({ color: 1 }), "TypeError", /`color` is no member of `options`; /],
    [
      create({ credentials: [{ secretId: "hunter2" }] }),
      "TypeError",
      /`credentials` holds a pair without a secretKey/,
    ],
    [create(null), "TypeError", /object of options/],
    [() => virtual().advance(-1), "RangeError", /advance/],
    [() => virtual().advance(0.5), "RangeError", /advance/],
    [() => createEmulator().advance(1), "TypeError", /virtual clock/],
    [() => virtual().inject({ kind: "explode" }), "TypeError", /`kind` is not one of them: refuse/],
    [() => virtual().set("ins-nothing1", "STOPPED"), "TypeError", /ins-nothing1/],
    [() => virtual().set(ID, /** @type {never} */ ("OFF")), "TypeError", /state is not one of them: PENDING/],
    [() => restoreEmulator("hunter2"), "TypeError", /save\(\)/],
    [() => restoreEmulator(/** @type {never} */ (undefined)), "TypeError", /save\(\)/],
    [() => restoreEmulator(virtual().save().replace("fleet", "float")), "TypeError", /save\(\)/],
  ])) {
    assert.throws(run, (/** @type {Error} */ error) => {
      assert.equal(error.name, name, error.message);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  }
  assert.doesNotThrow(create({ seed: undefined, cors: undefined }));
});

test("wrong rules leave the right ones beside them out too", async () => {
  const emulator = virtual();
  assert.throws(() => emulator.inject({ kind: "throttle" }, { kind: "cut", times: 0 }), /`times`/);
  assert.equal((await start(emulator)).Error, undefined);
});

test("clearFaults() and set() do what they say", async () => {
  const emulator = virtual();
  emulator.inject({ kind: "throttle" });
  assert.equal((await start(emulator)).Error.Code, "RequestLimitExceeded");
  emulator.clearFaults();
  emulator.set(ID, "RUNNING");
  assert.equal((await start(emulator)).Error.Code, "UnsupportedOperation.InstanceStateRunning");
});

test("after free() everything says so, and what was held back ends", async () => {
  const emulator = virtual();
  emulator.inject({ kind: "hang" });
  const waiting = start(emulator);
  await new Promise((resolve) => setImmediate(resolve));
  emulator.free();
  await assert.rejects(waiting, /freed/);
  emulator.free();
  assert.throws(() => emulator.snapshot(), /freed/);
  await assert.rejects(start(emulator), /freed/);
});

test("the declared kinds of faults are those there are, with their words", () => {
  const declared = readFileSync(new URL("../../pkg/emulator.d.ts", import.meta.url), "utf8");
  const rows = [...declared.matchAll(/\/\*\* (.*) \*\/\n {2}\| "([a-z0-9-]+)"/g)];
  assert.deepEqual(
    rows.map(([, about, name]) => ({ name, about })),
    faultKinds,
  );
  assert.ok(Object.isFrozen(faultKinds) && Object.isFrozen(demoCredentials));
});
