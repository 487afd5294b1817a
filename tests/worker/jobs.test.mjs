import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { collect, REGION, readEvents, startPair, stoppedIds, until } from "./gateway.mjs";

/** @typedef {import("tencentcloud-edge").Instance} Instance */
/** @typedef {import("../../worker/src/jobs/types.js").JobView} JobView */

/** @param {Instance[]} items */
const idsOf = (items) => items.map((item) => item.InstanceId);

describe("instances", () => {
  /** @type {Awaited<ReturnType<typeof startPair>>} */
  let pair;
  before(async () => {
    pair = await startPair({ instances: 90 });
  });
  after(() => pair.close());
  /** @param {string} query */
  const list = async (query) => {
    const { status, body } = await pair.gateway.api(`/v1/instances?region=${REGION}${query}`, {
      token: "ops",
    });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const truth = async () => (await pair.emulator.snapshot()).instances.filter((i) => i.region === REGION);

  test("the pages hold every instance of the region exactly once", async () => {
    const all = idsOf(await truth());
    const seen = [];
    let cursor = "";
    do {
      const page = await list(`&limit=7${cursor && `&cursor=${cursor}`}`);
      assert.equal(page.total, all.length);
      assert.ok(page.items.length <= 7);
      seen.push(...idsOf(page.items));
      cursor = page.cursor ?? "";
    } while (cursor);
    assert.deepEqual([...seen].sort(), [...all].sort());
  });

  test("state, name and id filter the list", async () => {
    const all = await truth();
    const stopped = all.filter((i) => i.InstanceState === "STOPPED");
    assert.ok(stopped.length > 0 && stopped.length < all.length);
    const byState = await list("&state=STOPPED");
    assert.deepEqual(idsOf(byState.items).sort(), idsOf(stopped).sort());
    assert.equal(byState.total, stopped.length);
    const [one] = stopped;
    assert.deepEqual(idsOf((await list(`&q=${one.InstanceId}`)).items), [one.InstanceId]);
    assert.deepEqual((await list(`&q=${one.InstanceId}&state=RUNNING`)).items, []);
    const byName = await list(`&q=${encodeURIComponent(one.InstanceName)}`);
    assert.ok(idsOf(byName.items).includes(one.InstanceId));
    assert.deepEqual((await list("&q=no-such-name-anywhere")).items, []);
  });
});

describe("jobs", () => {
  /** @type {Awaited<ReturnType<typeof startPair>>} */
  let pair;
  /** @type {string[]} */
  let pool;
  before(async () => {
    pair = await startPair({ instances: 300 });
    pool = await stoppedIds(pair.emulator, 40);
  });
  after(() => pair.close());
  const take = (/** @type {number} */ count) => pool.splice(0, count);
  /** @param {string[]} ids */
  const startsOf = async (ids) => {
    const { starts } = await pair.emulator.snapshot();
    return ids.map((id) => starts[id] ?? 0);
  };

  test("an operation that needs a secret is refused, because jobs are stored; so is a secret parameter", async () => {
    const password = "Abcdef-12345";
    const ids = pool.slice(0, 1);
    /** @type {Array<[more: object, field: string]>} */
    const bodies = [
      [{}, "action"],
      [{ parameters: { Password: password } }, "parameters.Password"],
    ];
    for (const [more, field] of bodies) {
      const fields = { action: "ResetInstancesPassword", ...more };
      const refused = await pair.gateway.start(ids, { fields });
      assert.equal(refused.status, 400);
      assert.equal(refused.body.field, field);
      assert.match(refused.body.detail, /secret.*the gateway stores its jobs/);
      assert.ok(!JSON.stringify(refused.body).includes(password));
      const dry = await pair.gateway.start(ids, { fields: { ...fields, dryRun: true } });
      assert.equal(dry.body.accepted, false);
    }
    assert.ok(!pair.gateway.log().includes(password));
  });

  test("three stopped instances are started, each once, in one request", async () => {
    const ids = take(3);
    const made = await pair.gateway.start(ids);
    assert.equal(made.status, 202);
    const { id } = made.body;
    assert.equal(made.headers.get("location"), `/v1/jobs/${id}`);
    assert.equal(made.body.state, "running");
    assert.equal(made.body.progress.total, 3);
    const job = await pair.gateway.ended(id);
    assert.equal(job.state, "done");
    assert.ok(Number(job.finishedAt) >= job.createdAt);
    assert.equal(job.progress.outcomes.done, 3);
    assert.deepEqual(
      job.instances.map((i) => [i.instanceId, i.outcome, i.state, i.sent]),
      ids.map((instanceId) => [instanceId, "done", "RUNNING", true]),
    );
    const { requests } = await pair.emulator.snapshot();
    const acting = requests.filter(
      (r) =>
        r.action === "StartInstances" && r.instanceIds?.some((/** @type {string} */ i) => ids.includes(i)),
    );
    assert.deepEqual(
      acting.map((r) => [...(r.instanceIds ?? [])].sort()),
      [[...ids].sort()],
    );
    assert.deepEqual(await startsOf(ids), [1, 1, 1]);
  });

  test("the event stream reports the job to its end, and resumes", async () => {
    const { body } = await pair.gateway.start(take(3));
    const path = `/v1/jobs/${body.id}/events`;
    const reply = await pair.gateway.raw(path, { token: "ops" });
    assert.equal(reply.status, 200);
    assert.match(reply.headers.get("content-type") ?? "", /^text\/event-stream/);
    const [first, ...rest] = await collect(readEvents(reply));
    const events = [first, ...rest].filter((event) => event !== undefined);
    assert.ok(events.length >= 2);
    assert.deepEqual(
      events.map(({ event }) => event),
      [...Array(events.length - 1).fill("progress"), "done"],
    );
    const eventIds = events.map(({ id }) => Number(id));
    assert.deepEqual(
      eventIds,
      [...new Set(eventIds)].sort((a, b) => a - b),
    );
    for (const { data } of events) assert.equal(data.id, body.id);
    const last = events.at(-1)?.data;
    assert.equal(last.state, "done");
    assert.equal(last.progress.outcomes.done, 3);

    const again = await collect(
      readEvents(
        await pair.gateway.raw(path, { token: "ops", headers: { "last-event-id": String(first?.id) } }),
      ),
    );
    assert.deepEqual(
      again.map(({ event }) => event),
      ["done"],
    );
    assert.ok(Number(again[0]?.id) > Number(first?.id));
  });

  test("a listener that reconnects gets no event twice and does not miss the end", async () => {
    const { body } = await pair.gateway.start(take(3));
    const path = `/v1/jobs/${body.id}/events`;
    const first = await readEvents(await pair.gateway.raw(path, { token: "ops" })).next();
    const seen = Number(first.value?.id);
    const rest = await collect(
      readEvents(await pair.gateway.raw(path, { token: "ops", headers: { "last-event-id": String(seen) } })),
    );
    assert.ok(rest.every(({ id }) => Number(id) > seen));
    assert.equal(rest.at(-1)?.event, "done");
  });

  test("the same idempotency key returns the same job, in every region; another body is a conflict", async () => {
    const ids = take(2);
    const headers = { "idempotency-key": "monday-morning" };
    const [one, two] = await Promise.all([
      pair.gateway.start(ids, { headers }),
      pair.gateway.start(ids, { headers }),
    ]);
    assert.equal(one.status, 202);
    assert.equal(two.body.id, one.body.id);
    const later = await pair.gateway.start(ids, { headers, fields: { region: "ap-singapore" } });
    assert.equal(later.status, 409);
    assert.equal(later.body.code, "Gateway.IdempotencyConflict");
    assert.equal((await pair.gateway.start(ids.slice(1), { headers })).status, 409);
    const other = await pair.gateway.start(ids, { headers, token: "other" });
    assert.notEqual(other.body.id, one.body.id, "a key belongs to the token that used it");
    await pair.gateway.ended(one.body.id);
    await pair.gateway.ended(other.body.id);
    assert.deepEqual(await startsOf(ids), [1, 1]);
    assert.equal((await pair.gateway.start(ids, { headers })).body.id, one.body.id);
  });

  test("a dry run describes the job and sends nothing", async () => {
    const [id = ""] = take(1);
    const before = (await pair.emulator.snapshot()).requests.length;
    const { status, body } = await pair.gateway.start([id, "nope"], { fields: { dryRun: true } });
    assert.equal(status, 200);
    assert.equal(body.instances, 1);
    assert.equal(body.batches, 1);
    assert.equal(body.seconds, 0);
    assert.deepEqual(
      body.refused.map((/** @type {{ instanceId: string, code: string }} */ r) => [r.instanceId, r.code]),
      [["nope", "Client.InvalidInstanceId"]],
    );
    assert.equal((await pair.emulator.snapshot()).requests.length, before);
  });

  test("a cancelled job ends as cancelled and sends nothing more", async () => {
    const ids = take(4);
    const { body } = await pair.gateway.start(ids);
    const answer = await pair.gateway.api(`/v1/jobs/${body.id}/cancel`, { method: "POST", token: "ops" });
    assert.equal(answer.status, 202);
    const job = await pair.gateway.ended(body.id);
    assert.equal(job.state, "cancelled");
    assert.equal(job.progress.outcomes.pending, 0);
    const { length } = (await pair.emulator.snapshot()).requests;
    const again = await pair.gateway.api(`/v1/jobs/${body.id}/cancel`, { method: "POST", token: "ops" });
    assert.equal(again.status, 202);
    assert.equal(again.body.state, "cancelled");
    assert.equal((await pair.emulator.snapshot()).requests.length, length);
  });

  test("jobs are listed newest first, and only to callers who may see them", async () => {
    const mine = await pair.gateway.start(take(1));
    const theirs = await pair.gateway.start(take(1), { token: "few" });
    const listed = async (/** @type {string} */ token) =>
      (await pair.gateway.api("/v1/jobs", { token })).body.items.map((/** @type {JobView} */ job) => job.id);
    const all = await listed("ops");
    assert.deepEqual(all.slice(0, 2), [theirs.body.id, mine.body.id]);
    assert.ok(!(await listed("reader")).includes(mine.body.id));
    assert.deepEqual(await listed("abroad"), []);
    assert.equal((await pair.gateway.api(`/v1/jobs/${mine.body.id}`, { token: "reader" })).status, 404);
    assert.equal((await pair.gateway.api(`/v1/jobs/${mine.body.id}`, { token: "abroad" })).status, 404);
    await pair.gateway.ended(mine.body.id);
    await pair.gateway.ended(theirs.body.id);
  });

  test("two jobs of the same instances start each once", async () => {
    const ids = take(3);
    const [one, two] = await Promise.all([pair.gateway.start(ids), pair.gateway.start(ids)]);
    const jobs = [await pair.gateway.ended(one.body.id), await pair.gateway.ended(two.body.id)];
    for (const job of jobs) assert.equal(job.state, "done");
    assert.deepEqual(await startsOf(ids), [1, 1, 1]);
  });

  test("an id that the cloud does not know fails alone", async () => {
    const ids = [...take(1), "ins-zzzzzzzz"];
    const { body } = await pair.gateway.start(ids);
    const job = await pair.gateway.ended(body.id);
    const outcomes = Object.fromEntries(job.instances.map((i) => [i.instanceId, i]));
    assert.equal(outcomes[ids[0] ?? ""]?.outcome, "done");
    assert.equal(outcomes["ins-zzzzzzzz"]?.outcome, "failed");
    assert.equal(outcomes["ins-zzzzzzzz"]?.error?.code, "InvalidInstanceId.NotFound");
  });

  test("a listener that disconnects does not affect the job", async () => {
    const { body } = await pair.gateway.start(take(2));
    const leave = new AbortController();
    const stream = await pair.gateway.raw(`/v1/jobs/${body.id}/events`, {
      token: "ops",
      signal: leave.signal,
    });
    await readEvents(stream).next();
    leave.abort();
    assert.equal((await pair.gateway.ended(body.id)).state, "done");
    await until("the gateway's log to hold the end", () =>
      pair.gateway.log().includes('"event":"job.finished"'),
    );
  });
});
