import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import {
  accountsEnv,
  asProblem,
  control,
  envOf,
  notStartedOnce,
  REGION,
  requestsOf,
  startGateway,
  startPair,
  stoppedIds,
  until,
} from "./gateway.mjs";

const ROLE = "qcs::cam::uin/100000000001:roleName/edge";
const COUNT = 3_000;
const WIDE = { wide: { actions: "*", regions: "*", instances: "*", maxInstances: COUNT } };

test("temporary keys of 60 s: a job of 3,000 instances that takes longer is signed by them throughout", async (t) => {
  const pair = await startPair({
    instances: 16_000,
    args: ["--boot", "62000,66000"],
    tokens: WIDE,
    env: accountsEnv({ assumeRole: { roleArn: ROLE, durationSeconds: 60 } }),
  });
  t.after(pair.close);
  const { emulator, gateway } = pair;
  const ids = await stoppedIds(emulator, COUNT);
  const { body } = await gateway.start(ids, { token: "wide" });
  const job = await gateway.ended(body.id, "wide");
  assert.equal(job.progress.outcomes.done, COUNT);
  assert.deepEqual(await notStartedOnce(pair, ids), []);
  const { requests } = await emulator.snapshot();
  const [asked, signed] = [true, false].map((isOwn) =>
    requests.filter((r) => (r.secretId === demoCredentials.secretId) === isOwn),
  );
  assert.deepEqual([...new Set(asked.map((r) => r.action))], ["AssumeRole"]);
  assert.ok(asked.length >= 2 && asked.length <= 4, `${asked.length} temporary keys`);
  assert.equal(new Set(signed.map((r) => r.secretId)).size, asked.length);
  assert.deepEqual(
    signed.filter((r) => /AuthFailure/.test(r.code ?? "")),
    [],
  );
  assert.match(
    gateway.log(),
    /"event":"cloud\.request","account":"prod","region":"ap-guangzhou","action":"AssumeRole"/,
  );
  for (const { secretId } of signed) assert.ok(!gateway.log().includes(String(secretId)));
});

test("while sts fails, the current key is used until it expires and no job fails", async (t) => {
  const pair = await startPair({
    args: ["--session-seconds", "20", "--boot", "12000,13000"],
    env: accountsEnv({ assumeRole: { roleArn: ROLE } }),
  });
  t.after(pair.close);
  const { emulator, gateway } = pair;
  const ids = await stoppedIds(emulator, 3);
  const { body } = await gateway.start(ids);
  await until("the first key", async () => (await requestsOf(pair, "StartInstances")).length > 0);
  await control(emulator, "remove-key", { secretId: demoCredentials.secretId });
  const job = await gateway.ended(body.id);
  assert.equal(job.progress.outcomes.done, 3);
  const refused = (await requestsOf(pair, "AssumeRole")).slice(1);
  assert.ok(refused.length > 0 && refused.every((r) => r.code === "AuthFailure.SecretIdNotFound"));
});

test("a refused temporary key is replaced, once", async (t) => {
  const pair = await startPair({
    args: ["--boot", "4000,5000"],
    env: accountsEnv({ assumeRole: { roleArn: ROLE } }),
  });
  t.after(pair.close);
  const { emulator, gateway } = pair;
  const ids = await stoppedIds(emulator, 3);
  const { body } = await gateway.start(ids);
  const [start] = await until("the start", async () => {
    const starts = await requestsOf(pair, "StartInstances");
    return starts.length > 0 && starts;
  });
  await control(emulator, "remove-key", { secretId: start.secretId });
  const job = await gateway.ended(body.id);
  assert.equal(job.progress.outcomes.done, 3);
  assert.equal((await requestsOf(pair, "AssumeRole")).length, 2);
  assert.match(gateway.log(), /"attempt":1[^\n]*"code":"AuthFailure\.SecretIdNotFound"/);
  assert.match(gateway.log(), /"attempt":2[^\n]*"code":"OK"/);
});

test("a role that cannot be assumed is reported by its code, without any secret", async (t) => {
  const pair = await startPair({
    args: ["--roles", "qcs::cam::uin/100000000001:roleName/other"],
    env: accountsEnv({ assumeRole: { roleArn: ROLE } }),
  });
  t.after(pair.close);
  const answer = await pair.gateway.api(`/v1/instances?region=${REGION}`, { token: "ops" });
  assert.ok(answer.status >= 502, String(answer.status));
  assert.match(asProblem(answer).detail, /sts AssumeRole: [A-Za-z.]*RoleNotFound/);
  assert.doesNotMatch(answer.body.detail + pair.gateway.log(), new RegExp(demoCredentials.secretKey));
  const cvm = (await pair.emulator.snapshot()).requests.filter((request) => request.action !== "AssumeRole");
  assert.deepEqual(cvm, []);
});

test("a temporary key that the service repeats in its messages is not shown", async (t) => {
  const key = { TmpSecretId: "AKIDtemporary-0001", TmpSecretKey: "secret-of-0001", Token: "token-of-0001" };
  const server = createServer((request, response) => {
    const isSts = request.headers["x-tc-action"] === "AssumeRole";
    const [id] = /AKID[^/]+/.exec(request.headers.authorization ?? "") ?? [];
    const refusal = {
      Code: "InvalidParameter",
      Message: `${id} with ${request.headers["x-tc-token"]} is odd`,
    };
    const body = isSts ? { Credentials: key, ExpiredTime: Date.now() / 1_000 + 600 } : { Error: refusal };
    response.end(JSON.stringify({ Response: { ...body, RequestId: randomUUID() } }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const gateway = await startGateway({
    ...envOf(`http://127.0.0.1:${port}`),
    ...accountsEnv({ assumeRole: { roleArn: ROLE } }),
  });
  t.after(async () => {
    await gateway.close();
    server.closeAllConnections();
    server.close();
  });
  const listed = await gateway.api(`/v1/instances?region=${REGION}`, { token: "ops" });
  assert.equal(listed.body.code, "InvalidParameter");
  const { body } = await gateway.start(["ins-abcd1234"]);
  const job = await gateway.ended(body.id);
  const error = job.instances[0]?.error;
  assert.equal(error?.code, "InvalidParameter");
  for (const text of [listed.body.detail, error?.message]) assert.match(text, /\[redacted\]/);
  const shown = JSON.stringify([listed.body, job]) + gateway.log();
  assert.doesNotMatch(shown, /AKIDtemporary|(secret|token)-of-0001/);
});
