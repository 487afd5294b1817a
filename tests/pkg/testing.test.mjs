import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, describe, test } from "node:test";
import { call, startInstances } from "tencentcloud-edge";
import { defaultCredentials } from "tencentcloud-edge/credentials";
import { faultKinds } from "tencentcloud-edge/emulator";
import { startEmulator } from "tencentcloud-edge/testing";
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

test("options that cannot be are refused", async () => {
  const wrong = /** @type {never} */ ({ instance: 3 });
  await assert.rejects(startEmulator(wrong), { name: "TypeError", message: /instance/ });
  await assert.rejects(startEmulator({ server: true, seed: -1 }), { name: "TypeError", message: /seed/ });
  const elsewhere = await import("../../pkg/testing.js");
  await assert.rejects(elsewhere.startEmulator({ server: true }), /works in Node alone/);
});

after(async () => {
  for (const { alive } of begun) await assert.rejects(async () => alive());
});
