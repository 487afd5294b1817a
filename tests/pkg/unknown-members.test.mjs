import assert from "node:assert/strict";
import { test } from "node:test";
import {
  call,
  createJob,
  createSigner,
  describeInstances,
  explainSignature,
  rebootInstances,
  resetInstancesPassword,
  signRequest,
  startInstances,
  stopInstances,
} from "tencentcloud-edge";
import { createSigner as createSignerAlone, signRequest as signAlone } from "tencentcloud-edge/sign";
import { createSignerV1, explainSignatureV1, signRequestV1 } from "tencentcloud-edge/v1";
import { cloud, REGION } from "./support.mjs";

const request = { service: "cvm", version: "2017-03-12", action: "DescribeZones" };
const key = { secretId: "AKIDexample", secretKey: "an-example-key" };
const ids = ["ins-00000001"];

/** A network that must not be reached. */
const options = {
  region: REGION,
  credentials: key,
  fetch: () => assert.fail("nothing may be sent"),
};

/**
 * The function is given an object with `member`, which it does not know, and says so; of several objects each in turn.
 * @param {string} member
 * @param {string} near the known one that it names
 * @param {Record<string, (unknown: object) => unknown>} calls
 */
async function refuses(member, near, calls) {
  for (const [name, run] of Object.entries(calls)) {
    await assert.rejects(
      async () => run({ [member]: 1 }),
      {
        code: "Client.InvalidArgument",
        message: new RegExp(`^\`${member}\` is no member of .*\\b${near}\\b`),
      },
      name,
    );
  }
}

/** @param {AsyncIterable<unknown>} iterable */
const first = (iterable) => iterable[Symbol.asyncIterator]().next();

test("a request has no `params`: nothing is signed or sent without them", async () => {
  const signer = createSigner(key);
  await refuses("params", "payload", {
    signRequest: (unknown) => signRequest({ ...request, ...unknown }, key),
    "signRequest of /sign": (unknown) => signAlone({ ...request, ...unknown }, key),
    explainSignature: (unknown) => explainSignature({ ...request, ...unknown }, key),
    "signer.sign": (unknown) => signer.sign({ ...request, ...unknown }),
    "signer.sign after one like it": (unknown) => {
      signer.sign(request);
      signer.sign({ ...request, ...unknown });
    },
    call: (unknown) => call({ ...request, ...unknown }, options),
    signRequestV1: (unknown) => signRequestV1({ ...request, ...unknown }, key),
    explainSignatureV1: (unknown) => explainSignatureV1({ ...request, ...unknown }, key),
    "signer.sign of v1": (unknown) => createSignerV1(key).sign({ ...request, ...unknown }),
  });
});

test("options of signing", async () => {
  const signer = createSigner(key);
  signer.sign(request);
  await refuses("timeStamp", "timestamp", {
    signRequest: (unknown) => signRequest(request, key, unknown),
    "signRequest of /sign": (unknown) => signAlone(request, key, unknown),
    explainSignature: (unknown) => explainSignature(request, key, unknown),
    "signer.sign": (unknown) => signer.sign(request, unknown),
    signRequestV1: (unknown) => signRequestV1(request, key, unknown),
  });
});

test("credentials, given or from a source", async () => {
  await refuses("tokn", "token", {
    signRequest: (unknown) => signRequest(request, { ...key, ...unknown }),
    createSigner: (unknown) => createSigner({ ...key, ...unknown }),
    "createSigner of /sign": (unknown) => createSignerAlone({ ...key, ...unknown }),
    createSignerV1: (unknown) => createSignerV1({ ...key, ...unknown }),
    call: (unknown) => call(request, { ...options, credentials: { ...key, ...unknown } }),
    "call with a source": (unknown) =>
      call(request, { ...options, credentials: () => ({ ...key, ...unknown }) }),
    startInstances: (unknown) => startInstances(ids, { ...options, credentials: { ...key, ...unknown } }),
  });
});

test("a misspelled filter does not list every instance", async () => {
  await refuses("filter", "filters", {
    describeInstances: (unknown) => first(describeInstances({ ...options, ...unknown })),
  });
  await refuses("name", "Name", {
    "a member of filters": (unknown) =>
      first(describeInstances({ ...options, filters: [{ Name: "zone", Values: ["a"], ...unknown }] })),
  });
});

