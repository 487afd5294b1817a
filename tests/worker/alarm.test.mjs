import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../www/load.mjs";

const { Alarm } = await load("fleet/alarm", "worker/src");

/** An alarm on a wall clock that stands still, and what it tells the platform. */
function setUp() {
  /** @type {{ nowMs: number, setMs: number | null }} */
  const world = { nowMs: 1_800_000_000_000, setMs: null };
  const storage = {
    setAlarm: async (/** @type {number} */ atMs) => {
      world.setMs = atMs;
    },
    getAlarm: async () => world.setMs,
    deleteAlarm: async () => {
      world.setMs = null;
    },
  };
  const clock = { nowMs: () => world.nowMs, toWallMs: (/** @type {number} */ atMs) => atMs };
  return { world, alarm: new Alarm(storage, clock) };
}

test("an alarm for now, or for what is past, is set for a moment that is still to come", async () => {
  for (const method of ["set", "ensure"])
    for (const aheadMs of [0, -1, -60_000]) {
      const { world, alarm } = setUp();
      await alarm[method](world.nowMs + aheadMs);
      assert.equal(world.setMs, world.nowMs + 1, `${aheadMs} ms ahead`);
    }
});

test("a later alarm is set for its moment, and Infinity is none", async () => {
  const { world, alarm } = setUp();
  await alarm.set(world.nowMs + 500);
  assert.equal(world.setMs, world.nowMs + 500);
  await alarm.set(Number.POSITIVE_INFINITY);
  assert.equal(world.setMs, null);
});

test("an alarm that does not fire is late, and stays so however often it is set again, until it fires", async () => {
  const { world, alarm } = setUp();
  assert.equal(await alarm.lateMs(), undefined, "there is none");
  await alarm.set(world.nowMs + 1_000);
  assert.equal(await alarm.lateMs(), 0);
  world.nowMs += 41_000;
  assert.equal(await alarm.lateMs(), 40_000);
  await alarm.ensure(world.nowMs);
  await alarm.set(world.nowMs);
  assert.equal(await alarm.lateMs(), 40_000);
  alarm.fired();
  assert.equal(await alarm.lateMs(), 40_000, "how late the last one was");
  await alarm.set(world.nowMs + 10);
  world.nowMs += 30;
  alarm.fired();
  assert.equal(await alarm.lateMs(), 20);
});

test("the lateness of an alarm that an earlier instance has set is known", async () => {
  const { world, alarm } = setUp();
  world.setMs = world.nowMs - 5_000;
  assert.equal(await alarm.lateMs(), 5_000);
  await alarm.set(Number.POSITIVE_INFINITY);
  assert.equal(await alarm.lateMs(), undefined);
});
