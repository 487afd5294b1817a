import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { asProblem, control, REGION, startPair, stoppedIds, until } from "./gateway.mjs";

describe("jobs", () => {
  /** @type {Awaited<ReturnType<typeof startPair>>} */
  let pair;
  /** @type {string[]} */
  let ids;
  /** @type {Record<string, string>} job ids by state */
  const made = {};
  before(async () => {
    pair = await startPair({ instances: 120 });
    ids = await stoppedIds(pair.emulator, 4);
    const { body: done } = await pair.gateway.start([...ids.slice(0, 2), "ins-zzzzzzzz"]);
    made.done = done.id;
    await pair.gateway.ended(done.id);
    await control(pair.emulator, "faults", { kind: "hang", action: "DescribeInstances" });
    for (const name of ["running", "other"]) made[name] = (await pair.gateway.start(ids.slice(2, 3))).body.id;
    const { body: cancelled } = await pair.gateway.start(ids.slice(3));
    made.cancelled = cancelled.id;
    const path = `/v1/jobs/${cancelled.id}/cancel?account=default`;
    await pair.gateway.api(path, { method: "POST", token: "other" });
    await pair.gateway.ended(cancelled.id);
  });
  after(() => pair.close());

  /** @param {string} query */
  const list = (query) => pair.gateway.api(`/v1/jobs?${query}`, { token: "ops" });
  /** @param {string} query */
  const listed = async (query) => {
    const { status, body } = await list(query);
    assert.equal(status, 200, JSON.stringify(body));
    return body.items.map((/** @type {{ id: string }} */ { id }) => id);
  };

  test("are listed by their state", async () => {
    assert.deepEqual(await listed("state=running"), [made.other, made.running]);
    assert.deepEqual(await listed("state=done"), [made.done]);
    assert.deepEqual(await listed("state=cancelled"), [made.cancelled]);
    assert.deepEqual(await listed("state=stuck"), []);
    const { status, body } = asProblem(await list("state=ended")) && (await list("state=ended"));
    assert.deepEqual([status, body.field], [400, "state"]);
    assert.match(body.detail, /running, done, cancelled, halted, stuck/);
  });

  test("are listed in pages of the size that is asked for, by state too", async () => {
    for (const query of ["", "state=running&"]) {
      const all = await listed(query);
      const seen = [];
      for (let cursor = ""; ; ) {
        const { body } = await list(`${query}limit=1&cursor=${cursor}`);
        assert.equal(body.items.length, 1);
        seen.push(body.items[0].id);
        cursor = body.cursor ?? "";
        if (!cursor) break;
      }
      assert.deepEqual(seen, all);
    }
    assert.equal((await list("limit=0")).status, 400);
    assert.equal((await list("limit=201")).body.field, "limit");
  });

  test("name their account and region wherever they are shown", async () => {
    const { body: view } = await pair.gateway.api(`/v1/jobs/${made.done}`, { token: "ops" });
    const { body: page } = await list("state=done");
    const events = await (await pair.gateway.raw(`/v1/jobs/${made.done}/events`, { token: "ops" })).text();
    const event = JSON.parse(/^data: (.*)$/m.exec(events)?.[1] ?? "");
    for (const { account, region } of [view, page.items[0], event])
      assert.deepEqual([account, region], ["default", REGION]);
  });

  test("are logged with who, where, how many and how they ended", async () => {
    /** @param {string} event @param {string | undefined} job */
    const line = (event, job) =>
      until(`the line ${event}`, () => {
        const lines = pair.gateway
          .log()
          .split("\n")
          .filter((text) => text.startsWith("{"));
        return lines.map((text) => JSON.parse(text)).find((it) => it.event === event && it.job === job);
      });
    const where = { account: "default", region: REGION, action: "StartInstances" };
    const facts = async (/** @type {string} */ event, /** @type {string | undefined} */ job) => {
      const { at: _, ...known } = await line(event, job);
      return known;
    };
    assert.deepEqual(await facts("job.created", made.done), {
      ...{ event: "job.created", job: made.done, ...where, instances: 3, by: "ops" },
    });
    assert.deepEqual(await facts("job.finished", made.done), {
      ...{ event: "job.finished", job: made.done, ...where, instances: 3, by: "ops", state: "done" },
      ...{ accepted: 0, already: 0, conflict: 0, done: 2, failed: 1, unknown: 0 },
    });
    assert.deepEqual(await facts("job.cancelled", made.cancelled), {
      ...{ event: "job.cancelled", job: made.cancelled, ...where, instances: 1 },
      ...{ by: "other", createdBy: "ops" },
    });
    const ended = await facts("job.finished", made.cancelled);
    assert.deepEqual([ended.by, ended.state, ended.unknown], ["ops", "cancelled", 1]);
  });
});
