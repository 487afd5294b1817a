import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { envOf, REGION, startGateway, tokensOf } from "./gateway.mjs";

/** @typedef {import("tencentcloud-edge").Instance} Instance */

describe("what a token may not see", () => {
  const INSTANCES = 700;
  /** @type {import("./gateway.mjs").EmulatorServer} */
  let emulator;
  /** @type {import("./gateway.mjs").TestGateway} */
  let gateway;
  /** @type {Instance[]} */
  let all;
  /** @type {string} */
  let prefix;
  before(async () => {
    emulator = await startEmulator({ instances: INSTANCES });
    all = (await emulator.snapshot()).instances.filter((i) => i.region === REGION);
    prefix = all[0].InstanceId.slice(0, 5);
    const scopes = { actions: "*", regions: "*" };
    gateway = await startGateway({
      ...envOf(emulator.url),
      GATEWAY_TOKENS: tokensOf({
        one: { ...scopes, instances: [all[1].InstanceId] },
        many: {
          ...scopes,
          instances: [...all.slice(0, 150).map((i) => i.InstanceId), "ins-zzzzzzzz", "nothing"],
        },
        some: { ...scopes, instances: [`${prefix}*`] },
        none: { ...scopes, instances: [] },
      }),
    });
  });
  after(async () => {
    await gateway.close();
    await emulator.kill();
  });
  /** @param {string} token @param {string} [query] */
  const list = async (token, query = "") => {
    const { status, body } = await gateway.api(`/v1/instances?region=${REGION}${query}`, { token });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  test("affects neither total nor q nor state", async () => {
    const hidden = /** @type {Instance} */ (all.find((i) => !i.InstanceId.startsWith(prefix)));
    /** @type {Record<string, (id: string) => boolean>} */
    const sees = {
      one: (id) => id === all[1].InstanceId,
      some: (id) => id.startsWith(prefix),
      none: () => false,
    };
    const { InstanceId, InstanceName } = hidden;
    for (const [token, isVisible] of Object.entries(sees))
      for (const q of [InstanceName, InstanceName.slice(0, -1), InstanceName.slice(0, 4), InstanceId]) {
        const visible = all.filter(
          (i) =>
            isVisible(i.InstanceId) && (q === InstanceId ? i.InstanceId === q : i.InstanceName.includes(q)),
        );
        const { total, items } = await list(token, `&q=${encodeURIComponent(q)}&limit=100`);
        assert.equal(total, visible.length, `${token} ${q}`);
        assert.ok(items.every((/** @type {Instance} */ i) => isVisible(i.InstanceId)));
      }
  });

  test("for a token of complete ids these are looked up, across pages, without unknown ones", async () => {
    assert.deepEqual(
      (await list("one")).items.map((/** @type {Instance} */ i) => i.InstanceId),
      [all[1].InstanceId],
    );
    assert.equal((await list("one")).total, 1);
    const before = (await emulator.snapshot()).requests.length;
    const first = await list("many");
    assert.equal(first.total, 150);
    const second = await list("many", `&cursor=${first.cursor}`);
    assert.equal(second.cursor, undefined);
    assert.deepEqual(
      [...first.items, ...second.items].map((i) => i.InstanceId).sort(),
      all
        .slice(0, 150)
        .map((i) => i.InstanceId)
        .sort(),
    );
    const asked = (await emulator.snapshot()).requests.slice(before);
    assert.ok(asked.every((r) => (r.instanceIds ?? []).length > 0));
  });

  test("for a pattern all pages of the region are scanned", async () => {
    const expected = all.filter((i) => i.InstanceId.startsWith(prefix)).map((i) => i.InstanceId);
    const { items, total, partial } = await list("some");
    assert.deepEqual(items.map((/** @type {Instance} */ i) => i.InstanceId).sort(), expected.sort());
    assert.equal(total, expected.length);
    assert.equal(partial, undefined);
    const stopped = await list("some", "&state=STOPPED");
    assert.equal(
      stopped.total,
      all.filter((i) => i.InstanceId.startsWith(prefix) && i.InstanceState === "STOPPED").length,
    );
  });

  test("the list of a region that is too large to be scanned is marked partial", async () => {
    await gateway.close();
    gateway = await startGateway({
      ...envOf(emulator.url),
      MAX_SCANNED_INSTANCES: "100",
      GATEWAY_TOKENS: tokensOf({ some: { actions: "*", regions: "*", instances: [`${prefix}*`] } }),
    });
    assert.equal((await list("some")).partial, true);
  });
});
