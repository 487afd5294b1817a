import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { LIMITS } from "#model";
import { scheduleOf } from "#schedule";
import { requestsOf, startPair, stoppedIds } from "./gateway.mjs";

/** Well-formed ids that no machine has. @param {number} count */
const idsOf = (count) => Array.from({ length: count }, (_, n) => `ins-${n.toString(36).padStart(8, "0")}`);

describe("the schedule of a dry run", () => {
  /** @type {Array<[instances: number, options: object, expected: [waves: number, batches: number, seconds: number]]>} */
  const CASES = [
    [0, {}, [0, 0, 0]],
    [1, {}, [1, 1, 0]],
    [LIMITS.ids, {}, [1, 1, 0]],
    [LIMITS.ids + 1, {}, [1, 2, 0]],
    [10 * LIMITS.ids, {}, [1, 10, 0]],
    [10 * LIMITS.ids + 1, {}, [1, 11, 1.005]],
    [100 * LIMITS.ids, {}, [1, 100, 9.045]],
    [500, { ramp: { first: 1, factor: 1 } }, [500, 500, 499]],
    [500, { ramp: { first: 1, factor: 1 }, wait: false }, [500, 500, 49.245]],
    [LIMITS.ids * 3.5, { ramp: { first: LIMITS.ids / 2 } }, [3, 4, 2]],
    [7, { ramp: { first: 2, factor: 1.5 } }, [3, 3, 2]],
    [5, { ramp: { first: LIMITS.ids } }, [1, 1, 0]],
    [5, { ramp: { first: 0 } }, [1, 1, 0]],
  ];
  for (const [instances, options, [waves, batches, seconds]] of CASES)
    test(`of ${instances} instances with ${JSON.stringify(options)}`, () => {
      assert.deepEqual(scheduleOf("StartInstances", instances, options), { waves, batches, seconds });
    });
});

describe("a dry run", () => {
  /** @type {Awaited<ReturnType<typeof startPair>>} */
  let pair;
  /** @type {string[]} */
  let ids;
  before(async () => {
    pair = await startPair({ instances: 120, env: { MAX_RUNNING_JOBS_PER_TOKEN: "1" } });
    ids = await stoppedIds(pair.emulator, 8);
  });
  after(() => pair.close());

  /** @param {string[]} instanceIds @param {object} [fields] @param {Record<string, string>} [headers] */
  const dryRun = async (instanceIds, fields = {}, headers = {}) => {
    const { status, body } = await pair.gateway.start(instanceIds, {
      headers,
      fields: { ...fields, dryRun: true },
    });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  test("has the batches of the waves that a job really sends", async () => {
    const fields = { ramp: { first: 1, factor: 2 }, wait: false };
    const dry = await dryRun(ids.slice(0, 5), fields);
    assert.deepEqual([dry.waves, dry.batches, dry.waitsForInstances], [3, 3, false]);
    assert.equal((await dryRun(ids)).waitsForInstances, true);
    const { body } = await pair.gateway.start(ids.slice(0, 5), { fields });
    await pair.gateway.ended(body.id);
    const sent = await requestsOf(pair, "StartInstances");
    assert.equal(sent.length, dry.batches);
  });

  test("looks at no instance: those that do not exist are not refused", async () => {
    const before = (await pair.emulator.snapshot()).requests.length;
    const dry = await dryRun(idsOf(3));
    assert.deepEqual([dry.accepted, dry.instances, dry.refused], [true, 3, []]);
    assert.equal((await pair.emulator.snapshot()).requests.length, before);
  });

  test("says what POST answers to its Idempotency-Key", async () => {
    const malformed = { "idempotency-key": "a b" };
    const refused = await pair.gateway.start(ids, { headers: malformed });
    assert.equal(refused.status, 400);
    const { problem } = await dryRun(ids, {}, malformed);
    assert.deepEqual(problem, { status: 400, code: refused.body.code, detail: refused.body.detail });

    const headers = { "idempotency-key": "once" };
    assert.equal((await dryRun(ids.slice(5, 6), {}, headers)).jobId, undefined);
    const { body: job } = await pair.gateway.start(ids.slice(5, 6), { headers });
    assert.equal(job.state, "running", JSON.stringify(job));
    const same = await dryRun(ids.slice(5, 6), {}, headers);
    assert.deepEqual([same.accepted, same.jobId, same.problem], [true, job.id, undefined]);
    const conflict = await pair.gateway.start(ids.slice(6, 7), { headers });
    assert.equal(conflict.status, 409);
    const other = await dryRun(ids.slice(6, 7), {}, headers);
    assert.equal(other.accepted, false);
    assert.deepEqual(other.problem, { status: 409, code: conflict.body.code, detail: conflict.body.detail });
    await pair.gateway.ended(job.id);
  });
});
