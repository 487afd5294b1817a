import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createPace } from "../../pkg/index.js";
import { acquire, createPaceBook, TOO_LATE } from "../../pkg/lib/calling/paces.js";

const TIMEOUT = { timeoutMs: 10_000 };

/**
 * Waits in a context that its engine stops running at once: its timers never fire.
 * @param {import("../../pkg/index.js").Pace} pace
 * @returns {() => void} goes on after all
 */
function gone(pace, how = TIMEOUT, took = () => {}) {
  const { setTimeout } = globalThis;
  let look = () => {};
  globalThis.setTimeout = /** @type {never} */ (
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

describe("the paces of a process", () => {
  /** @param {import("node:test").TestContext} t */
  function book(t) {
    t.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
    const { of } = createPaceBook((perSecond) => createPace(perSecond));
    return {
      passes: (/** @type {number} */ ms) => t.mock.timers.tick(ms),
      of: (/** @type {string} */ account) => of(account, "ap-guangzhou", "StartInstances", 1),
    };
  }

  test("are let go once they are unused, and kept while they are used", (t) => {
    const { of, passes } = book(t);
    const [first, second] = [of("a"), of("b")];
    assert.notEqual(first, second);
    for (let minute = 0; minute < 5; minute++) {
      passes(59_000);
      assert.equal(of("a"), first);
    }
    assert.notEqual(of("b"), second);
  });

  test("are kept while a request is in flight that may still be answered", async (t) => {
    const { of, passes } = book(t);
    const pace = of("a");
    await acquire(pace, { timeoutMs: 600_000 }).slot;
    passes(600_000);
    of("b");
    assert.equal(of("a"), pace);
    passes(200_000);
    of("b");
    assert.notEqual(of("a"), pace);
  });

  test("are kept while somebody waits for a slot", async (t) => {
    const { of, passes } = book(t);
    const pace = of("a");
    pace.take(Date.now(), 1_000);
    const waiting = acquire(pace, TIMEOUT);
    passes(120_000);
    of("b");
    assert.equal(of("a"), pace);
    waiting.leave();
    await acquire(of("b"), TIMEOUT).slot;
  });
});
