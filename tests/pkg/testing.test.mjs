import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, describe, test } from "node:test";
import { call, startInstances } from "tencentcloud-edge";
import { defaultCredentials } from "tencentcloud-edge/credentials";
import { faultKinds } from "tencentcloud-edge/emulator";
import { startEmulator } from "tencentcloud-edge/testing";
import { EmulatorHandle } from "../../pkg/dist/emulator.js";
import { ASSUMPTIONS, OPTIONS, RULE } from "../../pkg/emulator/members.js";
import { rejection } from "./support.mjs";

/** @type {Array<{name: string, alive: () => unknown}>} */
const begun = [];

describe("an emulator ends with the test that began it", () => {
  test("in this process", async () => {
    const emulator = await startEmulator();
    begun.push({ name: "in this process", alive: async () => emulator.snapshot() });
    assert.ok(emulator.ids().length > 0);
  });

  test("as a server", async () => {
    const { url } = await startEmulator({ server: true });
    begun.push({ name: "as a server", alive: () => fetch(`${url}/_emulator/snapshot`) });
    assert.equal(process.env.EMULATOR, url);
  });

  test("and both are gone in the next one", async () => {
    assert.equal(begun.length, 2);
    for (const { alive } of begun) await assert.rejects(async () => alive());
    assert.equal(process.env.EMULATOR, undefined);
  });

  test("with what it is told to, or by hand", async (t) => {
    /** @type {Array<() => Promise<void>>} */
    const ends = [];
    const own = await startEmulator({ endWith: (end) => ends.push(end) });
    const context = await startEmulator({ endWith: t });
    assert.ok(context.snapshot().instances.length > 0);
    assert.equal(ends.length, 1);
    await ends[0]?.();
    assert.throws(() => own.snapshot(), /freed/);
    await own.close();
    await own[Symbol.asyncDispose]();
  });
});

test("options reach it, and its operations are quick", async () => {
  const emulator = await startEmulator({
    instances: 8,
    regions: ["ap-shanghai"],
    credentials: [{ secretId: "AKIDmine", secretKey: "mine", uin: "100000000009" }],
  });
  assert.equal(emulator.options.region, "ap-shanghai");
  const { ok, instances } = await startInstances(emulator.ids(), emulator.options);
  assert.deepEqual([ok, instances.length], [true, 6]);
  assert.equal(emulator.ids("RUNNING").length, 8);
  assert.deepEqual(emulator.ids("RUNNING", "ap-guangzhou"), []);
  emulator.stub("tat", "RunCommand", ({ action }) => ({ Action: action }));
  const run = { service: "tat", version: "2020-10-28", action: "RunCommand" };
  assert.equal((await call(run, emulator.options)).Action, "RunCommand");
});

test("faults are there by name, every kind of them", async () => {
  const emulator = await startEmulator({ instances: 4 });
  assert.equal(Object.keys(emulator.faults).length, faultKinds.length);
  emulator.faults.error({ code: "ResourceInsufficient", action: "DescribeZones", times: 1 });
  emulator.faults.html502({ action: "DescribeRegions" });
  const zones = { service: "cvm", version: "2017-03-12", action: "DescribeZones" };
  const once = { ...emulator.options, retry: /** @type {const} */ (false) };
  assert.equal((await rejection(call(zones, once))).code, "ResourceInsufficient");
  assert.ok((await call(zones, once)).ZoneSet);
  assert.equal((await rejection(call({ ...zones, action: "DescribeRegions" }, once))).httpStatus, 502);
  emulator.faults.acceptedButReplyLost({ action: "StartInstances", times: 1 });
  const { ok } = await startInstances(emulator.ids(), { ...emulator.options, settleMs: 200 });
  assert.equal(ok, true);
  assert.ok(Object.values(emulator.snapshot().starts).every((count) => count === 1));
});

test("a server is controlled, and programs find it in their environment", async () => {
  const server = await startEmulator({ server: true, instances: 8 });
  const ids = await server.ids();
  assert.equal((await startInstances(ids, server.options)).ok, true);
  await server.reset();
  assert.deepEqual(await server.ids(), ids);
  await server.stub("tat", "RunCommand", { InvocationId: "inv-1" });
  const run = { service: "tat", version: "2020-10-28", action: "RunCommand" };
  assert.equal((await call(run, server.options)).InvocationId, "inv-1");
  await server.faults.throttle({ action: "DescribeZones" });
  const zones = { service: "cvm", version: "2017-03-12", action: "DescribeZones" };
  assert.equal(
    (await rejection(call(zones, { ...server.options, retry: false }))).code,
    "RequestLimitExceeded",
  );
  await server.clearFaults();
  await assert.rejects(server.set("ins-0000none", "STOPPED"), {
    name: "TypeError",
    message: /there is no instance/,
  });
  assert.deepEqual(await defaultCredentials()(), server.options.credentials);
  // The test itself stands still meanwhile.
  const script = `const { describeInstances } = await import("tencentcloud-edge");
    const { TENCENTCLOUD_ENDPOINT: endpoint, TENCENTCLOUD_REGION: region } = process.env;
    const { defaultCredentials } = await import("tencentcloud-edge/credentials");
    let count = 0;
    for await (const _ of describeInstances({ endpoint, region, credentials: defaultCredentials() })) count += 1;
    console.log(String(count));`;
  const said = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 20_000,
  });
  assert.equal(
    Number(said),
    (await server.snapshot()).instances.filter(({ region }) => region === server.options.region).length,
  );
});

