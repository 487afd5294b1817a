import { Problem } from "../../scripts/lib/run.mjs";
import { step } from "../../scripts/lib/steps.mjs";
import { chromiumEngine } from "./chromium-engine.mjs";
import { measureFaults } from "./faults.mjs";
import { measureFleet } from "./fleet.mjs";
import { measureLarge } from "./large.mjs";
import { machine } from "./machine.mjs";
import { bunEngine, denoEngine, nodeEngine } from "./process-engines.mjs";
import { measureSigning } from "./signing.mjs";
import { measureSizes } from "./size.mjs";
import { measureStart } from "./start.mjs";
import { workerdEngine } from "./workerd-engine.mjs";

/** @typedef {import("../contenders/job.mjs").Runtime} Runtime */
/** @typedef {import("../inside/answer.mjs").ContestName} ContestName */
/** @typedef {Partial<Record<Runtime, import("./signing.mjs").Signing>>} SigningByRuntime */
/**
 * @typedef {object} Results parts that were not asked for are absent
 * @property {import("./machine.mjs").Machine} machine
 * @property {Effort} effort
 * @property {SigningByRuntime} signing one request, payloads of several sizes
 * @property {SigningByRuntime} shapes small requests that differ from one to the next
 * @property {Partial<Record<Runtime, string>>} skipped why a runtime could not be measured
 * @property {import("./large.mjs").Large[]} [large]
 * @property {import("./start.mjs").Start[]} [start]
 * @property {import("./size.mjs").Size[]} [sizes]
 * @property {import("./faults.mjs").Outcome[]} [faults]
 * @property {import("./fleet.mjs").FleetRun[]} [fleet]
 * @typedef {import("./rounds.mjs").Effort & {starts: number}} Effort
 */

const ENGINES = {
  node: nodeEngine,
  workerd: workerdEngine,
  chromium: chromiumEngine,
  deno: denoEngine,
  bun: bunEngine,
};
const RUNTIMES = /** @type {Runtime[]} */ (Object.keys(ENGINES));
/** The runtimes that are nowhere but on npm: without them the rest is measured all the same. */
const OPTIONAL = new Set(["deno", "bun"]);

export const PARTS = [...RUNTIMES, "large", "start", "size", "fleet", "faults"];
export const CONTESTS = /** @type {ContestName[]} */ (["sizes", "shapes"]);

/** @type {Record<"whole" | "quick", Effort>} */
const EFFORTS = {
  whole: { rounds: 9, batchMs: 25, starts: 41 },
  quick: { rounds: 2, batchMs: 8, starts: 3 },
};

/**
 * @param {string[]} parts
 * @param {{quick: boolean, contests: ContestName[]}} options `contests`: what is signed in the runtimes
 * @returns {Promise<Results>}
 */
export async function measure(parts, { quick, contests }) {
  const effort = EFFORTS[quick ? "quick" : "whole"];
  /** @type {Results} */
  const results = { machine: machine(), effort, signing: {}, shapes: {}, skipped: {} };
  if (parts.includes("size")) results.sizes = await step("sizes", measureSizes);
  for (const runtime of RUNTIMES.filter((name) => parts.includes(name))) {
    await measureRuntime(runtime, contests, results);
  }
  if (parts.includes("large")) results.large = await step("hashing 1 MB", () => measureLarge(effort.rounds));
  if (parts.includes("start")) {
    results.start = await step("start to first signature", (say) => measureStart(effort.starts, say));
  }
  if (parts.includes("fleet")) results.fleet = await step("10,000 instances", measureFleet);
  if (parts.includes("faults"))
    results.faults = await step("starts while something goes wrong", measureFaults);
  return results;
}

/** @param {Runtime} runtime @param {ContestName[]} contests @param {Results} results added to */
async function measureRuntime(runtime, contests, results) {
  const { effort, signing, shapes, skipped } = results;
  try {
    for (const contest of contests) {
      const measured = await step(`signing in ${runtime}, ${contest}`, async (say) =>
        measureSigning({ runtime, contest }, await ENGINES[runtime](contest), effort, say),
      );
      ({ sizes: signing, shapes })[contest][runtime] = measured;
    }
  } catch (error) {
    if (!OPTIONAL.has(runtime) || !(error instanceof Problem)) throw error;
    skipped[runtime] = error.message;
    console.log(`Skipped: ${runtime}. ${error.message}`);
  }
}
