import assert from "node:assert/strict";
import { test } from "node:test";
import { hostileCalls, PAGE } from "./hostile/run.mjs";

const CALLS = 20_000;
const seed = Math.floor(Math.random() * 2 ** 31);

test(`${CALLS} calls with values of every kind (seed ${seed}): no trap, no error but ours, no memory kept`, async () => {
  const { calls, refused, grownBytes } = await hostileCalls({ seed, calls: CALLS });
  assert.ok(calls >= CALLS);
  assert.ok(refused > CALLS / 4, `${refused} refused`);
  assert.ok(refused < calls, "some are good");
  assert.ok(grownBytes <= PAGE, `the memory grew by ${grownBytes} bytes`);
});
