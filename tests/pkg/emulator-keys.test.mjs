import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { startInstances } from "tencentcloud-edge";
import { createEmulator, demoCredentials, restoreEmulator } from "tencentcloud-edge/emulator";
import { assumeRole, call, REGION, START_MS } from "./emulator-calls.mjs";

const ID = "ins-00000001";
const SECOND = { secretId: "AKIDsecond", secretKey: "second-key" };

/** @param {import("tencentcloud-edge/emulator").EmulatorOptions} [options] */
const virtual = (options = {}) =>
  createEmulator({
    clock: "virtual",
    instances: [{ InstanceId: ID, InstanceState: "STOPPED" }],
    bootMs: [1_000, 1_000],
    ...options,
  });

/**
 * @param {import("tencentcloud-edge/emulator").Emulator} emulator
 * @param {import("tencentcloud-edge").Credentials} keys
 */
async function describe({ fetch, snapshot }, keys) {
  const { Error: error } = await call(fetch, "DescribeInstances", {}, { keys, nowMs: snapshot().nowMs });
  return error?.Code ?? "ok";
}

test("temporary keys open the fleet until they end, on the emulator's clock", async () => {
  const emulator = virtual();
  const keys = await assumeRole(emulator.fetch, { DurationSeconds: 60 });
  assert.equal(keys.expiresAtMs, START_MS + 60_000);
  assert.equal(await describe(emulator, keys), "ok");
  assert.equal(await describe(emulator, { ...keys, token: "another" }), "AuthFailure.TokenFailure");
  emulator.advance(60_000);
  assert.equal(await describe(emulator, keys), "AuthFailure.TokenFailure");
  assert.equal(await describe(emulator, demoCredentials), "ok");
});

test("keys are added, replaced, listed and removed while it runs", async () => {
  const emulator = virtual();
  emulator.addKey({ ...SECOND, expiresAtMs: START_MS + 5_000 });
  assert.equal(await describe(emulator, SECOND), "ok");
  emulator.removeKey(demoCredentials.secretId);
  assert.equal(await describe(emulator, demoCredentials), "AuthFailure.SecretIdNotFound");
  assert.deepEqual(emulator.keys(), [
    { secretId: SECOND.secretId, uin: "100000000001", expiresAtMs: START_MS + 5_000 },
  ]);
  emulator.addKey({ ...SECOND, secretKey: "third-key" });
  assert.equal(await describe(emulator, SECOND), "AuthFailure.SignatureFailure");
  assert.equal(await describe(emulator, { ...SECOND, secretKey: "third-key" }), "ok");
  const used = emulator.snapshot().requests.map(({ secretId }) => secretId);
  assert.deepEqual(used, [SECOND.secretId, demoCredentials.secretId, SECOND.secretId, SECOND.secretId]);
});

test("what a policy denies is told to the client, and nothing is started", async () => {
  const emulator = createEmulator({
    instances: [
      { InstanceId: ID, InstanceState: "STOPPED" },
      { InstanceId: "ins-00000002", InstanceState: "STOPPED" },
    ],
    bootMs: [5, 10],
    policies: [
      { secretId: "*", actions: "cvm:*" },
      { secretId: "*", effect: "deny", actions: "cvm:StartInstances", instances: ["ins-00000002"] },
    ],
  });
  const options = { region: REGION, credentials: demoCredentials, fetch: emulator.fetch };
  const { instances } = await startInstances([ID, "ins-00000002"], options);
  const of = (/** @type {string} */ id) => instances.find((it) => it.instanceId === id);
  assert.equal(of(ID)?.outcome, "done");
  assert.equal(of("ins-00000002")?.error?.code, "UnauthorizedOperation");
  assert.deepEqual(emulator.snapshot().starts, { [ID]: 1 });
  emulator.setPolicies([]);
  assert.equal((await startInstances(["ins-00000002"], options)).ok, true);
});

test("a saved emulator keeps temporary keys, removed keys and policies", async () => {
  const first = virtual();
  const keys = await assumeRole(first.fetch);
  first.addKey(SECOND);
  first.removeKey(demoCredentials.secretId);
  first.setPolicies([{ secretId: SECOND.secretId, actions: "cvm:StopInstances" }]);
  const second = restoreEmulator(first.save());
  assert.equal(await describe(second, keys), "ok");
  assert.equal(await describe(second, SECOND), "UnauthorizedOperation");
  assert.equal(await describe(second, demoCredentials), "AuthFailure.SecretIdNotFound");
});

test("what was saved before keys could change is read", async () => {
  const saved = readFileSync(new URL("fixtures/emulator-saved-2.json", import.meta.url), "utf8");
  const emulator = restoreEmulator(saved.trim());
  assert.equal(emulator.snapshot().requests.length, 1);
  assert.equal(await describe(emulator, demoCredentials), "ok");
  const second = { secretId: "AKIDsecond", secretKey: "second-key-of-a-fixture", token: "second-token" };
  assert.equal(await describe(emulator, second), "ok");
  emulator.advance(60_000);
  assert.equal(await describe(emulator, second), "AuthFailure.TokenFailure");
  assert.deepEqual(emulator.snapshot().starts, { [ID]: 1 });
  assert.deepEqual(
    emulator.keys().map(({ uin }) => uin),
    ["100000000001", "100000000002"],
  );
});

test("wrong keys and rows are named and never quoted", () => {
  const emulator = virtual();
  const wrong = (/** @type {() => void} */ work, /** @type {RegExp} */ message) =>
    assert.throws(work, (error) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  const untyped = /** @type {Record<string, (value?: unknown) => unknown>} */ (
    /** @type {unknown} */ (emulator)
  );
  wrong(() => untyped.addKey(), /the key/);
  wrong(() => untyped.addKey({ secretKey: "hunter2" }), /without a secretId/);
  wrong(() => untyped.addKey({ secretId: "i", secretKey: "hunter2", uin: 7 }), /uin/);
  wrong(() => untyped.removeKey("nobody"), /there is no key nobody/);
  wrong(() => untyped.setPolicies({}), /policies is not a list/);
  wrong(() => untyped.setPolicies([{ secretId: "*", actions: ["Start"] }]), /row 1 .* without its service/);
  wrong(() => createEmulator({ sessionSeconds: 0 }), /`sessionSeconds`/);
});
