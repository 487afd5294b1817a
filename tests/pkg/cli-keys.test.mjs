import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { assumeRole, call } from "./emulator-calls.mjs";

const folder = mkdtempSync(join(tmpdir(), "emulator-keys-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const SECOND = { secretId: "AKIDsecond", secretKey: "second-key" };

/** @param {string} name @param {unknown} value */
function file(name, value) {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

/**
 * What DescribeInstances is answered with.
 * @param {string} endpoint
 * @param {import("tencentcloud-edge").Credentials} keys
 */
async function describe(endpoint, keys) {
  const { Error: error } = await call(fetch, "DescribeInstances", {}, { nowMs: Date.now(), endpoint, keys });
  return error?.Code ?? "ok";
}

/** @param {string} url @param {string} name @param {unknown} value */
async function post(url, name, value) {
  const reply = await fetch(`${url}/_emulator/${name}`, { method: "POST", body: JSON.stringify(value) });
  return { status: reply.status, body: await reply.json() };
}

const listed = async (/** @type {string} */ url) => (await fetch(`${url}/_emulator/keys`)).json();

test("keys and policies come from files, and change over the control API", async () => {
  const end = Date.now() + 3_600_000;
  const server = await startEmulator({
    args: [
      ...["--credentials", file("keys.json", [{ ...SECOND, uin: "42", expiresAtMs: end }])],
      ...["--policies", file("policies.json", [{ secretId: "AKIDthird", actions: "cvm:StopInstances" }])],
      ...["--session-seconds", "60", "--roles", "qcs::cam::uin/12345678:roleName/fleet"],
    ],
  });
  const { url } = server;
  assert.deepEqual(await listed(url), [{ secretId: SECOND.secretId, uin: "42", expiresAtMs: end }]);
  assert.equal(await describe(url, SECOND), "ok");
  assert.equal(await describe(url, demoCredentials), "AuthFailure.SecretIdNotFound");
  const third = { secretId: "AKIDthird", secretKey: "third-key" };
  assert.deepEqual(await post(url, "add-key", third), { status: 200, body: { ok: true } });
  assert.equal(await describe(url, third), "UnauthorizedOperation");
  assert.equal((await post(url, "policies", [])).status, 200);
  assert.equal(await describe(url, third), "ok");
  const { expiresAtMs } = await assumeRole(fetch, {}, { nowMs: Date.now(), endpoint: url, keys: third });
  assert.ok(expiresAtMs <= Date.now() + 60_000);
  await assert.rejects(
    assumeRole(
      fetch,
      { RoleArn: "qcs::cam::uin/1:roleName/x" },
      { nowMs: Date.now(), endpoint: url, keys: third },
    ),
    /ResourceNotFound.RoleNotFound/,
  );
  assert.equal((await post(url, "remove-key", { secretId: third.secretId })).status, 200);
  assert.equal(await describe(url, third), "AuthFailure.SecretIdNotFound");
  assert.equal((await post(url, "remove-key", { secretId: third.secretId })).status, 400);
  assert.match((await post(url, "add-key", { secretId: "i" })).body.error, /without a secretKey/);
  assert.equal((await post(url, "reset", {})).status, 200);
  assert.deepEqual(
    (await listed(url)).map((/** @type {{secretId: string}} */ key) => key.secretId),
    [SECOND.secretId],
  );
  await server.kill();
});

test("a kill loses no key, no policy, no session and no count of starts", async () => {
  const state = join(folder, "state");
  const args = ["--state", state, "--boot", "60000,60000", "--no-rate-limits"];
  const first = await startEmulator({ args });
  const { url } = first;
  const options = { nowMs: Date.now(), endpoint: url };
  const [{ InstanceId }] = (await first.snapshot()).instances.filter(
    (it) => it.InstanceState === "STOPPED" && it.region === "ap-guangzhou",
  );
  const session = await assumeRole(fetch, {}, options);
  const before = await call(
    fetch,
    "StartInstances",
    { InstanceIds: [InstanceId] },
    { ...options, keys: session },
  );
  assert.equal(before.Error, undefined);
  await post(url, "add-key", SECOND);
  await post(url, "remove-key", { secretId: demoCredentials.secretId });
  await post(url, "policies", [{ secretId: SECOND.secretId, actions: "cvm:StopInstances" }]);
  const known = await listed(url);
  await first.kill("SIGKILL");
  // Once from the journal, and once from the file that it was put into.
  for (const signal of /** @type {const} */ (["SIGKILL", "SIGTERM", "SIGTERM"])) {
    const server = await startEmulator({ args });
    assert.deepEqual(await listed(server.url), known);
    assert.equal(await describe(server.url, session), "ok");
    assert.equal(await describe(server.url, SECOND), "UnauthorizedOperation");
    assert.equal(await describe(server.url, demoCredentials), "AuthFailure.SecretIdNotFound");
    assert.deepEqual((await server.snapshot()).starts, { [InstanceId]: 1 });
    await server.kill(signal);
  }
});