test("servers that end in any order leave the environment to the latest that is open, then as it was", async (t) => {
  process.env.TENCENTCLOUD_REGION = "ap-tokyo";
  process.env.TENCENTCLOUD_TOKEN = "of-another-key";
  t.after(() => {
    delete process.env.TENCENTCLOUD_REGION;
    delete process.env.TENCENTCLOUD_TOKEN;
  });
  const [first, second, third] = [
    await startEmulator({ server: true }),
    await startEmulator({
      server: true,
      credentials: [{ secretId: "AKIDx", secretKey: "x", token: "t" }],
    }),
    await startEmulator({ server: true }),
  ];
  const seen = [];
  for (const server of [first, third, second]) {
    await server.close();
    await server.close();
    const { EMULATOR, TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_TOKEN, TENCENTCLOUD_REGION } = process.env;
    seen.push([EMULATOR, TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_TOKEN, TENCENTCLOUD_REGION]);
  }
  const { secretId } = third.options.credentials;
  assert.deepEqual(seen, [
    [third.url, secretId, undefined, "ap-guangzhou"],
    [second.url, "AKIDx", "t", "ap-guangzhou"],
    [undefined, undefined, "of-another-key", "ap-tokyo"],
  ]);
});

test("what the caller sets while a server is open stays", async (t) => {
  const server = await startEmulator({ server: true });
  process.env.TENCENTCLOUD_REGION = "ap-tokyo";
  t.after(() => delete process.env.TENCENTCLOUD_REGION);
  await server.close();
  assert.equal(process.env.TENCENTCLOUD_REGION, "ap-tokyo");
});

test("imported inside a test of Jest, which lets no hook be set there, it leaves the end to the caller", () => {
  const script = `globalThis.afterAll = () => { throw new Error("Hooks cannot be defined inside tests"); };
    const { startEmulator } = await import("tencentcloud-edge/testing");
    const emulator = await startEmulator();
    await emulator.close();
    console.log("closed");`;
  const said = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 20_000,
    env: { PATH: process.env.PATH, JEST_WORKER_ID: "1" },
  });
  assert.equal(said, "closed\n");
});

test("the members that are known are those that the module takes", () => {
  const unknown = (/** @type {() => unknown} */ run) => {
    try {
      run();
    } catch (problem) {
      return String(problem)
        .replace(/^.*not one of (them: )?/, "")
        .split(", ");
    }
    return assert.fail("it did not throw");
  };
  assert.deepEqual(
    unknown(() => new EmulatorHandle('{"x":1}')),
    OPTIONS,
  );
  assert.deepEqual(
    unknown(() => new EmulatorHandle('{"assume":{"x":1}}')),
    ASSUMPTIONS,
  );
  assert.deepEqual(
    unknown(() => new EmulatorHandle("{}").inject('[{"kind":"throttle","x":1}]')),
    RULE,
  );
});

test("options that cannot be are refused", async () => {
  const refused = { name: "TypeError", code: "Client.InvalidArgument" };
  for (const [given, near] of /** @type {Array<[object, RegExp]>} */ ([
    [{ instance: 3 }, /`options`; did you mean `instances`/],
    [{ instance: 3, server: true }, /`options`; did you mean `instances`/],
    [{ servr: true }, /`options`; did you mean `server`/],
    [{ assume: { skewSecond: 1 } }, /`options.assume`; did you mean `skewSeconds`/],
    [{ assume: { skewSecond: 1 }, server: true }, /`options.assume`; did you mean `skewSeconds`/],
    [{ seed: -1, server: true }, /seed/],
  ])) {
    await assert.rejects(startEmulator(/** @type {never} */ (given)), { ...refused, message: near });
  }
  const emulator = await startEmulator();
  const rule = /** @type {never} */ ({ kind: "throttle", acton: "StartInstances" });
  assert.throws(() => emulator.inject(rule), {
    ...refused,
    message: /`acton` is no member of `rule`; did you mean `action`/,
  });
  const elsewhere = await import("../../pkg/testing.js");
  await assert.rejects(elsewhere.startEmulator({ server: true }), /works in Node alone/);
});

after(async () => {
  for (const { alive } of begun) await assert.rejects(async () => alive());
});
