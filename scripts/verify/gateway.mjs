import { mkdirSync, writeFileSync } from "node:fs";
import { build } from "../lib/build.mjs";
import { choice, flag, list, script, whole } from "../lib/options.mjs";
import { paths } from "../lib/paths.mjs";
import { Problem } from "../lib/run.mjs";
import { setup } from "../lib/setup.mjs";
import { step } from "../lib/steps.mjs";
import { playApart } from "./gateway/apart.mjs";
import { checkoutBefore } from "./gateway/before.mjs";
import { instrument } from "./gateway/build.mjs";
import { faultsOf, heading, pointsOf, rowOf, totals } from "./gateway/report.mjs";
import { playRound } from "./gateway/round.mjs";
import { SCENARIOS } from "./gateway/scenarios.mjs";

const SCRIPT = {
  command: "npm run verify:gateway",
  about:
    "Runs jobs in the real gateway, in workerd and against the emulator, while its objects are evicted at each point of their work and its process is killed; besides, as the scenario says. At the end of each round the emulator's own record decides whether an instance was lost or started twice, whether a job did not end, and whether the pace was exceeded.",
  options: {
    evictions: whole("N", "in all; default 10000", { least: 1, fallback: 10_000 }),
    lanes: whole("N", "jobs at once; default 40", { least: 1, fallback: 40 }),
    only: list(
      "A,B",
      `these scenarios alone:\n${Object.entries(SCENARIOS)
        .map(([name, { about }]) => `${name.padEnd(12)}${about}`)
        .join("\n")}`,
      Object.keys(SCENARIOS),
    ),
    gateway: choice(
      "WHICH",
      "today (default) or before: the gateway of the commit before, whose faults are known",
      { words: ["today", "before"], fallback: "today" },
    ),
    seed: whole(
      "N",
      "plays the same rounds again, as far as time allows; default: a new one, which is printed",
      {
        fallback: Date.now() % 1_000_000,
      },
    ),
    load: whole(
      "SECONDS",
      "instead: 500 event streams and 200 requests a second; p99 is to be under 250 ms",
      {
        least: 1,
        fallback: undefined,
      },
    ),
    soak: whole("MINUTES", "instead: clients that leave, for so long; the heap is to stay flat", {
      least: 1,
      fallback: undefined,
    }),
    large: flag(
      "instead: 100,000 instances in five jobs of one object, which are to fit in an isolate of 128 MB",
    ),
    fairness: flag(
      "instead: one caller's 300 jobs and another's job of one instance, which is to wait for 2 s at most",
    ),
  },
};

script(SCRIPT, async (options) => {
  await setup();
  await build();
  const bundles = await makeBundles();
  if (options.gateway === "before") {
    if (bundles.before === undefined)
      throw new Problem("There is no history that holds the gateway of the commit before.");
    bundles.today = bundles.before;
  }
  if (options.load !== undefined || options.soak !== undefined || options.large || options.fairness) {
    const faults = await playApart(options, bundles.today);
    if (faults.length > 0) throw new Problem(faults.join("; "));
    return;
  }
  const names = options.only.filter((name) => {
    const possible = !SCENARIOS[name]?.needsBefore || bundles.before !== undefined;
    if (!possible)
      console.log(`- ${name} is skipped: this checkout's history does not hold the commit before`);
    return possible;
  });
  console.log(`seed ${options.seed}\n${heading()}`);
  const rounds = await playRounds(names, options, bundles);
  console.log(`${totals(rounds)}\n\nevicted at: ${pointsOf(rounds)}`);
  const bad = rounds.filter(({ faults }) => faults.length > 0).map(({ scenario }) => scenario);
  if (bad.length > 0)
    throw new Problem(`${bad.join(", ")} did not hold. What the gateway logged: build/logs/verify-*.log`);
});

/**
 * Each scenario once, then again those in which the most was evicted, until enough is.
 * @param {string[]} names
 * @param {{evictions: number, lanes: number, seed: number}} options
 * @param {import("./gateway/round.mjs").RoundOptions["bundles"]} bundles
 */
async function playRounds(names, { evictions, lanes, seed }, bundles) {
  /** @type {import("./gateway/report.mjs").Row[]} */
  const rounds = [];
  for (let left = evictions; left > 0; ) {
    const evicted = (/** @type {string} */ name) =>
      rounds.find(({ scenario }) => scenario === name)?.evicted ?? 0;
    const scenario =
      names[rounds.length] ?? [...names].sort((a, b) => evicted(b) - evicted(a))[rounds.length % 3];
    const share = Math.ceil(left / Math.max(1, names.length - rounds.length));
    const { log, ...round } = await playRound({
      scenario: scenario ?? String(names[0]),
      seed: seed + rounds.length,
      evictions: share,
      lanes,
      leastJobs: lanes,
      bundles,
    });
    mkdirSync(paths.logs, { recursive: true });
    writeFileSync(`${paths.logs}/verify-${round.scenario}.log`, `${log.join("\n")}\n`);
    rounds.push(round);
    left -= round.evicted;
    console.log(rowOf(round));
    if (round.faults.length > 0) console.log(faultsOf(round));
    if (round.evicted === 0) throw new Problem("Nothing was evicted.");
  }
  return rounds;
}

/** @returns {Promise<{today: string, before: string | undefined}>} */
async function makeBundles() {
  const old = await checkoutBefore();
  return step("bundling the gateways", async () => ({
    today: await instrument(paths.root, "today"),
    before: old && (await instrument(old, "before")),
  }));
}
