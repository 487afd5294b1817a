import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../www/load.mjs";

const { FrozenClock } = await load("fleet/frozen-clock", "worker/src");
const NOW_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

/** Whether it is frozen at each visit: the object's clock, then the caller's. @param {Array<[number, number]>} visits */
function verdicts(visits) {
  let ownMs = 0;
  const clock = new FrozenClock(() => ownMs);
  return visits.map(([own, caller]) => {
    ownMs = NOW_MS + own;
    return clock.isFrozen(NOW_MS + caller);
  });
}

test("a clock that stands still, far ahead of its callers' for two seconds of theirs, is frozen", () => {
  assert.deepEqual(
    verdicts([
      [0, 0],
      [0, 1_000 - HOUR_MS],
      [0, 2_900 - HOUR_MS],
      [0, 3_000 - HOUR_MS],
    ]),
    [false, false, false, true],
  );
});

test("a clock that goes on is not, however wrong its callers' are, nor one that is hardly ahead", () => {
  for (const visits of /** @type {Array<Array<[number, number]>>} */ ([
    [
      [0, -HOUR_MS],
      [1, 5_000 - HOUR_MS],
      [10_000, 10_000 - HOUR_MS],
    ],
    [
      [0, -20_000],
      [0, -10_000],
    ],
    [
      [0, -HOUR_MS],
      [0, 1_000 - HOUR_MS],
      [5_000, 6_000 - HOUR_MS],
      [5_000, 7_000 - HOUR_MS],
    ],
  ]))
    assert.ok(!verdicts(visits).includes(true), JSON.stringify(visits));
});
