import { setTimeout as delay } from "node:timers/promises";
import { heapMb, residentMb } from "./memory.mjs";
import { Workload } from "./workload.mjs";
import { regionNames, TOKEN, World } from "./world.mjs";

const REGIONS = 3;
const JOBS = 12;
/** What a person waits for without noticing. */
const P99_MS = 250;

/**
 * Event streams that stay open while requests come at an even rate: lists, jobs, a job of each list's page.
 * @param {{workerDir: string, seed: number, streams: number, perSecond: number, seconds: number}} options
 */
export async function playLoad({ workerDir, seed, streams, perSecond, seconds }) {
  const world = await World.open({
    regions: regionNames(REGIONS),
    instances: 900,
    seed,
    workerDir,
    inspector: true,
  });
  try {
    const work = new Workload(world, { perRegion: 1, idsAJob: 5, leastJobs: 0 });
    await work.prepare();
    // Operations that never end keep their jobs running, and with them the streams.
    await world.control("faults", { kind: "stuck", action: "StartInstances" });
    const jobs = await Promise.all(
      Array.from({ length: JOBS }, (_, index) => {
        const region = String(world.options.regions[index % REGIONS]);
        return work.create(region, work.take(region, 5), `load ${index}`);
      }),
    );
    const listening = new AbortController();
    let broken = 0;
    const opened = Array.from({ length: streams }, (_, index) =>
      listen(world, String(jobs[index % JOBS]?.id), listening.signal).catch(() => {
        broken += listening.signal.aborted ? 0 : 1;
      }),
    );
    const paths = [
      ...world.options.regions.map((region) => `/v1/instances?region=${region}`),
      ...jobs.map(({ id }) => `/v1/jobs/${id}`),
      "/v1/jobs",
    ];
    const { times, errors } = await steadily(world, paths, perSecond, seconds);
    listening.abort();
    await Promise.all(opened);
    times.sort((a, b) => a - b);
    const at = (/** @type {number} */ share) =>
      times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
    const figures = {
      requests: times.length,
      errors,
      broken,
      p50: at(0.5),
      p99: at(0.99),
      most: at(1),
      heap: await heapMb(world),
      resident: residentMb(world.gateway.pid),
    };
    const faults = [
      ...(errors > 0 ? [`${errors} requests had no good answer`] : []),
      ...(broken > 0 ? [`${broken} streams broke`] : []),
      ...(figures.p99 > P99_MS ? [`p99 is ${figures.p99.toFixed(0)} ms`] : []),
    ];
    return { faults, ...figures };
  } finally {
    await world.close();
  }
}

/** Reads a job's events until it is told to stop. @param {World} world @param {string} id @param {AbortSignal} signal */
async function listen(world, id, signal) {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const reply = await fetch(`${world.gateway.url}/v1/jobs/${id}/events`, { headers, signal });
  if (reply.status !== 200 || reply.body === null) throw new Error(`a stream answered ${reply.status}`);
  for await (const _ of /** @type {AsyncIterable<Uint8Array>} */ (/** @type {unknown} */ (reply.body)));
  if (!signal.aborted) throw new Error("the stream ended");
}

/** @param {World} world @param {string[]} paths @param {number} perSecond @param {number} seconds */
async function steadily(world, paths, perSecond, seconds) {
  /** @type {number[]} */
  const times = [];
  /** @type {Array<Promise<void>>} */
  const asked = [];
  let errors = 0;
  const began = performance.now();
  for (let index = 0; index < perSecond * seconds; index++) {
    const wait = began + (index * 1000) / perSecond - performance.now();
    if (wait > 1) await delay(wait);
    const at = performance.now();
    const answered = world.request(String(paths[index % paths.length])).then(({ status }) => {
      times.push(performance.now() - at);
      if (status !== 200) errors += 1;
    });
    asked.push(answered);
  }
  await Promise.all(asked);
  return { times, errors };
}
