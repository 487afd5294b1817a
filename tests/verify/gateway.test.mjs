import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { instrument } from "../../scripts/verify/gateway/build.mjs";
import { playRound } from "../../scripts/verify/gateway/round.mjs";
import { SCENARIOS } from "../../scripts/verify/gateway/scenarios.mjs";

/* A sample of `npm run verify:gateway`, which plays the same rounds for longer. */
const EVICTIONS = 30;
const LANES = 6;
const SEED = 12;
const SAMPLE = Object.entries(SCENARIOS).filter(([, { needsBefore }]) => !needsBefore);

describe("evicted at any point of their work, jobs lose no instance and start none twice", {
  concurrency: 3,
}, () => {
  /** @type {{today: string, before: string | undefined}} */
  let bundles;
  before(async () => {
    bundles = { today: await instrument(paths.root, "today-sample"), before: undefined };
  });

  for (const [scenario, { about }] of SAMPLE) {
    test(`${scenario}: ${about}`, async () => {
      const round = await playRound({
        scenario,
        seed: SEED,
        evictions: EVICTIONS,
        lanes: LANES,
        leastJobs: LANES,
        limitMs: 40_000,
        bundles,
      });
      assert.deepEqual(round.faults, []);
      assert.ok(round.evicted > 0, "no object was evicted: the round shows nothing");
      assert.ok(round.jobs >= LANES);
    });
  }
});
