import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { envOf, REGION, startGateway, tokensOf } from "./gateway.mjs";
import { machine, page, startCloud } from "./mock-cloud.mjs";

/** @param {number} number */
const idOf = (number) => `ins-${String(number).padStart(8, "0")}`;
/** @param {string} code */
const refusal = (code) => ({ Response: { Error: { Code: code, Message: "no" }, RequestId: "r" } });

describe("what the cloud replies to a list", () => {
  /** @type {Awaited<ReturnType<typeof startCloud>>} */
  let world;
  /** @type {import("./gateway.mjs").TestGateway} */
  let gateway;
  before(async () => {
    world = await startCloud();
    gateway = await startGateway({
      ...envOf(world.url),
      GATEWAY_TOKENS: tokensOf({
        ops: { actions: "*", regions: "*", instances: "*" },
        some: { actions: "*", regions: "*", instances: ["ins-0*", "ins-9*"] },
      }),
    });
  });
  after(async () => {
    await gateway.close();
    await world.close();
  });
  let asked = 0;
  /** A list that nobody asked for before. */
  const list = (token = "ops") => gateway.api(`/v1/instances?region=${REGION}&q=list-${++asked}`, { token });

  test("a throttled list is 503 after three requests, and does not wait for a reply that is there", async () => {
    world.cloud.reply = () => refusal("RequestLimitExceeded");
    const before = world.seen.length;
    const { status, body, headers } = await list();
    assert.deepEqual([status, body.code], [503, "RequestLimitExceeded"]);
    assert.equal(headers.get("retry-after"), "1");
    assert.equal(world.seen.length - before, 3);
  });

  test("many refused lists of the same at once all have the refusal", async () => {
    world.cloud.reply = () => refusal("UnauthorizedOperation");
    const answers = await Promise.all(
      Array.from({ length: 300 }, () =>
        gateway.api(`/v1/instances?region=${REGION}&q=refused`, { token: "ops" }),
      ),
    );
    const codes = new Set(answers.map(({ body }) => body.code));
    assert.deepEqual([...codes], ["UnauthorizedOperation"]);
  });

  for (const code of ["constructor", "__proto__", "toString"])
    test(`the code ${code} is a code like others`, async () => {
      world.cloud.reply = () => refusal(code);
      const { status, body } = await list();
      assert.deepEqual([status, body.code], [502, code]);
    });

  for (const [what, reply] of /** @type {[string, object][]} */ ([
    ["null for an instance", { TotalCount: 1, InstanceSet: [null] }],
    ["a number for an instance", { TotalCount: 1, InstanceSet: [5] }],
    ["an instance without id", { TotalCount: 1, InstanceSet: [{}] }],
    ["less than none", { TotalCount: -1, InstanceSet: [] }],
    ["more than can be counted", { TotalCount: 2 ** 53, InstanceSet: [] }],
  ]))
    for (const token of ["ops", "some"])
      test(`${what} is 502 for ${token}`, async () => {
        world.cloud.reply = () => ({ Response: { ...reply, RequestId: "r" } });
        const { status, body } = await list(token);
        assert.deepEqual([status, body.code], [502, "Gateway.BadReply"]);
      });

  describe("a token of patterns, while instances end in front of others", () => {
    /** @type {string[]} */
    let fleet = [];
    beforeEach(async () => {
      // The pages of the test before are kept for a second.
      await delay(1_100);
      fleet = Array.from({ length: 250 }, (_, index) => idOf(index));
    });

    /** @param {number} times how often, after the first page was read, instances end and as many others come */
    function changing(times) {
      let changes = 0;
      world.cloud.reply = ({ Offset = 0, Limit = 20 }) => {
        const instances = fleet.slice(Offset, Offset + Limit).map((id) => machine(id, `list ${id}`));
        const answer = page(instances, fleet.length);
        if (Offset === 0 && changes++ < times)
          fleet = [
            ...fleet.slice(20),
            ...Array.from({ length: 20 }, (_, index) => idOf(changes * 1_000 + index)),
          ];
        return answer;
      };
    }

    /** All pages of one list. */
    async function all() {
      const name = "&q=list";
      const ids = new Set();
      for (let cursor = "", pages = 0; ; ) {
        const { status, body } = await gateway.api(
          `/v1/instances?region=${REGION}${name}&limit=100&cursor=${cursor}`,
          { token: "some" },
        );
        assert.equal(status, 200);
        for (const { InstanceId } of body.items) ids.add(InstanceId);
        cursor = body.cursor ?? "";
        pages += 1;
        if (cursor === "") return { ids, total: body.total, partial: body.partial, pages };
      }
    }

    test("sees every one that was there throughout, and counts them", async () => {
      changing(1);
      const { ids, total, partial } = await all();
      for (let index = 20; index < 250; index++) assert.ok(ids.has(idOf(index)), idOf(index));
      assert.equal(total, 250);
      assert.equal(partial, undefined);
    });

    test("is told that the list may not be whole where each scan met a change", async () => {
      changing(Number.POSITIVE_INFINITY);
      const { partial } = await all();
      assert.equal(partial, true);
    });
  });
});
