import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { load } from "../www/load.mjs";
import {
  asProblem,
  notStartedOnce,
  REGION,
  readEvents,
  requestsOf,
  startPair,
  stoppedIds,
  until,
} from "./gateway.mjs";

/** @typedef {Awaited<ReturnType<typeof startPair>>} Pair */

const ELSEWHERE = "ap-singapore";
const ALL = { actions: "*", regions: "*", instances: "*", accounts: "*" };
const TOKENS = { all: ALL, abroad: { ...ALL, regions: [ELSEWHERE] }, watcher: { metrics: true } };
/** So long that a job certainly runs when the gateway is started anew. */
const SLOW = ["--boot", "20000,20000"];

/** @param {Record<string, object>} accounts */
const accountsOf = (accounts) => ({ ACCOUNTS: JSON.stringify(accounts) });
const prod = (/** @type {string[]} */ ...regions) => ({ prod: { ...demoCredentials, regions } });

/**
 * A gateway that is started anew with another configuration while a job runs in REGION.
 * @param {import("node:test").TestContext} t
 * @param {Record<string, string>} before @param {Record<string, string>} after
 */
async function reconfigured(t, before, after) {
  const pair = await startPair({ args: SLOW, tokens: TOKENS, env: before });
  t.after(() => pair.close());
  const { gateway } = pair;
  const ids = await stoppedIds(pair.emulator, 3);
  const fields = before.ACCOUNTS ? { account: "prod" } : {};
  const { status, body } = await gateway.start(ids, { token: "all", fields: { ...fields, wait: true } });
  assert.equal(status, 202, JSON.stringify(body));
  await until("the start", async () => (await requestsOf(pair, "StartInstances")).length > 0);
  await gateway.crash();
  await gateway.resume(after);
  return { pair, gateway, ids, /** @type {string} */ id: body.id };
}

/** @param {import("./gateway.mjs").TestGateway} gateway @returns {Promise<string[]>} */
async function warningsOf(gateway) {
  const { status, body } = await gateway.api("/readyz", { token: "watcher" });
  assert.equal(status, 200, JSON.stringify(body));
  return body.warnings;
}

/** @param {import("./gateway.mjs").TestGateway} gateway */
const metricsOf = async (gateway) => (await gateway.raw("/metrics", { token: "watcher" })).text();

const CHANGES = /** @type {const} */ ([
  ["REGIONS", "default", {}, { REGIONS: ELSEWHERE }],
  ["its account", "prod", accountsOf(prod(REGION, ELSEWHERE)), accountsOf(prod(ELSEWHERE))],
]);
for (const [where, account, before, after] of CHANGES)
  test(`a job whose region is taken out of ${where} runs to its end, is found and listed, and named`, async (t) => {
    const { pair, gateway, ids, id } = await reconfigured(t, before, after);
    const read = await gateway.api(`/v1/jobs/${id}`, { token: "all" });
    assert.equal(read.status, 200, JSON.stringify(read.body));
    assert.equal(read.body.state, "running");
    const { body: list } = await gateway.api("/v1/jobs", { token: "all" });
    assert.deepEqual(
      list.items.map((/** @type {{ id: string }} */ job) => job.id),
      [id],
    );
    assert.equal(list.unavailable, undefined);
    assert.ok(
      (await warningsOf(gateway)).includes(
        `region ${REGION} of account ${account} is not served any more and has 1 running job`,
      ),
    );
    const labels = `account="${account}",region="${REGION}"`;
    assert.ok((await metricsOf(gateway)).includes(`tencentcloud_edge_jobs{${labels},state="running"} 1`));
    const stream = await gateway.raw(`/v1/jobs/${id}/events`, { token: "all" });
    assert.equal(stream.status, 200);
    let last;
    for await (const event of readEvents(stream)) last = event;
    assert.equal(last?.event, "done");
    assert.equal((await gateway.ended(id, "all")).progress.outcomes.done, ids.length);
    assert.equal((await gateway.rows(id, { token: "all" })).length, ids.length);
    assert.deepEqual(await notStartedOnce(pair, ids), []);
    assert.ok(!(await warningsOf(gateway)).some((warning) => warning.includes("not served any more")));
  });

test("a job in a region that is taken out can be cancelled, no new one is taken there, and scopes hold", async (t) => {
  const { pair, gateway, id } = await reconfigured(t, {}, { REGIONS: ELSEWHERE });
  const refused = await gateway.start(await stoppedIds(pair.emulator, 1), { token: "all" });
  assert.equal(refused.status, 400, JSON.stringify(refused.body));
  assert.equal(asProblem(refused).field, "region");
  assert.equal((await gateway.api(`/v1/jobs/${id}`, { token: "abroad" })).status, 404);
  assert.deepEqual((await gateway.api("/v1/jobs", { token: "abroad" })).body.items, []);
  const cancelled = await gateway.api(`/v1/jobs/${id}/cancel`, { method: "POST", token: "all" });
  assert.equal(cancelled.status, 202, JSON.stringify(cancelled.body));
  assert.equal((await gateway.ended(id, "all")).state, "cancelled");
});

test("jobs of an account that is taken out whole are named, and those of its regions stay hidden", async (t) => {
  const both = accountsOf({ ...prod(REGION), test: demoCredentials });
  const { pair, gateway, ids, id } = await reconfigured(t, both, accountsOf({ test: demoCredentials }));
  const warning = `account prod is not configured any more and has 1 running job in ${REGION}, which wait for its key`;
  assert.ok((await warningsOf(gateway)).includes(warning), JSON.stringify(await warningsOf(gateway)));
  assert.equal((await gateway.api(`/v1/jobs/${id}`, { token: "all" })).status, 404);
  assert.deepEqual((await gateway.api("/v1/jobs", { token: "all" })).body.items, []);
  await gateway.crash();
  await gateway.resume(both);
  await gateway.ended(id, "all");
  assert.deepEqual(await notStartedOnce(pair, ids), []);
});

test("a region in an id is not believed: no object is made for it", async (t) => {
  const { gateway, close } = await startPair({ tokens: TOKENS, env: { REGIONS: ELSEWHERE } });
  t.after(close);
  const objects = () => readdirSync(gateway.stateDir, { recursive: true }).length;
  assert.equal((await gateway.api("/v1/jobs", { token: "all" })).status, 200);
  const before = objects();
  for (const region of [REGION, "eu-frankfurt", "xx-invented-1"]) {
    const id = `job_default.${region}_${"0".repeat(9)}${"a".repeat(24)}`;
    assert.equal((await gateway.api(`/v1/jobs/${id}`, { token: "all" })).status, 404);
  }
  assert.equal(objects(), before);
});

test("a place is written in the saved format, and one in the format of a later release is left out", async () => {
  const { Places } = await load("fleet/store/places", "worker/src");
  const saved = JSON.parse(readFileSync(`${import.meta.dirname}/fixtures/place-1.json`, "utf8"));
  const place = { account: "default", region: "na-ashburn" };
  const later = JSON.stringify({ version: 2, places: [] });
  const read = { startingWith: () => [later, saved.value] };
  assert.deepEqual(new Places(read).all(), [place]);
  /** @type {string[][]} */
  const puts = [];
  new Places({ put: (/** @type {string[]} */ ...put) => puts.push(put) }).add(place);
  assert.deepEqual(puts, [[saved.key, saved.value]]);
});
