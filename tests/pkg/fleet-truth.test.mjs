import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { createJob, rebootInstances, restoreJob, startInstances, stopInstances } from "tencentcloud-edge";
import { LIMITS } from "#model";
import { cloud, REGION } from "./support.mjs";

/** @param {import("tencentcloud-edge").FleetResult} result @param {string} id */
const of = (result, id) =>
  /** @type {import("tencentcloud-edge").InstanceOutcome} */ (
    result.instances.find((instance) => instance.instanceId === id)
  );

/** The ids that a StartInstances request of the emulator's log named. @param {ReturnType<typeof cloud>} world */
const arrived = ({ emulator }) =>
  new Set(
    emulator
      .snapshot()
      .requests.filter(({ action }) => action === "StartInstances")
      .flatMap(({ instanceIds }) => instanceIds ?? []),
  );

test("an abort in mid-start: sent is what the service saw, and nothing else", async () => {
  // Twice what goes in the first second.
  const count = 20 * LIMITS.ids;
  const world = cloud({ instances: 2 * count, regions: [REGION] });
  const ids = world.ids().slice(0, count);
  assert.equal(ids.length, count);
  const abort = new AbortController();
  const running = startInstances(ids, { ...world.options, signal: abort.signal });
  while (arrived(world).size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  abort.abort();
  const result = await running;
  const seen = arrived(world);
  assert.ok(seen.size > 0 && seen.size < count, `${seen.size}`);
  const said = result.instances.filter(({ sent }) => sent).map(({ instanceId }) => instanceId);
  assert.deepEqual(new Set(said), seen);
  assert.equal(
    result.requests.StartInstances,
    world.emulator.snapshot().requests.filter(({ action }) => action === "StartInstances").length,
  );
});

test("parallel starts that wait for their turn when the deadline comes were not sent", async () => {
  const world = cloud({ instances: 100, regions: [REGION] });
  const ids = world.ids().slice(0, 60);
  const results = await Promise.all(
    ids.map((id) => startInstances([id], { ...world.options, wait: false, deadlineMs: 3_000 })),
  );
  const seen = arrived(world);
  for (const [at, id] of ids.entries()) {
    const outcome = of(/** @type {import("tencentcloud-edge").FleetResult} */ (results[at]), id);
    assert.equal(outcome.sent, seen.has(id), JSON.stringify(outcome));
    if (!outcome.sent) assert.match(outcome.error?.message ?? "", /nothing was sent for it/);
  }
});

test("credentials that never come: the deadline ends it, and nothing was sent", async () => {
  const world = cloud();
  const [id = ""] = world.ids();
  const result = await startInstances([id], {
    ...world.options,
    credentials: () => new Promise(() => {}),
    deadlineMs: 300,
  });
  assert.equal(result.ok, false);
  assert.deepEqual(result.requests, {});
  assert.equal(of(result, id).outcome, "unknown");
  assert.equal(of(result, id).error?.code, "Client.Deadline");
  assert.equal(of(result, id).sent, false);
  assert.equal(world.emulator.snapshot().requests.length, 0);
});

/** A port at which nobody listens. @returns {Promise<number>} */
const closedPort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

test("an address where nobody listens: rejected after connectMs, nothing sent", async () => {
  const world = cloud();
  const error = await startInstances(world.ids(), {
    ...world.options,
    fetch: globalThis.fetch,
    endpoint: `http://127.0.0.1:${await closedPort()}`,
    connectMs: 500,
  }).catch((thrown) => thrown);
  assert.equal(error.code, "Client.Network");
  assert.match(error.message, /nothing could be reached for 500 ms; nothing was sent/);
});

for (const code of [
  "ResourceInsufficient.SpecifiedInstanceType",
  "MutexOperation.TaskRunning",
  "RequestLimitExceeded",
])
  test(`${code} until the deadline is what the instance has failed with`, async () => {
    const world = cloud({ rules: "2025-11" });
    const [good = "", bad = ""] = world.ids();
    world.emulator.inject({ kind: "error", code, action: "StartInstances", instanceId: bad });
    const result = await startInstances([good, bad], { ...world.options, deadlineMs: 6_000 });
    const outcome = of(result, bad);
    assert.equal(outcome.outcome, "failed");
    assert.equal(outcome.error?.code, code);
    assert.ok(outcome.requestId && outcome.error?.message);
    assert.equal(outcome.error?.advice, "wait");
  });

test("a source of credentials that fails half way is named; what was taken stays accepted", async () => {
  const world = cloud({ bootMs: [3_000, 3_000] });
  const ids = world.ids();
  let asked = 0;
  const result = await startInstances(ids, {
    ...world.options,
    credentials: () => {
      asked += 1;
      if (asked > 1) throw new Error("the vault is sealed");
      return { ...world.options.credentials, expiresAtMs: Date.now() + 61_000 };
    },
  });
  assert.equal(result.ok, false);
  for (const outcome of result.instances) {
    assert.equal(outcome.outcome, "accepted");
    assert.equal(outcome.error?.code, "Client.CredentialsFailed");
    assert.equal(outcome.error?.advice, "fix-credentials");
    assert.ok(outcome.sent && outcome.requestId);
  }
});

test("waves, and a threshold of failures", async () => {
  const world = cloud({ instances: 60, regions: [REGION] });
  const ids = world.ids().slice(0, 30);
  for (const instanceId of ids.slice(0, 3))
    world.emulator.inject({ kind: "error", code: "OperationDenied", action: "StartInstances", instanceId });
  const result = await startInstances(ids, {
    ...world.options,
    ramp: { first: 5, factor: 2 },
    stopAfter: "10%",
  });
  assert.equal(result.halted, true);
  assert.deepEqual([...arrived(world)].sort(), ids.slice(0, 5).sort());
  for (const id of ids.slice(5)) {
    assert.equal(of(result, id).error?.code, "Client.Halted");
    assert.deepEqual([of(result, id).outcome, of(result, id).sent], ["unknown", false]);
  }
  const whole = await startInstances(ids.slice(5), { ...world.options, ramp: { first: 10 } });
  assert.equal(whole.ok, true);
  assert.equal(whole.halted, undefined);
});

test("the action's own parameters go out by their wire names; others are refused by name", async () => {
  const world = cloud();
  const ids = world.ids("RUNNING");
  await stopInstances(ids, { ...world.options, parameters: { StopType: "HARD" } });
  for (const [parameters, words] of /** @type {const} */ ([
    [{ StopMode: "STOP_CHARGING" }, /`parameters.StopMode` is not an option of StopInstances, which takes/],
    [{ ForceStop: "yes" }, /`parameters.ForceStop` must be true or false/],
    [{ StopType: ["SOFT"] }, /`parameters.StopType` must be a string, a boolean or a number/],
  ]))
    await assert.rejects(
      stopInstances(ids, { ...world.options, parameters: /** @type {never} */ (parameters) }),
      words,
    );
  const both = /** @type {const} */ ({ stopType: "SOFT", parameters: { StopType: "HARD" } });
  await assert.rejects(rebootInstances(ids, { ...world.options, ...both }), /`stopType` is given twice/);
});

test("options of waves that mean nothing are named", async () => {
  const world = cloud();
  for (const [options, words] of /** @type {const} */ ([
    [{ ramp: { first: 0 } }, /`ramp.first`/],
    [{ ramp: {} }, /`ramp.first` is missing/],
    [{ ramp: { first: 1, factor: 0.5 } }, /`ramp.factor`/],
    [{ ramp: 5 }, /`ramp`/],
    [{ stopAfter: "10" }, /`stopAfter`/],
    [{ stopAfter: "101%" }, /`stopAfter`/],
    [{ stopAfter: 0 }, /`stopAfter`/],
    [{ connectMs: 0 }, /`connectMs`/],
    [{ shortageMs: -1 }, /`shortageMs`/],
  ]))
    await assert.rejects(
      startInstances(world.ids(), { ...world.options, .../** @type {object} */ (options) }),
      words,
    );
  assert.equal(world.emulator.snapshot().requests.length, 0);
});

test("a driver is told what must not leave; what runs is pending; versions grow", () => {
  const options = { region: REGION, nowMs: 1_000, pace: /** @type {const} */ ("driver") };
  const job = createJob("StartInstances", ["ins-00000001"], options);
  const step = /** @type {Extract<import("tencentcloud-edge").Step, {kind: "send"}>} */ (job.next(1_000));
  assert.equal(job.progress().requests, 0);
  assert.equal(job.held(step.ticket, 5_000), true);
  assert.equal(job.result().instances[0]?.outcome, "pending");
  const before = job.progress().version;
  assert.equal(job.sent(step.ticket, 6_000), true);
  assert.ok(job.progress().version > before);
  assert.equal(job.repeated(step.ticket, 6_500), true);
  assert.equal(job.progress().requests, 2);
  assert.equal(job.sent(99, 6_500), false);
  job.cancel(7_000);
  assert.equal(job.sent(step.ticket, 7_000), false);
  assert.equal(job.next(7_000).kind, "done");
  job.free();
});

test("a job of a later version is told apart from a damaged one", () => {
  const job = createJob("StartInstances", ["ins-00000001"], { region: REGION, nowMs: 1 });
  const saved = job.save();
  assert.throws(() => restoreJob(saved.replace("job3", "job4")), { code: "Client.UnsupportedVersion" });
  assert.throws(() => restoreJob(saved.replace("job3", "jobs")), { code: "Client.InvalidArgument" });
  assert.equal(restoreJob(saved).progress().total, 1);
});
