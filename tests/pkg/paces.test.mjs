import assert from "node:assert/strict";
import { test } from "node:test";
import { createPace } from "../../pkg/index.js";
import { acquire, TOO_LATE } from "../../pkg/lib/calling/paces.js";

const TIMEOUT = { timeoutMs: 10_000 };

/**
 * Waits in a context that its engine stops running at once: its timers never fire.
 * @param {import("../../pkg/index.js").Pace} pace
 * @returns {() => void} goes on after all
 */
function gone(pace, how = TIMEOUT, took = () => {}) {
  const { setTimeout } = globalThis;
  let look = () => {};
  globalThis.setTimeout = /** @type {any} */ (
    (/** @type {() => void} */ callback) => {
      look = callback;
    }
  );
  try {
    acquire(pace, how).slot.then(took);
  } finally {
    globalThis.setTimeout = setTimeout;
  }
  return () => look();
}

/** @param {import("../../pkg/index.js").Pace} pace */
const acquired = (pace) => acquire(pace, TIMEOUT).slot;

/**
 * A pace that records the moment of each slot it gives.
 * @param {number} perSecond
 */
function recorded(perSecond) {
  const pace = createPace(perSecond);
  /** @type {Map<number, number>} */
  const moments = new Map();
  /** @type {import("../../pkg/index.js").Pace["take"]} */
  const take = (now, leaseMs) => {
    const given = pace.take(now, leaseMs);
    moments.set(given.slot, given.atMs);
    return given;
  };
  return { pace: { ...pace, perSecond, take }, moments };
}

test("who came first gets the earlier slot", async () => {
  const { pace, moments } = recorded(2);
  const given = await Promise.all(
    [0, 1, 2, 3, 4].map(async () => {
      const slot = await acquired(pace);
      pace.freed(slot, Date.now());
      return moments.get(slot) ?? Number.NaN;
    }),
  );
  // The moments and not the order of the timers: an engine may fire two that are a millisecond apart the other way round.
  assert.deepEqual(
    given,
    given.toSorted((one, other) => one - other),
  );
});

test("whoever is behind waiters that are gone is served, with the slots that were meant for them", {
  timeout: 30_000,
}, async () => {
  const pace = createPace(1);
  const slot = await acquired(pace);
  for (let waiter = 0; waiter < 36; waiter++) gone(pace);
  const last = acquired(pace);
  pace.freed(slot, Date.now());
  assert.ok((await last) >= 0);
});

test("a slot that somebody who is gone waited for is somebody else's", { timeout: 30_000 }, async () => {
  const pace = createPace(1);
  pace.freed(await acquired(pace), Date.now());
  // It would have the slot that is free in a second, and never comes for it.
  gone(pace);
  assert.ok((await acquired(pace)) >= 0);
});

test("what leaves, or is out of time, takes nothing along", { timeout: 30_000 }, async () => {
  const pace = createPace(1);
  const slot = await acquired(pace);
  const left = acquire(pace, TIMEOUT);
  let told = false;
  left.slot.then(() => {
    told = true;
  });
  const late = acquire(pace, { ...TIMEOUT, withinMs: 50 });
  left.leave();
  assert.equal(await late.slot, TOO_LATE);
  pace.freed(slot, Date.now());
  assert.ok((await acquired(pace)) >= 0);
  assert.equal(told, false);
});

test("a waiter taken for gone that comes back has its old place", async () => {
  const pace = createPace(1);
  const slot = await acquired(pace);
  /** @type {string[]} */
  const order = [];
  const back = new Promise((resolve) => {
    const look = gone(pace, TIMEOUT, () => {
      order.push("first");
      resolve(undefined);
    });
    // Long after it was to look: whoever came second has looked meanwhile.
    setTimeout(look, 1_500);
  });
  const second = acquired(pace).then(() => order.push("second"));
  await new Promise((resolve) => setTimeout(resolve, 1_600));
  pace.freed(slot, Date.now());
  await back;
  assert.deepEqual(order, ["first"]);
  void second;
});

test("nobody waits for a slot that a request with a longer timeout cannot use", async () => {
  const pace = createPace(1);
  pace.freed(await acquired(pace), Date.now());
  const short = acquire(pace, { timeoutMs: 100 });
  const long = acquire(pace, { timeoutMs: 60_000 });
  short.leave();
  const slot = await long.slot;
  const { atMs } = pace.take(Date.now() + 50_000);
  assert.equal(atMs, Number.POSITIVE_INFINITY, "its lease is as long as its timeout");
  pace.freed(slot, Date.now());
});

test("a pace that throws holds nobody up", async () => {
  const pace = { ...createPace(1), take: () => assert.fail("mine") };
  await assert.rejects(acquire(pace, TIMEOUT).slot, /mine/);
});
