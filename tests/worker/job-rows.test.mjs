import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { envOf, REGION, startGateway, stoppedIds, tokensOf } from "./gateway.mjs";
import { runSql } from "./storage.mjs";

/** @typedef {import("../../worker/src/jobs/types.js").JobView} JobView */
/** @typedef {import("../../worker/src/jobs/types.js").InstanceRow} InstanceRow */

describe("a large job", () => {
  const COUNT = 1_150;
  /** @type {import("./gateway.mjs").EmulatorServer} */
  let emulator;
  /** @type {import("./gateway.mjs").TestGateway} */
  let gateway;
  /** @type {string[]} */
  let ids;
  /** @type {JobView} */
  let made;
  before(async () => {
    emulator = await startEmulator({ instances: 5_000 });
    const all = { actions: "*", regions: "*", instances: "*", maxInstances: 20_000 };
    gateway = await startGateway({ ...envOf(emulator.url), GATEWAY_TOKENS: tokensOf({ all }) });
    ids = [...(await stoppedIds(emulator, COUNT)), "ins-zzzzzzzz", "ins-zzzzzzzy"];
    made = (await gateway.start(ids, { token: "all", fields: { wait: false } })).body;
  });
  after(async () => {
    await gateway.close();
    await emulator.kill();
  });
  /** @param {string} query @param {Record<string, string>} [headers] */
  const csv = async (query, headers = {}) => {
    const reply = await gateway.raw(`/v1/jobs/${made.id}/instances${query}`, { token: "all", headers });
    assert.equal(reply.status, 200);
    assert.match(reply.headers.get("content-type") ?? "", /^text\/csv/);
    return (await reply.text()).trimEnd().split("\r\n");
  };

  test("has its first hundred instances in its view, pending while it runs", async () => {
    assert.equal(made.progress.total, ids.length);
    assert.deepEqual(
      made.instances.map((/** @type {InstanceRow} */ row) => [row.instanceId, row.outcome, row.sent]),
      ids.slice(0, 100).map((id) => [id, "pending", false]),
    );
    const rows = await gateway.rows(made.id, { token: "all" });
    assert.deepEqual(
      rows.map(({ instanceId }) => instanceId),
      ids,
    );
  });

  test("lists its instances page by page, by outcome, by code, and as CSV", async () => {
    await gateway.ended(made.id, "all");
    for (const query of ["limit=7", "limit=1000", "outcome=accepted&limit=500", "outcome=failed"]) {
      const rows = await gateway.rows(made.id, { token: "all", query });
      const expected = query.includes("failed")
        ? ids.slice(-2)
        : query.includes("accepted")
          ? ids.slice(0, -2)
          : ids;
      assert.deepEqual(
        rows.map(({ instanceId }) => instanceId),
        expected,
        query,
      );
    }
    const byCode = await gateway.rows(made.id, { token: "all", query: "code=InvalidInstanceId.NotFound" });
    assert.equal(byCode.length, 2);
    const lines = await csv("?format=csv");
    assert.equal(lines.length, ids.length + 1);
    assert.match(String(lines[0]), /^"instanceId","outcome","sent"/);
    assert.ok(String(lines[1]).startsWith(`"${ids[0]}","accepted","true"`));
    assert.equal((await csv("?outcome=failed", { accept: "text/csv" })).length, 3);
    const odd = await gateway.api(`/v1/jobs/${made.id}/instances?outcome=odd`, { token: "all" });
    assert.equal(odd.status, 400);
    assert.equal(odd.body.field, "outcome");
    assert.equal((await gateway.api(`/v1/jobs/${made.id}/instances`, { token: "reader" })).status, 404);
  });

  test("escapes in its CSV what a spreadsheet would evaluate", async () => {
    await gateway.ended(made.id, "all");
    await gateway.crash();
    const starts = ["=", "+", "-", "@", "\\t", "\\r"];
    for (const start of starts) {
      await runSql(gateway.stateDir, `default:${REGION}`, [
        [`UPDATE results SET value = replace(value, '"message":"', '"message":"${start}')`],
      ]);
      await gateway.resume();
      const lines = await csv("?outcome=failed&format=csv");
      const message = String(lines[1]).split('","')[6];
      assert.equal(message?.[0], "'", JSON.stringify(message));
      await gateway.crash();
    }
    await gateway.resume();
  });
});
