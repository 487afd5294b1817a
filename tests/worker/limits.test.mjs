import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { asProblem, envOf, readEvents, startGateway, stoppedIds, tokensOf } from "./gateway.mjs";

/** Well-formed ids that no machine has. @param {number} count */
const idsOf = (count) => Array.from({ length: count }, (_, n) => `ins-${n.toString(36).padStart(8, "0")}`);

/** @param {import("./gateway.mjs").EmulatorServer} emulator @param {object} fault */
async function inject(emulator, fault) {
  const reply = await fetch(`${emulator.url}/_emulator/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fault),
  });
  assert.equal(reply.ok, true, await reply.text());
}

describe("limits", () => {
  /** @type {import("./gateway.mjs").EmulatorServer} */
  let emulator;
  /** @type {import("./gateway.mjs").TestGateway} */
  let gateway;
  before(async () => {
    emulator = await startEmulator({ instances: 200 });
    const all = { actions: "*", regions: "*", instances: "*", maxInstances: 1_000_000 };
    gateway = await startGateway({
      ...envOf(emulator.url),
      MAX_RUNNING_JOBS: "4",
      MAX_RUNNING_JOBS_PER_TOKEN: "3",
      MAX_EVENT_STREAMS: "3",
      MAX_EVENT_STREAMS_PER_TOKEN: "2",
      GATEWAY_TOKENS: tokensOf({ all }),
    });
  });
  after(async () => {
    await gateway.close();
    await emulator.kill();
  });

  test("a job of 20,000 instances is accepted, one more is refused with advice, by a dry run too", async () => {
    const plan = await gateway.start(idsOf(20_000), { token: "all", fields: { dryRun: true } });
    assert.equal(plan.body.accepted, true, JSON.stringify(plan.body));
    assert.equal(plan.body.instances, 20_000);
    const refused = await gateway.start(idsOf(20_001), { token: "all" });
    assert.equal(refused.status, 400);
    assert.equal(asProblem(refused).field, "instanceIds");
    assert.match(refused.body.detail, /20001 instances.*at most 20000.*MAX_JOB_INSTANCES/);
    const dry = await gateway.start(idsOf(20_001), { token: "all", fields: { dryRun: true } });
    assert.equal(dry.body.accepted, false);
    assert.equal(dry.body.problem.detail, refused.body.detail);
    assert.equal(dry.body.refusedCount, 1);
  });

  test("a body that is too large is refused before it is read completely", async () => {
    const answer = await gateway.start(["x".repeat(1_100_000)], { token: "all" });
    assert.equal(answer.status, 413);
    assert.match(asProblem(answer).detail, /1048576 bytes/);
  });

  test("of malformed ids the error names the first twenty, shortened, and the number", async () => {
    const bad = Array.from({ length: 500 }, (_, n) => `no-id-${n}-${"y".repeat(500)}`);
    const answer = await gateway.start(bad, { token: "all" });
    assert.equal(answer.status, 400);
    const { detail, invalidIds, invalidCount, code } = asProblem(answer);
    assert.equal(code, "Client.InvalidInstanceId");
    assert.equal(invalidCount, 500);
    assert.equal(invalidIds.length, 20);
    assert.match(detail, /^500 of 500 instance ids are malformed: \[0\] "no-id-0-.*and 480 more/);
    assert.ok(JSON.stringify(answer.body).length < 6_000);
    const dry = await gateway.start(bad, { token: "all", fields: { dryRun: true } });
    assert.equal(dry.status, 200);
    assert.equal(dry.body.refused.length, 20);
    assert.equal(dry.body.refusedCount, 500);
    assert.deepEqual(dry.body.problem, { status: 400, code, detail });
    assert.ok(JSON.stringify(dry.body).length < 10_000);
  });

  const REFUSALS = [
    ["reader", {}, ["ins-00000001"]],
    ["abroad", {}, ["ins-00000001"]],
    ["few", {}, idsOf(3)],
    ["ops", { parameters: { NoSuch: "x" } }, ["ins-00000001"]],
    ["ops", { action: "StopInstances", parameters: { StopType: "MAYBE" } }, ["ins-00000001"]],
    ["ops", { ramp: { first: 0 } }, ["ins-00000001"]],
    ["ops", { stopAfter: "ten" }, ["ins-00000001"]],
    ["ops", { deadlineMs: 604_800_001 }, ["ins-00000001"]],
    ["ops", { deadlineMs: Number.MAX_SAFE_INTEGER }, ["ins-00000001"]],
  ];
  for (const [token, fields, ids] of REFUSALS)
    test(`a dry run says what POST would refuse: ${token} ${JSON.stringify(fields)}`, async () => {
      const options = { token: String(token), fields: /** @type {object} */ (fields) };
      const real = await gateway.start(/** @type {string[]} */ (ids), options);
      assert.ok(real.status === 400 || real.status === 403, JSON.stringify(real.body));
      const { status, body } = await gateway.start(/** @type {string[]} */ (ids), {
        ...options,
        fields: { ...options.fields, dryRun: true },
      });
      assert.equal(status, 200);
      assert.equal(body.accepted, false);
      const { code, detail } = real.body;
      assert.deepEqual(body.problem, { status: real.status, code, detail });
    });

  test("a deadline is limited, and the error names the limit", async () => {
    const { status, body } = await gateway.start(["ins-00000001"], { fields: { deadlineMs: 604_800_001 } });
    assert.equal(status, 400);
    assert.equal(body.field, "deadlineMs");
    assert.match(body.detail, /604800001 ms.*at most 604800000 ms \(MAX_JOB_DEADLINE_MS\)/);
    const dry = await gateway.start(["ins-00000001"], { fields: { deadlineMs: 604_800_000, dryRun: true } });
    assert.equal(dry.body.accepted, true, JSON.stringify(dry.body));
  });

  test("running jobs and event streams are limited for a token and for the account", async () => {
    await inject(emulator, { kind: "hang", action: "DescribeInstances" });
    const ids = await stoppedIds(emulator, 5);
    /** @param {number} n @param {string} token */
    const start = (n, token) => gateway.start([String(ids[n])], { token });
    const made = [await start(0, "ops"), await start(1, "ops"), await start(2, "ops")];
    for (const { status } of made) assert.equal(status, 202);
    const own = await start(3, "ops");
    assert.equal(own.status, 429);
    assert.equal(asProblem(own).code, "Gateway.TooManyJobs");
    assert.match(own.body.detail, /of this token in this region.*MAX_RUNNING_JOBS_PER_TOKEN\)/);
    assert.ok(own.headers.get("retry-after"));
    const dry = await gateway.start([String(ids[3])], { fields: { dryRun: true } });
    assert.equal(dry.body.problem.code, "Gateway.TooManyJobs");
    assert.equal((await start(3, "other")).status, 202);
    const all = await start(4, "all");
    assert.equal(all.status, 429);
    assert.match(all.body.detail, /4 running jobs of this account in this region.*MAX_RUNNING_JOBS\)/);

    const path = `/v1/jobs/${made[0]?.body.id}/events`;
    const leave = new AbortController();
    /** @param {string} token */
    const listen = (token) => gateway.raw(path, { token, signal: leave.signal });
    for (const token of ["ops", "ops", "other"]) {
      const reply = await listen(token);
      assert.equal(reply.status, 200);
      await readEvents(reply).next();
    }
    for (const token of ["ops", "other"]) {
      const answer = await gateway.api(path, { token });
      assert.equal(answer.status, 429);
      assert.equal(asProblem(answer).code, "Gateway.TooManyStreams");
      assert.match(answer.body.detail, /MAX_EVENT_STREAMS(_PER_TOKEN)?\)/);
    }
    leave.abort();
  });
});

test("a malformed limit leaves the gateway unconfigured and is named", async (t) => {
  const gateway = await startGateway({ ...envOf("http://127.0.0.1:9"), MAX_JOB_INSTANCES: "many" });
  t.after(() => gateway.close());
  const answer = await gateway.api("/v1/jobs", { token: "ops" });
  assert.equal(answer.status, 503);
  assert.match(asProblem(answer).detail, /MAX_JOB_INSTANCES must be a whole number from 1 to 50000/);
});

test("options take effect: parameters, a deadline, waves and a halt", async (t) => {
  const emulator = await startEmulator({ instances: 200 });
  const gateway = await startGateway(envOf(emulator.url));
  t.after(async () => {
    await gateway.close();
    await emulator.kill();
  });
  const ids = await stoppedIds(emulator, 20);
  const ramped = await gateway.start(ids.slice(0, 6), {
    fields: { ramp: { first: 2, factor: 2 }, wait: false },
  });
  assert.equal(ramped.status, 202, JSON.stringify(ramped.body));
  assert.equal((await gateway.ended(ramped.body.id)).state, "done");
  const batches = (await emulator.snapshot()).requests
    .filter((r) => r.action === "StartInstances")
    .map((r) => r.instanceIds?.length);
  assert.deepEqual(batches, [2, 4]);

  await inject(emulator, {
    kind: "error",
    code: "ResourceInsufficient.CloudDiskSoldOut",
    action: "StartInstances",
    instanceId: ids[6],
  });
  await inject(emulator, { kind: "fails", action: "StartInstances", instanceId: ids[7] });
  const halted = await gateway.start(ids.slice(7, 17), {
    fields: { ramp: { first: 1, factor: 1 }, stopAfter: 1 },
  });
  const job = await gateway.ended(halted.body.id);
  assert.equal(job.state, "halted");
  assert.deepEqual(
    job.instances.slice(1).map((row) => [row.outcome, row.sent]),
    ids.slice(8, 17).map(() => ["unknown", false]),
  );

  await inject(emulator, { kind: "hang", action: "DescribeInstances" });
  const late = await gateway.start([String(ids[18])], { fields: { deadlineMs: 1_500 } });
  const ended = await gateway.ended(late.body.id);
  assert.deepEqual(
    ended.instances.map((row) => [row.outcome, row.sent]),
    [["unknown", false]],
  );
  assert.equal(
    (
      await gateway.start([String(ids[18])], {
        fields: { action: "StopInstances", parameters: { StopType: "HARD" }, deadlineMs: 1_000 },
      })
    ).status,
    202,
  );
});
