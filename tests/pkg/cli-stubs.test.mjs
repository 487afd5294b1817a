import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { call } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { rejection } from "./support.mjs";

const RUN = { service: "tat", version: "2020-10-28", action: "RunCommand", region: "ap-guangzhou" };

/** @param {string} url @param {string} name @param {unknown} [value] */
const post = async (url, name, value) => {
  const reply = await fetch(`${url}/_emulator/${name}`, {
    method: "POST",
    body: JSON.stringify(value ?? null),
  });
  return { status: reply.status, body: await reply.json() };
};

test("stubs over the control API answer, verify signatures and survive a kill", {
  timeout: 60_000,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-stubs-"));
  const args = ["--state", join(folder, "state")];
  let explain = () => {};
  const explained = new Promise((resolve) => {
    explain = () => resolve(undefined);
  });
  const onLine = (/** @type {string} */ line) => line.includes("canonical request") && explain();
  let server = await startEmulator({ args, onLine });
  t.after(async () => {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  const options = () => ({ credentials: demoCredentials, endpoint: server.url });
  const reply = { InvocationId: "inv-1", bytes: "YQ==" };
  assert.equal((await post(server.url, "stub", { ...RUN, reply })).status, 200);
  assert.equal((await call(RUN, options())).InvocationId, "inv-1");
  const wrong = { ...options(), credentials: { ...demoCredentials, secretKey: "wrong" } };
  assert.equal((await rejection(call(RUN, wrong))).code, "AuthFailure.SignatureFailure");
  // It is written after the reply has been delivered.
  await explained;
  await server.kill("SIGKILL");

  server = await startEmulator({ args });
  const restored = await call(RUN, options());
  assert.deepEqual([restored.InvocationId, restored.bytes], ["inv-1", "YQ=="]);
  const list = [
    { service: "tat", action: "RunCommand", reply: { Error: { Code: "LimitExceeded", Message: "no" } } },
    { service: "cvm", action: "DescribeImages", reply: { TotalCount: 0 } },
  ];
  assert.equal((await post(server.url, "stub", list)).status, 200);
  assert.equal((await rejection(call(RUN, options()))).code, "LimitExceeded");
  const images = { ...RUN, service: "cvm", version: "2017-03-12", action: "DescribeImages" };
  assert.equal((await call(images, options())).TotalCount, 0);
  for (const bad of [null, {}, { service: "tat", action: "RunCommand" }, { ...RUN, reply: [] }]) {
    const refused = await post(server.url, "stub", bad);
    assert.deepEqual([refused.status, /the stub's/.test(refused.body.error)], [400, true]);
  }
  await post(server.url, "clear-stubs");
  assert.equal((await rejection(call(images, options()))).code, "InvalidAction");
});