test("a misspelled stoppedMode does not go on charging", () =>
  refuses("stopMode", "stoppedMode", {
    startInstances: (unknown) => startInstances(ids, { ...options, ...unknown }),
    stopInstances: (unknown) => stopInstances(ids, { ...options, ...unknown }),
    rebootInstances: (unknown) => rebootInstances(ids, { ...options, ...unknown }),
    resetInstancesPassword: (unknown) =>
      resetInstancesPassword(ids, { ...options, secretParameters: { Password: "Aa1!aaaa" }, ...unknown }),
    createJob: (unknown) => createJob("StopInstances", ids, { region: REGION, nowMs: 1, ...unknown }),
  }));

test("objects inside options", async () => {
  await refuses("attempt", "attempts", {
    call: (unknown) => call(request, { ...options, retry: unknown }),
    describeInstances: (unknown) => first(describeInstances({ ...options, retry: unknown })),
    startInstances: (unknown) => startInstances(ids, { ...options, retry: unknown }),
    createJob: (unknown) => createJob("StartInstances", ids, { region: REGION, nowMs: 1, retry: unknown }),
  });
  await refuses("facter", "factor", {
    startInstances: (unknown) => startInstances(ids, { ...options, ramp: { first: 1, ...unknown } }),
    createJob: (unknown) =>
      createJob("StartInstances", ids, { region: REGION, nowMs: 1, ramp: { first: 1, ...unknown } }),
  });
  const job = createJob("StartInstances", ids, { region: REGION, nowMs: 1 });
  await refuses("retryafter", "retryAfter", {
    "job.answered": (unknown) => job.answered(1, 2, 200, "{}", unknown),
  });
});

test("options of another function are unknown, too, and where none is near all are named", async () => {
  await refuses("onProgress", "pace", { call: (unknown) => call(request, { ...options, ...unknown }) });
  await refuses("accountKey", "deadlineMs", {
    createJob: (unknown) => createJob("StartInstances", ids, { region: REGION, nowMs: 1, ...unknown }),
  });
});

test("inherited members count, methods of a class do not", async (t) => {
  assert.throws(
    () => signRequest(Object.assign(Object.create({ params: {} }), request), key),
    /`params` is no member/,
  );
  const { emulator, options: real } = cloud();
  t.after(() => emulator.free());
  class Options {
    constructor() {
      Object.assign(this, real);
    }
    get retries() {
      return 1;
    }
    describe() {}
  }
  await call(
    request,
    /** @type {import("tencentcloud-edge").CallOptions} */ (/** @type {unknown} */ (new Options())),
  );
});

test("a member that is undefined counts as absent", () => {
  const absent = /** @type {object} */ ({ params: undefined, timeStamp: undefined, tokn: undefined });
  const signer = createSigner({ ...key, ...absent });
  for (let times = 0; times < 2; times++) signer.sign({ ...request, ...absent }, { ...absent });
  createJob("StartInstances", ids, { region: REGION, nowMs: 1, ...absent }).free();
});

test("a member is not shown in full length, and its value not at all", () => {
  const given = { ...request, ["x".repeat(5_000)]: "a-value" };
  assert.throws(
    () => signRequest(given, key),
    (/** @type {Error} */ error) => error.message.length < 300 && !error.message.includes("a-value"),
  );
});

test("the types refuse them as well", async () => {
  const wrong = [
    // @ts-expect-error
    () => signRequest({ ...request, params: {} }, key),
    // @ts-expect-error
    () => signRequest(request, key, { timeStamp: 1 }),
    // @ts-expect-error
    () => createSigner({ ...key, tokn: "" }),
    // @ts-expect-error
    () => call({ ...request, params: {} }, options),
    // @ts-expect-error
    () => call(request, { ...options, retry: { attempt: 1 } }),
    // @ts-expect-error
    () => first(describeInstances({ ...options, filter: [] })),
    // @ts-expect-error
    () => first(describeInstances({ ...options, filters: [{ Name: "zone", Values: [], name: "" }] })),
    // @ts-expect-error
    () => stopInstances(ids, { ...options, stopMode: "STOP_CHARGING" }),
    // @ts-expect-error
    () => startInstances(ids, { ...options, ramp: { first: 1, facter: 2 } }),
    // @ts-expect-error
    () => createJob("StartInstances", ids, { region: REGION, nowMs: 1, deadline: 1 }),
    // @ts-expect-error
    () => signRequestV1({ ...request, params: {} }, key),
  ];
  for (const run of wrong) await assert.rejects(async () => run(), /is no member of/);
});
