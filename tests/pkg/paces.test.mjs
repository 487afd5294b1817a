import assert from "node:assert/strict";
import { test } from "node:test";
import { createPace } from "../../pkg/index.js";
import { acquire, createWaiting, GAVE_UP } from "../../pkg/lib/paces.js";

const FOREVER = Number.POSITIVE_INFINITY;
const waits = (waiting = createWaiting()) => ({ leaseMs: 10_000, untilMs: FOREVER, waiting });

/** A context that an engine has stopped running: its timers never fire and its promises never go on. */
const gone = () => ({ isOver: () => false, stop() {}, sleep: () => new Promise(() => {}) });

test("slots are given in the order of arrival", async () => {
  const pace = createPace(2);
  /** @type {number[]} */
  const order = [];
  await Promise.all(
    [0, 1, 2, 3, 4].map(async (place) => {
      const slot = await acquire(pace, waits());
      order.push(place);
      pace.freed(slot, Date.now());
    }),
  );
  assert.deepEqual(order, [0, 1, 2, 3, 4]);
});

test("whoever is behind a waiter that is gone is served", async () => {
  const pace = createPace(1);
  const slot = await acquire(pace, waits());
  for (let waiter = 0; waiter < 36; waiter++) void acquire(pace, waits(gone()));
  const last = acquire(pace, waits());
  pace.freed(slot, Date.now());
  assert.ok((await last) >= 0);
});

test("a slot granted to a waiter that is gone is somebody else's", async () => {
  const pace = createPace(1);
  pace.freed(await acquire(pace, waits()), Date.now());
  // It is handed the slot that is free in a second, and never comes for it.
  void acquire(pace, waits(gone()));
  assert.ok((await acquire(pace, waits())) >= 0);
});

test("what is stopped, or out of time, waits no longer and takes nothing along", async () => {
  const pace = createPace(1);
  const slot = await acquire(pace, waits());
  const waiting = createWaiting();
  const stopped = [acquire(pace, waits(waiting)), acquire(pace, waits(waiting))];
  const late = acquire(pace, { ...waits(), untilMs: Date.now() + 50 });
  waiting.stop();
  assert.deepEqual(await Promise.all([...stopped, late]), [GAVE_UP, GAVE_UP, GAVE_UP]);
  assert.equal(await acquire(pace, waits(waiting)), GAVE_UP);
  pace.freed(slot, Date.now());
  assert.ok((await acquire(pace, waits())) >= 0);
});

test("a waiter taken for gone that comes back has its old place", async () => {
  const pace = createPace(1);
  const slot = await acquire(pace, waits());
  /** @type {string[]} */
  const order = [];
  /** @type {(value?: unknown) => void} */
  let resume = () => {};
  /** @type {any} */
  const asleep = { ...createWaiting(), sleep: () => new Promise((resolve) => (resume = resolve)) };
  const first = acquire(pace, waits(asleep)).then((its) => {
    order.push("first");
    pace.freed(its, Date.now());
  });
  await new Promise((resolve) => setTimeout(resolve, 3_500));
  const second = acquire(pace, waits()).then(() => order.push("second"));
  await new Promise((resolve) => setTimeout(resolve, 600));
  asleep.sleep = createWaiting().sleep;
  resume();
  await new Promise((resolve) => setTimeout(resolve, 300));
  pace.freed(slot, Date.now());
  await Promise.all([first, second]);
  assert.deepEqual(order, ["first", "second"]);
});
