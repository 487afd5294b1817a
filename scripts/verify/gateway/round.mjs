import { setTimeout as delay } from "node:timers/promises";
import { judge } from "./judge.mjs";
import { random } from "./random.mjs";
import { perform, SCENARIOS } from "./scenarios.mjs";
import { Workload } from "./workload.mjs";
import { regionNames, World } from "./world.mjs";

/**
 * @typedef {object} RoundOptions
 * @property {string} scenario one of SCENARIOS
 * @property {number} seed
 * @property {number} evictions
 * @property {number} lanes how many jobs run side by side, each in a region and so an object of its own, if the scenario does
 *   not put several into one
 * @property {number} leastJobs
 * @property {number} [idsAJob]
 * @property {number} [limitMs] when no more is evicted, whatever is left
 * @property {{today: string, before: string | undefined}} bundles instrumented gateways
 * @property {string} [first] the bundle to begin with; default today's
 * @property {Record<string, string>} [env]
 *
 * @typedef {import("./judge.mjs").Verdict & {scenario: string, evicted: number, kills: number,
 *   storageErrors: number, seconds: number, where: Record<string, number>, log: string[]}} RoundResult
 */

/** How many points a life has at most: a slice of a small job passes about forty. */
const MAX_FUSE = 90;
/** How often it is looked whether a job is stuck. */
const PAUSE_MS = 5_000;
/** Instances of which every fourth is not stopped. */
const POOL_PER_REGION = 420;

/**
 * One world from its beginning to the end of its last job.
 * @param {RoundOptions} options
 * @returns {Promise<RoundResult>}
 */
export async function playRound(options) {
  const { seed, evictions, lanes, leastJobs, idsAJob = 5, limitMs = 150_000, bundles, first, env } = options;
  const scenario = SCENARIOS[options.scenario];
  if (scenario === undefined) throw new Error(`there is no scenario ${options.scenario}`);
  const began = Date.now();
  const { perRegion = 1 } = scenario;
  // The emulator deals instances out in turn, and every fourth is running: an even number would leave regions without work.
  const regions = Math.ceil(lanes / perRegion) | 1;
  const world = await World.open({
    regions: regionNames(regions),
    instances: regions * perRegion * POOL_PER_REGION,
    seed,
    workerDir: first ?? bundles.today,
    emulatorArgs: ["--boot", "500,2500"],
    ...(env && { env }),
  });
  try {
    const work = new Workload(world, { perRegion, idsAJob, leastJobs });
    await work.prepare();
    if (scenario.faults) await world.control("faults", scenario.faults);
    await world.setPlan({ evictions, maxFuse: MAX_FUSE, seed, ...scenario.plan });
    const verdictOf = async () => judge(await world.emulator.snapshot(), work.all(), scenario);
    const failure = await worked(world, work, scenario, options, began + limitMs);
    const verdict = await verdictOf();
    if (failure) verdict.faults.unshift(failure);
    await world.tally();
    const { evicted, kills, storageErrors, where } = world.counts;
    const seconds = (Date.now() - began) / 1000;
    return {
      ...verdict,
      scenario: options.scenario,
      evicted,
      kills,
      storageErrors,
      where,
      seconds,
      log: world.log,
    };
  } finally {
    await world.close();
  }
}

/**
 * Works under the scenario until the evictions are spent, then lets the jobs end in peace.
 * @param {World} world
 * @param {Workload} work
 * @param {import("./scenarios.mjs").Scenario} scenario
 * @param {RoundOptions} options
 * @param {number} untilMs
 * @returns {Promise<string | undefined>} why it could not
 */
async function worked(world, work, scenario, { seed, bundles }, untilMs) {
  const stopping = new AbortController();
  const stage = { world, work, random: random(seed), bundles };
  const acting = perform(scenario, stage, stopping.signal);
  const running = work.run();
  running.catch(() => stopping.abort());
  try {
    while (!stopping.signal.aborted && Date.now() < untilMs && (await world.evictionsLeft()) > 0)
      await delay(500);
    work.stop();
    stopping.abort();
    await acting;
    await peace(world, bundles);
    await released(world, work, running);
    await work.left.end();
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  } finally {
    stopping.abort();
    work.stop();
    await acting.catch(() => {});
    await running.catch(() => {});
  }
}

/** @param {World} world @param {RoundOptions["bundles"]} bundles */
async function peace(world, bundles) {
  await world.control("clear-faults");
  if (world.workerDir === bundles.before) await world.restartGateway({ workerDir: bundles.today });
  await world.setPlan({ evictions: 0, maxFuse: 0, storageErrors: 0, storageEvery: 0, clockMs: 0 });
}

/**
 * Waits for the jobs. A process that is killed every second looks like a job that kills it, so some may be stuck; what tries
 * them again at once is another release.
 * @param {World} world
 * @param {Workload} work
 * @param {Promise<void>} running
 */
async function released(world, work, running) {
  let ended = false;
  const end = running.finally(() => {
    ended = true;
  });
  for (let release = 1; !ended; ) {
    await Promise.race([end, delay(PAUSE_MS)]);
    if (ended || work.stuck.size === 0) continue;
    work.stuck.clear();
    await world.restartGateway({ env: { RELEASE: `release-${release++}` } });
  }
  await end;
}
