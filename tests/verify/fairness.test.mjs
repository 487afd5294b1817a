import assert from "node:assert/strict";
import { test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { instrument } from "../../scripts/verify/gateway/build.mjs";
import { playCrowd } from "../../scripts/verify/gateway/fairness.mjs";

/* The pace lets 10 acting requests leave in a second, so this many are two seconds. */
const TWO_SECONDS = 20;

test("one caller's 300 jobs do not hold up another's job of one instance", async () => {
  const { requestsBefore, outcome } = await playCrowd({
    workerDir: await instrument(paths.root, "today-fairness"),
    seed: 5,
    jobs: 300,
  });
  assert.equal(outcome, "done");
  assert.ok(requestsBefore <= TWO_SECONDS, `${requestsBefore} acting requests of others went first`);
});
