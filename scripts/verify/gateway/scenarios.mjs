import { setTimeout as delay } from "node:timers/promises";
import { errand, leave } from "./leavers.mjs";

/**
 * @typedef {import("./world.mjs").World} World
 * @typedef {import("./workload.mjs").Workload} Workload
 * @typedef {import("./random.mjs").Random} Random
 * @typedef {object} Stage what a scenario acts on
 * @property {World} world
 * @property {Workload} work
 * @property {Random} random
 * @property {{today: string, before: string | undefined}} bundles
 * @property {number} step counts the turns of this round, from 0
 *
 * @typedef {object} Scenario
 * @property {string} about
 * @property {object[]} [faults] rules of the emulator
 * @property {Partial<import("./inject/faults.mjs").Plan>} [plan]
 * @property {[number, number]} [everyMs] how long a turn is away from the next
 * @property {(stage: Stage) => Promise<void>} [turn] what is done to the world again and again
 * @property {boolean} [mayBeUnknown] an instance may end unknown: its job's deadline passes
 * @property {number} [perRegion] jobs at once in each region; default 1
 * @property {boolean} [needsBefore] the gateway of the commit before has to be there
 */

const HOUR_MS = 3_600_000;

const kill = async (/** @type {Stage} */ { world }) => world.restartGateway();

/** What a network and a service do to a request, each to some. */
const WEATHER = [
  { kind: "throttle", probability: 0.15 },
  { kind: "http-503", probability: 0.03 },
  { kind: "http-429", probability: 0.03 },
  { kind: "delay", delayMs: 700, probability: 0.15 },
  { kind: "reset", probability: 0.03 },
  { kind: "html-502", probability: 0.03 },
  { kind: "internal-error", probability: 0.03 },
  { kind: "accepted-but-reply-lost", action: "StartInstances", probability: 0.1 },
  { kind: "accepted-but-internal-error", action: "StartInstances", probability: 0.05 },
  { kind: "late", action: "StartInstances", delayMs: 3_000, probability: 0.1 },
  { kind: "stale-describe", delayMs: 2_000, probability: 0.05 },
];

const HANGS = [
  { kind: "hang", probability: 0.04 },
  { kind: "accepted-but-hang", action: "StartInstances", probability: 0.04 },
];

/** @param {Stage} stage */
async function leavers({ world, work, random, step }) {
  const known = {
    regions: world.options.regions,
    // A cancel may come from anybody, so the workload's own jobs are not for leavers: theirs are looked for afterwards.
    jobIds: work.left.ids(),
    create: () => work.left.create(random),
  };
  const errands = Array.from({ length: 10 }, (_, index) =>
    errand(random, { ...known, name: `leaver-${step}-${index}` }),
  );
  await Promise.all(errands.map((each) => leave(world.gateway.url, each, random.below(300))));
}

/** @param {Stage} stage */
async function deploy({ world, bundles, random, step }) {
  const workerDir = step % 2 === 0 ? bundles.before : bundles.today;
  await world.restartGateway({ workerDir: workerDir ?? bundles.today });
  if (random.below(4) === 0) await world.restartGateway();
}

/** A new key, the gateway restarted with it, the former key taken away. @param {Stage} stage */
async function replaceKey({ world, random, step }) {
  const secretId = `AKIDverify${step}k${random.below(1_000_000)}`;
  const secretKey = `verify-key-${step}-${random.below(1_000_000)}`;
  const former = world.env.TENCENTCLOUD_SECRET_ID;
  await world.control("add-key", { secretId, secretKey });
  await world.restartGateway({
    env: { TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: secretKey },
  });
  await world.control("remove-key", { secretId: former });
}

/** @type {Record<string, Scenario>} */
export const SCENARIOS = {
  evictions: { about: "objects evicted, at each point in turn" },
  kills: { about: "besides, the gateway's process killed", everyMs: [200, 1_500], turn: kill },
  leavers: { about: "besides, clients that reset their connection", everyMs: [50, 250], turn: leavers },
  crowds: { about: "besides, so many jobs in a region that its pace is used up", perRegion: 30 },
  weather: { about: "besides, a cloud that throttles, loses replies and is late", faults: WEATHER },
  outages: {
    about: "besides, a cloud that hangs, and is killed and restarted",
    faults: HANGS,
    everyMs: [1_500, 5_000],
    turn: ({ world, random }) => world.restartCloud(random.below(1_500)),
  },
  storage: {
    about: "besides, storage that fails",
    plan: { storageErrors: Number.MAX_SAFE_INTEGER, storageEvery: 40 },
  },
  clock: {
    about: "besides, a clock that jumps by an hour, forth and back",
    everyMs: [3_000, 6_000],
    turn: ({ world, step }) => world.setPlan({ clockMs: step % 2 === 0 ? HOUR_MS : 0 }),
    mayBeUnknown: true,
  },
  keys: { about: "besides, keys that are replaced", everyMs: [1_000, 4_000], turn: replaceKey },
  deploys: {
    about: "besides, deploys of the gateway before and of today's, back and forth",
    everyMs: [3_000, 7_000],
    turn: deploy,
    needsBefore: true,
  },
};

/**
 * Lets a scenario act until it is told to stop.
 * @param {Scenario} scenario
 * @param {Omit<Stage, "step">} stage
 * @param {AbortSignal} signal
 */
export async function perform({ everyMs, turn }, stage, signal) {
  if (turn === undefined || everyMs === undefined) return;
  for (let step = 0; !signal.aborted; step++) {
    await turn({ ...stage, step });
    await delay(stage.random.between(...everyMs), undefined, { signal }).catch(() => {});
  }
}
