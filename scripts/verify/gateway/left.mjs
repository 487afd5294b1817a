import { setTimeout as delay } from "node:timers/promises";
import { errand, leave } from "./leavers.mjs";
import { growth, heapMb, residentMb } from "./memory.mjs";
import { random } from "./random.mjs";
import { Workload } from "./workload.mjs";
import { regionNames, World } from "./world.mjs";

const REGIONS = 3;
const AT_ONCE = 25;
/** Slow enough that most leave before their answer. */
const SLOW = { kind: "delay", delayMs: 1_500 };
/** What the heap may grow by over a third of the rounds and still count as flat: a collection more or less. */
const FLAT_MB = 2;
/** The same of the whole process, where SQLite's caches and what V8 has not collected come and go. */
const RESIDENT_FLAT_MB = 16;
/** By when workerd has put objects away that nobody asks for, and their caches with them. */
const REST_MS = 90_000;
/** More jobs than a region has slots of its pace. */
const JOBS_AFTER = 24;
/** Enough for the jobs that a round's leavers ask for. */
const INSTANCES_A_ROUND = 60;
/** What a round takes at least. */
const ROUND_MS = 1_500;

/**
 * Clients that leave in rounds, while the cloud is slow; then what is left of them.
 * @param {{workerDir: string, seed: number, rounds?: number, minutes?: number, perRound: number}} options either so many
 *   rounds, or as many as fit into the time
 */
export async function playLeavers({ workerDir, seed, rounds, minutes = 0, perRound }) {
  const untilMs = Date.now() + minutes * 60_000;
  const most = rounds ?? Math.ceil((minutes * 60_000) / ROUND_MS);
  const world = await World.open({
    regions: regionNames(REGIONS),
    instances: Math.max(1_500, most * INSTANCES_A_ROUND),
    seed,
    workerDir,
    inspector: true,
    emulatorArgs: ["--boot", "200,600"],
  });
  try {
    const work = new Workload(world, { perRegion: 1, idsAJob: 3, leastJobs: 0 });
    await work.prepare();
    const draw = random(seed);
    /** @type {number[]} */
    const heap = [];
    /** @type {number[]} */
    const resident = [];
    for (let round = 0; rounds === undefined ? Date.now() < untilMs : round < rounds; round++) {
      await world.control("faults", SLOW);
      for (let done = 0; done < perRound; done += AT_ONCE)
        await leaveAtOnce(world, work, draw, `${round}-${done}`);
      await world.control("clear-faults");
      await work.left.look();
      heap.push(await heapMb(world));
      resident.push(residentMb(world.gateway.pid));
    }
    const began = Date.now();
    const lists = await Promise.all(
      world.options.regions.map((region) => world.request(`/v1/instances?region=${region}`)),
    );
    const listMs = Date.now() - began;
    const after = await jobsAfter(world, work);
    const rested = minutes > 0 ? await residentAtRest(world) : undefined;
    const faults = [
      ...lists
        .filter(({ status }) => status !== 200)
        .map(({ status, body }) => `a list answered ${status} ${JSON.stringify(body)}`),
      ...after,
      ...(growth(heap) > FLAT_MB ? [`the heap grew: ${heap.map((mb) => mb.toFixed(1)).join(", ")} MB`] : []),
      ...(minutes > 0 && growth(resident) > RESIDENT_FLAT_MB
        ? [`the process grew by ${growth(resident).toFixed(1)} MB from the second third to the last`]
        : []),
    ];
    const jobs = work.left.ids().length;
    return { faults, left: heap.length * perRound, jobs, listMs, heap, resident, rested };
  } finally {
    await world.close();
  }
}

/** What the process holds when nothing has been asked for a while. @param {World} world */
async function residentAtRest(world) {
  await delay(REST_MS);
  await heapMb(world);
  return residentMb(world.gateway.pid);
}

/**
 * @param {World} world
 * @param {Workload} work
 * @param {import("./random.mjs").Random} draw
 * @param {string} name
 */
async function leaveAtOnce(world, work, draw, name) {
  const known = {
    regions: world.options.regions,
    jobIds: work.left.ids(),
    create: () => work.left.create(draw),
  };
  const errands = Array.from({ length: AT_ONCE }, (_, index) =>
    errand(draw, { ...known, name: `left-${name}-${index}` }),
  );
  await Promise.all(errands.map((each) => leave(world.gateway.url, each, draw.below(400))));
}

/** The pace is whole: more jobs than it has slots all end, in one region. @param {World} world @param {Workload} work */
async function jobsAfter(world, work) {
  const [region = ""] = world.options.regions;
  const jobs = await Promise.all(
    Array.from({ length: JOBS_AFTER }, (_, index) =>
      work.create(region, work.take(region, 1), `after ${index}`),
    ),
  );
  const views = await Promise.all(jobs.map((job) => work.ended(job)));
  return views
    .filter(({ progress }) => progress.outcomes.done !== 1)
    .map(({ id }) => `${id} of afterwards was not done`);
}
