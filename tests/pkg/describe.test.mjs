import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describeInstances } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { fetchOf, REGION, rejection, reply } from "./support.mjs";

/** @param {number} from @param {number} count */
const ids = (from, count) =>
  Array.from({ length: count }, (_, at) => `ins-${(from + at).toString(16).padStart(8, "0")}`);

/**
 * A service whose fleet changes between two pages.
 * @param {string[]} fleet
 * @param {Array<(fleet: string[]) => string[]>} changes one before each page
 * @param {{largest?: number}} [how] a page that asks for more is refused as too big
 */
function changing(fleet, changes, { largest = 100 } = {}) {
  /** @type {Array<{offset: number, total: number}>} */
  const pages = [];
  let now = fleet;
  const options = {
    region: REGION,
    credentials: demoCredentials,
    accountKey: crypto.randomUUID(),
    fetch: fetchOf(async (request) => {
      const { Offset: offset, Limit: limit } = await request.json();
      if (limit > largest) return reply({ Error: { Code: "ResponseSizeLimitExceeded", Message: "too big" } });
      now = changes[pages.length]?.(now) ?? now;
      pages.push({ offset, total: now.length });
      const InstanceSet = now.slice(offset, offset + limit).map((InstanceId) => ({ InstanceId }));
      return reply({ TotalCount: now.length, InstanceSet });
    }),
  };
  return { options, pages, after: () => now };
}

/** @param {Parameters<typeof describeInstances>[0]} options */
async function listed(options) {
  const found = [];
  for await (const { InstanceId } of describeInstances(options)) found.push(InstanceId);
  return found;
}

const same = (/** @type {string[]} */ fleet) => fleet;

describe("a list that changes while it is read", () => {
  /** @type {Array<[string, number, Array<(fleet: string[]) => string[]>]>} */
  const cases = [
    ["nothing changes", 250, []],
    ["exactly two pages", 200, []],
    ["the first five end", 250, [same, (fleet) => fleet.slice(5)]],
    ["five of the first page end, and later five more", 250, [same, (f) => f.slice(5), (f) => f.slice(5)]],
    ["the whole first page ends", 250, [same, (fleet) => fleet.slice(100)]],
    ["all but the last ten end", 250, [same, same, (fleet) => fleet.slice(-10)]],
    ["five come at the front", 250, [same, (fleet) => [...ids(9_000, 5), ...fleet]]],
    ["as many come at the front as a page has", 250, [same, (fleet) => [...ids(9_000, 99), ...fleet]]],
    ["one more comes at the front", 250, [same, (fleet) => [...ids(9_000, 100), ...fleet]]],
    [
      "some come in the middle of the page before",
      250,
      [same, (f) => [...f.slice(0, 50), ...ids(9_000, 60), ...f.slice(50)]],
    ],
    [
      "one comes where two pages meet",
      250,
      [same, (f) => [...f.slice(0, 99), ...ids(9_000, 1), ...f.slice(99)]],
    ],
    ["five come at the end", 250, [same, (fleet) => [...fleet, ...ids(9_000, 5)]]],
    ["five end and five come at the end", 250, [same, (f) => [...f.slice(5), ...ids(9_000, 5)]]],
    ["five end and two hundred come at the front", 250, [same, (f) => [...ids(9_000, 200), ...f.slice(5)]]],
    ["the one where two pages meet ends", 250, [same, (fleet) => fleet.filter((_, at) => at !== 99)]],
  ];
  for (const [name, count, changes] of cases) {
    for (const largest of [100, 25]) {
      const fleet = ids(1, count);
      test(`${name}, ${largest} a page`, async () => {
        const service = changing(fleet, changes, { largest });
        const found = await listed(service.options);
        assert.equal(new Set(found).size, found.length, "nobody twice");
        const missing = service.after().filter((id) => fleet.includes(id) && !found.includes(id));
        assert.deepEqual(missing, [], JSON.stringify(service.pages));
        assert.ok(service.pages.length < 60);
      });
    }
  }

  test("two instances a page, and five come at the front", async () => {
    const fleet = ids(1, 12);
    const service = changing(fleet, [same, (now) => [...ids(9_000, 5), ...now]], { largest: 2 });
    const found = await listed(service.options);
    assert.deepEqual(
      fleet.filter((id) => !found.includes(id)),
      [],
    );
  });

  test("one instance a page, whose predecessors end", async () => {
    const fleet = ids(1, 12);
    const service = changing(fleet, [same, same, same, (now) => now.slice(2)], { largest: 1 });
    assert.deepEqual((await listed(service.options)).sort(), fleet);
  });

  test("one that never stands still is given up", async () => {
    let round = 0;
    const always = Array.from({ length: 500 }, () => () => ids(100_000 + 1_000 * round++, 250));
    const service = changing(ids(1, 250), always);
    const { code, advice, message } = await rejection(listed({ ...service.options, pace: undefined }));
    assert.deepEqual({ code, advice }, { code: "Client.BadReply", advice: "retry" });
    assert.match(message, /not complete/);
    assert.ok(service.pages.length < 100);
  });
});
