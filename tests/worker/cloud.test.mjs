import assert from "node:assert/strict";
import { test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { envOf, freePort, REGION, startGateway, startPair, stoppedIds, until } from "./gateway.mjs";

/** The gateway's log lines of one event. @param {import("./gateway.mjs").TestGateway} gateway @param {string} event */
const linesOf = (gateway, event) =>
  gateway
    .log()
    .split("\n")
    .filter((line) => line.includes(`"event":"${event}"`))
    .map((line) => JSON.parse(line.slice(line.indexOf("{"))));

test("every request to the cloud is one log line: for whom, what, with what outcome, and no secret", async (t) => {
  const { emulator, gateway, close } = await startPair();
  t.after(close);
  const ids = await stoppedIds(emulator, 2);
  const { body } = await gateway.start(ids);
  await gateway.ended(body.id);
  const { requests } = await emulator.snapshot();
  const lines = linesOf(gateway, "cloud.request");
  assert.deepEqual(
    lines.map(({ requestId }) => requestId).sort(),
    requests.map((request) => request.requestId).sort(),
  );
  const acting = lines.find(({ action }) => action === "StartInstances");
  const { ms, at, requestId, ...rest } = acting;
  assert.deepEqual(rest, {
    event: "cloud.request",
    account: "default",
    region: REGION,
    action: "StartInstances",
    code: "OK",
    attempt: 1,
    job: body.id,
  });
  assert.ok(ms >= 0 && !Number.isNaN(Date.parse(at)) && requestId);
  assert.doesNotMatch(gateway.log(), new RegExp(demoCredentials.secretKey));
  assert.doesNotMatch(gateway.log(), new RegExp(demoCredentials.secretId));
});

test("the log line of a refused request has the cloud's code", async (t) => {
  const emulator = await startEmulator({ instances: 12 });
  const gateway = await startGateway({ ...envOf(emulator.url), TENCENTCLOUD_SECRET_ID: "AKIDreplaced" });
  t.after(async () => {
    await gateway.close();
    await emulator.kill();
  });
  const { body } = await gateway.start(["ins-zzzzzzzz"]);
  await gateway.ended(body.id);
  const [line] = linesOf(gateway, "cloud.request");
  assert.equal(line.code, "AuthFailure.SecretIdNotFound");
  assert.equal(line.action, "DescribeInstances");
  assert.ok(line.requestId);
  assert.doesNotMatch(gateway.log(), /AKIDreplaced/);
});

test("while connections are refused, requests are known not to be sent; the job goes on when the cloud is back", async (t) => {
  const port = await freePort();
  const gateway = await startGateway(envOf(`http://127.0.0.1:${port}`));
  t.after(() => gateway.close());
  const scout = await startEmulator({ instances: 60 });
  const ids = await stoppedIds(scout, 3);
  await scout.kill();
  const { body } = await gateway.start(ids, { fields: { connectMs: 120_000 } });
  const codes = () => linesOf(gateway, "cloud.request").map(({ code }) => code);
  await until("a request that is known not to be sent", () => codes().includes("Gateway.NotSent"));
  assert.deepEqual([...new Set(codes())], ["Gateway.NotSent"]);
  assert.match(gateway.log(), /127\.0\.0\.1 takes no connection/);
  const emulator = await startEmulator({ instances: 60, port });
  t.after(() => emulator.kill());
  const job = await gateway.ended(body.id);
  assert.equal(job.progress.outcomes.done, 3);
});
