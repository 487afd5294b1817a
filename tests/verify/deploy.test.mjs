import assert from "node:assert/strict";
import { test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { checkoutBefore } from "../../scripts/verify/gateway/before.mjs";
import { instrument } from "../../scripts/verify/gateway/build.mjs";
import { judge } from "../../scripts/verify/gateway/judge.mjs";
import { Workload } from "../../scripts/verify/gateway/workload.mjs";
import { regionNames, World } from "../../scripts/verify/gateway/world.mjs";

const JOBS = 20;
const REGIONS = regionNames(3);

test("the gateway of the commit before runs 20 jobs, is killed, and today's takes over, back and forth twice", async (t) => {
  const old = await checkoutBefore();
  if (old === undefined) {
    t.diagnostic("left out: this checkout's history does not hold the commit before");
    return;
  }
  const before = await instrument(old, "before-deploy");
  const today = await instrument(paths.root, "today-deploy");
  const world = await World.open({ regions: REGIONS, instances: 800, seed: 4, workerDir: before });
  t.after(() => world.close());
  const work = new Workload(world, { perRegion: 1, idsAJob: 4, leastJobs: 0 });
  await work.prepare();
  /* Nothing is started at once, so that every release finds the jobs in the middle. */
  await world.control("faults", { kind: "slow", action: "StartInstances", delayMs: 5_000 });
  const make = (/** @type {string} */ name, /** @type {number} */ count) =>
    Promise.all(
      Array.from({ length: count }, (_, index) => {
        const region = REGIONS[index % REGIONS.length] ?? "";
        return work.create(region, work.take(region, work.idsAJob), `${name} ${index}`);
      }),
    );
  await make("first", JOBS);
  for (const turn of [1, 2]) {
    await world.restartGateway({ workerDir: today });
    await make(`today ${turn}`, 4);
    await world.restartGateway({ workerDir: before });
    await make(`before ${turn}`, 4);
  }
  await world.restartGateway({ workerDir: today });
  await world.control("clear-faults");
  for (const job of work.jobs) job.view = await work.ended(job);
  const { faults, jobs, doubled, lost } = judge(await world.emulator.snapshot(), work.jobs);
  assert.deepEqual({ faults, doubled, lost }, { faults: [], doubled: 0, lost: 0 });
  assert.equal(jobs, JOBS + 16);
});
