import { Workload } from "./workload.mjs";
import { regionNames, tokensOf, World } from "./world.mjs";

const AT_ONCE = 20;

/**
 * One caller's many jobs, and then another's job of one instance in the same region.
 * @param {{workerDir: string, seed: number, jobs: number}} options
 * @returns {Promise<{requestsBefore: number, waitedMs: number, outcome: string}>} how many acting requests of others arrived
 *   between the small job and its own, and how long that took, at the emulator
 */
export async function playCrowd({ workerDir, seed, jobs }) {
  const [region = ""] = regionNames(1);
  const world = await World.open({
    regions: [region],
    instances: Math.ceil(jobs * 1.5) + 40,
    seed,
    workerDir,
    env: { GATEWAY_TOKENS: tokensOf({ crowd: "crowd", single: "single" }) },
  });
  try {
    const work = new Workload(world, { perRegion: 1, idsAJob: 1, leastJobs: 0 });
    await work.prepare();
    for (let made = 0; made < jobs; made += AT_ONCE)
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, jobs - made) }, (_, index) =>
          work.create(region, work.take(region, 1), `crowd ${made + index}`, "crowd"),
        ),
      );
    const [instanceId = ""] = work.take(region, 1);
    const askedAtMs = Date.now();
    const single = await work.create(region, [instanceId], "single", "single");
    const view = await work.ended(single, "single");
    const { requests } = await world.emulator.snapshot();
    const acting = requests.filter((it) => it.action === "StartInstances" && it.atMs >= askedAtMs);
    const own = acting.findIndex((it) => it.instanceIds?.includes(instanceId));
    return {
      requestsBefore: own === -1 ? Number.POSITIVE_INFINITY : own,
      waitedMs: own === -1 ? Number.POSITIVE_INFINITY : acting[own].atMs - askedAtMs,
      outcome: view.instances[0].outcome,
    };
  } finally {
    await world.close();
  }
}
