import { step } from "../../scripts/lib/steps.mjs";
import { chromiumEngine } from "./chromium-engine.mjs";
import { measureFaults } from "./faults.mjs";
import { measureFleet } from "./fleet.mjs";
import { measureLarge } from "./large.mjs";
import { machine } from "./machine.mjs";
import { nodeEngine } from "./node-engine.mjs";
import { measureSigning } from "./signing.mjs";
import { measureSizes } from "./size.mjs";
import { measureStart } from "./start.mjs";
import { workerdEngine } from "./workerd-engine.mjs";

/** @typedef {import("../contenders/job.mjs").Runtime} Runtime */
/**
 * @typedef {object} Results parts that were not asked for are absent
 * @property {import("./machine.mjs").Machine} machine
 * @property {Effort} effort
 * @property {Partial<Record<Runtime, import("./signing.mjs").Signing & {version: string}>>} signing
 * @property {import("./large.mjs").Large[]} [large]
 * @property {import("./start.mjs").Start[]} [start]
 * @property {import("./size.mjs").Size[]} [sizes]
 * @property {import("./faults.mjs").Outcome[]} [faults]
 * @property {import("./fleet.mjs").FleetRun[]} [fleet]
 * @typedef {import("./rounds.mjs").Effort & {starts: number}} Effort
 */

const ENGINES = { node: nodeEngine, workerd: workerdEngine, chromium: chromiumEngine };
const RUNTIMES = /** @type {Runtime[]} */ (Object.keys(ENGINES));

export const PARTS = [...RUNTIMES, "large", "start", "size", "fleet", "faults"];

/** @type {Record<"whole" | "quick", Effort>} */
const EFFORTS = {
  whole: { rounds: 9, batchMs: 25, starts: 41 },
  quick: { rounds: 3, batchMs: 8, starts: 3 },
};

/** @param {string[]} parts @param {boolean} quick @returns {Promise<Results>} */
export async function measure(parts, quick) {
  const effort = EFFORTS[quick ? "quick" : "whole"];
  /** @type {Results} */
  const results = { machine: machine(), effort, signing: {} };
  if (parts.includes("size")) results.sizes = await step("sizes", measureSizes);
  for (const runtime of RUNTIMES.filter((name) => parts.includes(name))) {
    results.signing[runtime] = await step(`signing in ${runtime}`, async (say) => {
      const engine = await ENGINES[runtime]();
      return { version: engine.version, ...(await measureSigning(runtime, engine, effort, say)) };
    });
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
