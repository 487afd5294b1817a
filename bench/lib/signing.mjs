import { CASES } from "../contenders/job.mjs";
import { REFERENCE, SHAPES } from "../shapes/shapes.mjs";
import { checkAgreement } from "./agree.mjs";
import { race } from "./rounds.mjs";

/** @typedef {import("../contenders/job.mjs").Runtime} Runtime */
/** @typedef {import("../inside/answer.mjs").ContestName} ContestName */
/** @typedef {import("./rounds.mjs").Effort} Effort */
/** @typedef {import("./rounds.mjs").Lane} Lane */
/** @typedef {import("./rounds.mjs").Row} Row */
/**
 * @typedef {object} Signing what was measured in one runtime
 * @property {string} version of the runtime
 * @property {Lane} baseline whom the ratios are against; `caseName` is empty where it signs the same as the others
 * @property {Array<{name: string, signs: string}>} contenders
 * @property {number} compared how many signatures were compared first
 * @property {Record<string, Row[]>} cases
 *
 * @typedef {object} Plan of a contest
 * @property {Record<string, number>} turns for each case, how many signatures in turn are compared before it is timed
 * @property {Record<Runtime, string>} baselines whom the ratios are against
 * @property {string} [reference] what the baseline signs; absent: the same case as the others
 */

const WEBCRYPTO = "WebCrypto, cached key";
/** The official SDK runs wherever modules of Node are to be had. */
const OFFICIAL = "official SDK";
/** Each request comes back, and comes back after another. */
const CYCLES = 3;

/** @type {Record<ContestName, Plan>} */
const PLANS = {
  sizes: {
    turns: Object.fromEntries(CASES.map((name) => [name, 1])),
    baselines: {
      node: `${OFFICIAL}, object`,
      workerd: WEBCRYPTO,
      chromium: WEBCRYPTO,
      deno: `${OFFICIAL}, object`,
      bun: `${OFFICIAL}, object`,
    },
  },
  shapes: {
    turns: Object.fromEntries(Object.entries(SHAPES).map(([name, { turns }]) => [name, turns * CYCLES])),
    baselines: { node: OFFICIAL, workerd: OFFICIAL, chromium: WEBCRYPTO, deno: OFFICIAL, bun: OFFICIAL },
    reference: REFERENCE,
  },
};

/**
 * @param {{runtime: Runtime, contest: ContestName}} what
 * @param {import("./engine.mjs").Engine} engine closed in the end
 * @param {Effort} effort
 * @param {import("../../scripts/lib/steps.mjs").Say} say
 * @returns {Promise<Signing>}
 */
export async function measureSigning({ runtime, contest }, engine, effort, say) {
  const { turns, baselines, reference } = PLANS[contest];
  try {
    const contenders = await engine.list();
    const compared = await checkAgreement(engine, turns);
    const names = contenders.map(({ name }) => name);
    /** @type {Record<string, Row[]>} */
    const cases = {};
    for (const caseName of Object.keys(turns)) {
      say(caseName);
      const baseline = { name: baselines[runtime], caseName: reference ?? caseName };
      cases[caseName] = await race(engine, caseName, { names, baseline, effort });
    }
    const baseline = { name: baselines[runtime], caseName: reference ?? "" };
    return { version: engine.version, baseline, contenders, compared, cases };
  } finally {
    await engine.close();
  }
}
