import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { build } from "../lib/build.mjs";
import { paths } from "../lib/paths.mjs";
import { main, Problem } from "../lib/run.mjs";
import { setup } from "../lib/setup.mjs";
import { step } from "../lib/steps.mjs";
import { playApart } from "./gateway/apart.mjs";
import { checkoutBefore } from "./gateway/before.mjs";
import { instrument } from "./gateway/build.mjs";
import { faultsOf, heading, pointsOf, rowOf, totals } from "./gateway/report.mjs";
import { playRound } from "./gateway/round.mjs";
import { SCENARIOS } from "./gateway/scenarios.mjs";

const HELP = `npm run verify:gateway -- [options]

Runs jobs in the real gateway, in workerd and against the emulator, while its objects are evicted at each point of their
work and its process is killed; besides, as the scenario says. At the end of each round the emulator's own record decides
whether an instance was lost or started twice, whether a job did not end, and whether the pace was exceeded.

  --evictions N      in all; default 10000
  --lanes N          jobs at once; default 40
  --only A,B         these scenarios alone:
${Object.entries(SCENARIOS)
  .map(([name, { about }]) => `                       ${name.padEnd(12)}${about}`)
  .join("\n")}
  --gateway WHICH    today (default) or before: the gateway of the commit before, whose faults are known
  --seed N           plays the same rounds again, as far as time allows; default: a new one, which is printed
  --load SECONDS     instead: 500 event streams and 200 requests a second; p99 is to be under 250 ms
  --soak MINUTES     instead: clients that leave, for so long; the heap is to stay flat
  --large            instead: 100,000 instances in five jobs of one object, which are to fit in an isolate of 128 MB
  --fairness         instead: one caller's 300 jobs and another's job of one instance, which is to wait for 2 s at most
  --help             this text`;

main(async () => {
  const options = readOptions();
  if (options.help) {
    console.log(HELP);
    return;
  }
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

function readOptions() {
  try {
    const text = /** @type {const} */ ({ type: "string" });
    const { values } = parseArgs({
      options: {
        evictions: text,
        lanes: text,
        only: text,
        gateway: text,
        seed: text,
        load: text,
        soak: text,
        large: { type: "boolean" },
        fairness: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
    return {
      help: values.help === true,
      large: values.large === true,
      fairness: values.fairness === true,
      ...(values.load !== undefined && { load: whole("load", values.load) }),
      ...(values.soak !== undefined && { soak: whole("soak", values.soak) }),
      evictions: whole("evictions", values.evictions ?? "10000"),
      lanes: whole("lanes", values.lanes ?? "40"),
      only: oneOf("only", Object.keys(SCENARIOS), values.only),
      gateway: oneOf("gateway", ["today", "before"], values.gateway ?? "today")[0],
      seed: values.seed === undefined ? Date.now() % 1_000_000 : whole("seed", values.seed),
    };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${/** @type {Error} */ (error).message}\n\n${HELP}`);
  }
}

/** @param {string} name @param {string} text */
function whole(name, text) {
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new Problem(`--${name} takes a whole number from 1, not ${text}.`);
}

/** @param {string} name @param {string[]} known @param {string} [text] */
function oneOf(name, known, text) {
  const given = text === undefined ? known : text.split(",").map((item) => item.trim());
  const wrong = given.filter((item) => !known.includes(item));
  if (wrong.length > 0) throw new Problem(`--${name} knows ${known.join(", ")}, not ${wrong.join(", ")}.`);
  return given;
}
