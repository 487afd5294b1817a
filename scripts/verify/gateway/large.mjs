import { setTimeout as delay } from "node:timers/promises";
import { heapMb, residentMb } from "./memory.mjs";
import { Workload } from "./workload.mjs";
import { regionNames, World } from "./world.mjs";

/** What the platform gives an isolate. */
const ISOLATE_MB = 128;
const MB = 1024 * 1024;
const LOOK_MS = 3_000;
/** Of the emulator's instances three in four are stopped at first. */
const INSTANCES_A_STOPPED_ONE = 4 / 3;

/**
 * Jobs of as many instances as a job may have, all in one object, listed and paged while they run.
 * @param {{workerDir: string, seed: number, jobs: number, idsAJob: number}} options
 */
export async function playLarge({ workerDir, seed, jobs, idsAJob }) {
  const [region = ""] = regionNames(1);
  const world = await World.open({
    regions: [region],
    instances: Math.ceil(jobs * idsAJob * INSTANCES_A_STOPPED_ONE) + 100,
    seed,
    workerDir,
    inspector: true,
  });
  try {
    const work = new Workload(world, { perRegion: 1, idsAJob, leastJobs: 0 });
    await work.prepare();
    const before = await memory(world);
    const made = [];
    for (let index = 0; index < jobs; index++)
      made.push(await work.create(region, work.take(region, idsAJob), `large ${index}`));
    const { during, errors } = await watch(world, region, made);
    const { doubled, started } = await starts(world);
    const most = mostOf(during);
    return {
      faults: [
        ...(most.heap + most.wasm > ISOLATE_MB ? ["more than an isolate may have"] : []),
        ...(started === jobs * idsAJob && doubled === 0
          ? []
          : [`${started} started, ${doubled} of them twice`]),
        ...errors,
      ],
      instances: jobs * idsAJob,
      before,
      most,
    };
  } finally {
    await world.close();
  }
}

/**
 * In MB: what JavaScript holds, the module's memory, and the whole process.
 * @param {World} world
 */
async function memory(world) {
  const { body } = await world.request("/__verify/plan");
  return {
    heap: await heapMb(world),
    wasm: body.wasmBytes / MB,
    resident: residentMb(world.gateway.pid),
  };
}

/** @param {Array<Awaited<ReturnType<typeof memory>>>} during */
const mostOf = (during) => ({
  heap: Math.max(...during.map(({ heap }) => heap)),
  wasm: Math.max(...during.map(({ wasm }) => wasm)),
  resident: Math.max(...during.map(({ resident }) => resident)),
});

/**
 * Reads lists and pages until the jobs have ended, and what that takes.
 * @param {World} world
 * @param {string} region
 * @param {import("./workload.mjs").Made[]} jobs
 */
async function watch(world, region, jobs) {
  const during = [];
  /** @type {string[]} */
  const errors = [];
  for (const running = new Set(jobs.map(({ id }) => id)); running.size > 0; await delay(LOOK_MS)) {
    const paths = [
      `/v1/instances?region=${region}`,
      "/v1/jobs",
      ...[...running].map((id) => `/v1/jobs/${id}/instances?limit=1000`),
    ];
    const answers = await Promise.all(paths.map((path) => world.request(path)));
    for (const [index, { status }] of answers.entries())
      if (status !== 200) errors.push(`${paths[index]} answered ${status}`);
    during.push(await memory(world));
    for (const id of [...running]) {
      const { body } = await world.request(`/v1/jobs/${id}`);
      if (body.state !== "done" && body.state !== "running") errors.push(`${id} is ${body.state}`);
      if (body.state !== "running") running.delete(id);
    }
  }
  return { during, errors };
}

/** How many instances the emulator started, and how many of them more than once. @param {World} world */
async function starts(world) {
  const times = Object.values((await world.emulator.snapshot()).starts).map(Number);
  return { started: times.length, doubled: times.filter((count) => count > 1).length };
}
