import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { load } from "../www/load.mjs";

const { EventHub } = await load("fleet/events", "worker/src");
const { EventStreams, streamRequest } = await load("fleet/event-streams", "worker/src");

const LIMITS = { eventStreams: 10, eventStreamsPerToken: 10 };
const SUMMARY = { id: "job", version: 1, state: "running" };
const OWNER = { principal: "reader", tokenId: "a" };

/**
 * The streams of an object with one running job.
 * @param {(ids: string[]) => Promise<string[]>} activeTokens
 */
function setUp(activeTokens) {
  const hub = new EventHub(() => SUMMARY, Date.now);
  const streams = new EventStreams(hub, LIMITS, activeTokens);
  /** @param {object} [more] @returns {Promise<Response>} */
  const open = (more = {}) => streams.open(streamRequest("job", { ...OWNER, ...more }, null));
  const closeAll = () => hub.close(() => true);
  return { hub, open, closeAll, count: () => hub.count("reader").own };
}

test("a stream is registered before its token is checked, so that a revocation meanwhile closes it", async () => {
  /** @type {(ids: string[]) => void} */
  let answer = () => {};
  const { hub, open, count } = setUp(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  const opening = open();
  assert.equal(count(), 1);
  hub.close((/** @type {{ owner: { principal: string } }} */ { owner }) => owner.principal === "reader");
  answer(["a"]);
  const reply = await opening;
  assert.match(await reply.text(), /event: progress/);
  assert.equal(count(), 0);
});

for (const [name, activeTokens, status] of /** @type {const} */ ([
  ["a revoked token opens no stream", async () => [], 401],
  [
    "nor does one that nobody can check",
    async () => {
      throw new Error("away");
    },
    503,
  ],
]))
  test(name, async () => {
    const { open, count } = setUp(/** @type {never} */ (activeTokens));
    assert.equal((await open()).status, status);
    assert.equal(count(), 0);
  });

test("a token of the configuration is not looked up", async () => {
  const { open, closeAll } = setUp(() => assert.fail("asked"));
  assert.equal((await open({ tokenId: undefined })).status, 200);
  closeAll();
});

test("a revocation that the object was not told of closes the stream at the next check", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  /** @type {string[]} */
  let active = ["a", "b"];
  let isAway = false;
  const { open, count, closeAll } = setUp(async (ids) => {
    if (isAway) throw new Error("away");
    return ids.filter((id) => active.includes(id));
  });
  const [ended] = [await open(), await open({ tokenId: "b" })];
  assert.equal(count(), 2);
  active = ["b"];
  isAway = true;
  t.mock.timers.tick(30_000);
  await delay(1);
  assert.equal(count(), 2, "nobody knows while the registry does not answer");
  isAway = false;
  t.mock.timers.tick(30_000);
  assert.match(String(await ended?.text()), /event: progress/);
  assert.equal(count(), 1);
  closeAll();
});

test("a stream ends when its token expires, whatever the registry says", async () => {
  const { open, count } = setUp(async (ids) => ids);
  const reply = await open({ expiresAt: Date.now() + 200 });
  assert.equal(count(), 1);
  assert.match(await reply.text(), /event: progress/);
  assert.equal(count(), 0);
});

test("a token that expires in two months does not overflow the timer", async () => {
  const { open, count, closeAll } = setUp(async (ids) => ids);
  await open({ expiresAt: Date.now() + 60 * 24 * 3_600_000 });
  await delay(50);
  assert.equal(count(), 1);
  closeAll();
});
