import assert from "node:assert/strict";
import { test } from "node:test";
import { call } from "tencentcloud-edge";
import { createEmulator, demoCredentials, restoreEmulator } from "tencentcloud-edge/emulator";
import { rejection } from "./support.mjs";

const RUN = { service: "tat", version: "2020-10-28", action: "RunCommand", region: "ap-guangzhou" };

/** @param {import("node:test").TestContext} t */
function cloud(t) {
  const emulator = createEmulator();
  t.after(() => emulator.free());
  const options = { credentials: demoCredentials, fetch: emulator.fetch };
  const codes = () => emulator.snapshot().requests.map(({ code }) => code);
  return { emulator, options, codes };
}

test("a stub answers an action of any service, and signatures are verified", async (t) => {
  const { emulator, options, codes } = cloud(t);
  const before = await rejection(call(RUN, options));
  assert.equal(before.code, "NoSuchProduct");
  emulator.stub("tat", "RunCommand", { InvocationId: "inv-1" });
  const { InvocationId, RequestId } = await call(RUN, options);
  assert.equal(InvocationId, "inv-1");
  assert.equal(typeof RequestId, "string");
  const wrong = { ...options, credentials: { ...demoCredentials, secretKey: "wrong" } };
  assert.equal((await rejection(call(RUN, wrong))).code, "AuthFailure.SignatureFailure");
  assert.deepEqual(codes(), ["NoSuchProduct", undefined, "AuthFailure.SignatureFailure"]);
  emulator.clearStubs();
  assert.equal((await rejection(call(RUN, options))).code, "NoSuchProduct");
});

test("a function answers each request that is authenticated, and may use the emulator", async (t) => {
  const { emulator, options } = cloud(t);
  /** @type {import("tencentcloud-edge/emulator").StubRequest[]} */
  const asked = [];
  emulator.stub("tat", "RunCommand", async (request) => {
    asked.push(request);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return { Seen: emulator.snapshot().requests.length, Content: request.payload.Content };
  });
  const run = (/** @type {object} */ change = {}) =>
    call({ ...RUN, payload: { Content: "ls" }, ...change }, options);
  const replies = await Promise.all([run(), run({ method: "GET", payload: { Content: "cd" } })]);
  assert.deepEqual(replies.map(({ Content }) => Content).sort(), ["cd", "ls"]);
  const wrong = { ...options, credentials: { ...demoCredentials, secretKey: "wrong" } };
  await rejection(call(RUN, wrong));
  assert.equal(asked.length, 2, "a request with a wrong signature is not asked about");
  const { atMs, requestId, ...first } = asked.find(({ payload }) => payload.Content === "ls") ?? {};
  assert.deepEqual(first, { ...RUN, payload: { Content: "ls" }, secretId: demoCredentials.secretId });
  assert.equal(typeof atMs, "number");
  assert.ok(replies.some(({ RequestId }) => RequestId === requestId));
});

test("what a function throws is the error of the reply", async (t) => {
  const { emulator, options, codes } = cloud(t);
  const run = () => rejection(call(RUN, { ...options, retry: false }));
  const throwing = (/** @type {unknown} */ thrown) => {
    emulator.stub("tat", "RunCommand", () => {
      throw thrown;
    });
    return run();
  };
  const coded = await throwing(
    Object.assign(new Error("no agent"), { code: "ResourceUnavailable.AgentNotInstalled" }),
  );
  assert.deepEqual([coded.code, coded.message], ["ResourceUnavailable.AgentNotInstalled", "no agent"]);
  const plain = await throwing(new Error("my mistake"));
  assert.equal(plain.code, "InternalError");
  assert.match(plain.message, /the stub of tat RunCommand threw: my mistake/);
  for (const reply of /** @type {never[]} */ ([undefined, 7, { RequestId: "mine" }, { big: 1n }])) {
    emulator.stub("tat", "RunCommand", () => reply);
    assert.equal((await run()).code, "InternalError");
  }
  assert.equal(codes().length, 6);
});

test("an abort does not wait for a function, and freeing the emulator ends it", async (t) => {
  const { emulator } = cloud(t);
  let ask = () => {};
  emulator.stub("tat", "RunCommand", () => {
    ask();
    return new Promise(() => {});
  });
  const abort = new AbortController();
  const asked = new Promise((resolve) => {
    ask = () => resolve(undefined);
  });
  const { signRequest } = await import("tencentcloud-edge/sign");
  const signed = signRequest(RUN, demoCredentials);
  const reply = emulator.fetch(signed.url, { ...signed, signal: abort.signal });
  await asked;
  abort.abort(new Error("enough"));
  assert.equal((await rejection(reply)).message, "enough");
});

test("faults strike stubs, and replies survive saving", async (t) => {
  const { emulator, options } = cloud(t);
  emulator.stub("tat", "RunCommand", { InvocationId: "inv-1" });
  emulator.stub("tat", "DescribeCommands", () => ({}));
  emulator.inject({ kind: "error", code: "LimitExceeded", action: "RunCommand", times: 1 });
  assert.equal((await rejection(call(RUN, options))).code, "LimitExceeded");
  const restored = restoreEmulator(emulator.save());
  t.after(() => restored.free());
  const again = { ...options, fetch: restored.fetch };
  assert.equal((await call(RUN, again)).InvocationId, "inv-1");
  const functions = call({ ...RUN, action: "DescribeCommands" }, again);
  assert.equal((await rejection(functions)).code, "NoSuchProduct");
});

test("what is no stub is refused by name", (t) => {
  const { emulator } = cloud(t);
  const wrong = /** @type {never[][]} */ ([
    ["TAT", "RunCommand", {}],
    ["tat", "run", {}],
    ["tat", "RunCommand", undefined],
    ["tat", "RunCommand", "text"],
    ["tat", "RunCommand", { Response: {} }],
  ]);
  for (const [service, action, reply] of wrong) {
    assert.throws(
      () =>
        emulator.stub(
          /** @type {never} */ (service),
          /** @type {never} */ (action),
          /** @type {never} */ (reply),
        ),
      {
        name: "TypeError",
        message: /the stub's/,
      },
    );
  }
});
