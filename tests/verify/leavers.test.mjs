import assert from "node:assert/strict";
import { test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { instrument } from "../../scripts/verify/gateway/build.mjs";
import { playLeavers } from "../../scripts/verify/gateway/left.mjs";

test("500 clients that reset their connection over list, create, get, events and cancel leave nothing behind", async () => {
  const workerDir = await instrument(paths.root, "today-leavers");
  const { faults, left, heap } = await playLeavers({
    workerDir,
    seed: 3,
    rounds: 20,
    perRound: 25,
  });
  assert.deepEqual(faults, []);
  assert.equal(left, 500);
  assert.equal(heap.length, 20);
});
