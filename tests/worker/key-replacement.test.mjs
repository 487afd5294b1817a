import assert from "node:assert/strict";
import { test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import {
  accountsEnv,
  control,
  notStartedOnce,
  requestsOf,
  startPair,
  stoppedIds,
  until,
} from "./gateway.mjs";

const COUNT = 3_000;
const WIDE = { wide: { actions: "*", regions: "*", instances: "*", maxInstances: COUNT } };

test("the key replaced three times during a job of 3,000: visible throughout, nothing lost, nothing started twice", async (t) => {
  const pair = await startPair({
    instances: 16_000,
    /* So long that none is up before the last key is there. */
    args: ["--boot", "20000,22000"],
    tokens: WIDE,
    env: accountsEnv({}),
  });
  t.after(pair.close);
  const { emulator, gateway } = pair;
  const ids = await stoppedIds(emulator, COUNT);
  const headers = { "idempotency-key": "replaced-thrice" };
  const { body } = await gateway.start(ids, { token: "wide", headers });
  let old = demoCredentials.secretId;
  for (const [round, sent] of [4, 10, 16].entries()) {
    await until("more starts", async () => (await requestsOf(pair, "StartInstances")).length >= sent);
    const key = { secretId: `AKIDreplaced${round}`, secretKey: `key-of-round-${round}` };
    await control(emulator, "add-key", key);
    await gateway.crash();
    await control(emulator, "remove-key", { secretId: old });
    await gateway.resume(accountsEnv(key));
    old = key.secretId;
    const seen = await gateway.api(`/v1/jobs/${body.id}`, { token: "wide" });
    assert.equal(seen.status, 200);
    assert.equal(seen.body.state, "running");
    assert.equal((await gateway.start(ids, { token: "wide", headers })).body.id, body.id);
  }
  const job = await gateway.ended(body.id, "wide");
  assert.equal(job.state, "done");
  assert.equal(job.progress.outcomes.done, COUNT);
  assert.deepEqual(await notStartedOnce(pair, ids), []);
  const { requests } = await emulator.snapshot();
  const signers = new Set(requests.map((request) => request.secretId));
  assert.equal(signers.size, 4, [...signers].join());
  assert.doesNotMatch(gateway.log(), /key-of-round|AKIDreplaced/);
});
