import assert from "node:assert/strict";
import { test } from "node:test";
import { accountsEnv, envOf, startGateway, until } from "./gateway.mjs";
import { instances, refused, startScriptedCloud, statuses, temporaryKey } from "./scripted-cloud.mjs";

const ID = "ins-0000000a";
const ROLE = "qcs::cam::uin/100000000001:roleName/edge";

/** A promise with the function that fulfils it. */
function signal() {
  let open = () => {};
  /** @type {Promise<void>} */
  const opened = new Promise((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/**
 * A gateway that assumes a role, before a cloud of one stopped instance.
 * @param {import("node:test").TestContext} t
 * @param {(arrival: import("./scripted-cloud.mjs").Arrival) => object | Promise<object> | undefined} answer of what is not the
 *   instance as it is
 */
async function setUp(t, answer) {
  const cloud = await startScriptedCloud(async (arrival) => {
    const given = await answer(arrival);
    if (given) return given;
    if (arrival.action === "DescribeInstances") return instances([ID], "STOPPED");
    if (arrival.action === "DescribeInstancesStatus") return statuses([ID], "STARTING");
    return {};
  });
  const gateway = await startGateway({
    ...envOf(cloud.url),
    ...accountsEnv({ assumeRole: { roleArn: ROLE } }),
  });
  t.after(async () => {
    await gateway.close();
    cloud.close();
  });
  const view = async (/** @type {string} */ id) =>
    (await gateway.api(`/v1/jobs/${id}`, { token: "ops" })).body;
  /** Requests of jobs that the cloud has seen. */
  const seen = () => cloud.arrivals.length - cloud.countOf("AssumeRole");
  return { cloud, gateway, view, seen };
}

/** A first key that ends while the first describe is answered, and a second one that is given when the test says so. */
function secondKeyOnDemand() {
  const asked = signal();
  const given = signal();
  return {
    asked,
    given,
    /** @param {import("./scripted-cloud.mjs").Arrival} arrival @param {object} [second] */
    async answer({ action, nth }, second) {
      if (action === "AssumeRole" && nth === 1) return temporaryKey(1, 2_000);
      if (action === "AssumeRole") {
        asked.open();
        await given.opened;
        return second ?? temporaryKey(nth, 600_000);
      }
      if (action === "DescribeInstances" && nth === 1)
        await new Promise((resolve) => setTimeout(resolve, 2_500));
      return undefined;
    },
  };
}

for (const [name, second] of /** @type {Array<[string, object | undefined]>} */ ([
  ["come", undefined],
  ["are refused", refused("InternalError")],
]))
  test(`a start that waits for credentials has not left, and does not leave once cancelled; then they ${name}`, async (t) => {
    const keys = secondKeyOnDemand();
    const { cloud, gateway, view, seen } = await setUp(t, (arrival) => keys.answer(arrival, second));
    const { body: job } = await gateway.start([ID], { token: "ops" });
    await keys.asked.opened;
    const waiting = await view(job.id);
    assert.equal(waiting.state, "running");
    assert.deepEqual(waiting.instances[0], { ...waiting.instances[0], outcome: "pending", sent: false });
    assert.equal(waiting.progress.requests, seen());
    const cancelled = await gateway.api(`/v1/jobs/${job.id}/cancel`, { method: "POST", token: "ops" });
    assert.equal(cancelled.status, 202);
    keys.given.open();
    const ended = await gateway.ended(job.id);
    assert.equal(ended.state, "cancelled");
    assert.equal(ended.instances[0].sent, false);
    // Whatever was under way has arrived: what leaves later leaves for a job made later.
    const { body: next } = await gateway.start([ID], {
      token: "ops",
      fields: { wait: false, deadlineMs: 3_000 },
    });
    await gateway.ended(next.id);
    const ownStarts = cloud.countOf("StartInstances") - (second ? 0 : 1);
    assert.equal(ownStarts, 0, "a start left after the cancel was answered");
    assert.equal(ended.progress.requests, 1);
  });

test("a job whose credentials are awaited ends at its deadline, and says what it waited for", async (t) => {
  const { gateway, seen } = await setUp(t, ({ action }) =>
    action === "AssumeRole" ? refused("InternalError") : undefined,
  );
  const { body: job } = await gateway.start([ID], {
    token: "ops",
    fields: { deadlineMs: 4_000, connectMs: 1_000 },
  });
  const {
    instances: [row],
    progress,
  } = await gateway.ended(job.id);
  assert.deepEqual([row.outcome, row.sent, row.error?.code], ["unknown", false, "Client.Deadline"]);
  assert.match(row.error?.message ?? "", /nothing was sent for it.*sts AssumeRole: InternalError/);
  assert.deepEqual([progress.requests, seen()], [0, 0]);
});

test("credentials that come later than connectMs: the job waits for them", async (t) => {
  let isAway = true;
  const { gateway, cloud } = await setUp(t, ({ action, nth }) => {
    if (action === "DescribeInstances" && cloud.countOf("StartInstances") > 0)
      return instances([ID], "RUNNING");
    if (action === "DescribeInstancesStatus") return statuses([ID], "RUNNING");
    if (action !== "AssumeRole") return undefined;
    return isAway ? refused("InternalError") : temporaryKey(nth, 600_000);
  });
  const { body: job } = await gateway.start([ID], { token: "ops", fields: { connectMs: 500 } });
  await until("three refusals", () => cloud.countOf("AssumeRole") >= 3);
  isAway = false;
  const ended = await gateway.ended(job.id);
  assert.equal(ended.progress.outcomes.done, 1);
});

test("credentials refused from the start: the job fails with the code, and nothing was sent", async (t) => {
  const { gateway, seen } = await setUp(t, ({ action }) =>
    action === "AssumeRole" ? refused("UnauthorizedOperation", "the role may not be assumed") : undefined,
  );
  const { body: job } = await gateway.start([ID], { token: "ops" });
  const {
    instances: [row],
    progress,
  } = await gateway.ended(job.id);
  assert.deepEqual(
    [row.outcome, row.sent, row.error?.code, row.error?.advice],
    ["failed", false, "UnauthorizedOperation", "fix-credentials"],
  );
  assert.match(row.error?.message ?? "", /sts AssumeRole: UnauthorizedOperation \(RequestId /);
  assert.deepEqual([progress.requests, seen()], [0, 0]);
});

test("credentials refused half way are named as such, and what was accepted stays accepted", async (t) => {
  const { gateway, seen } = await setUp(t, ({ action, nth }) => {
    if (action !== "AssumeRole") return undefined;
    return nth === 1
      ? temporaryKey(1, 4_000)
      : refused("UnauthorizedOperation", "the role may not be assumed");
  });
  const { body: job } = await gateway.start([ID], { token: "ops" });
  const {
    instances: [row],
    progress,
  } = await gateway.ended(job.id);
  assert.deepEqual(
    [row.outcome, row.sent, row.error?.code, row.error?.advice],
    ["accepted", true, "UnauthorizedOperation", "fix-credentials"],
  );
  assert.equal(progress.requests, seen());
});

test("a start refused for its key, and no other key to be had: failed with what the service said", async (t) => {
  const { gateway } = await setUp(t, ({ action, nth }) => {
    if (action === "StartInstances") return refused("AuthFailure.TokenFailure", "the token is over");
    if (action !== "AssumeRole") return undefined;
    return nth === 1 ? temporaryKey(1, 600_000) : refused("AuthFailure.SecretIdNotFound");
  });
  const { body: job } = await gateway.start([ID], { token: "ops" });
  const {
    instances: [row],
  } = await gateway.ended(job.id);
  assert.deepEqual(
    [row.outcome, row.error?.code, row.error?.advice],
    ["failed", "AuthFailure.TokenFailure", "fix-credentials"],
  );
});
