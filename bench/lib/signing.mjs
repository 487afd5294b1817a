import { CASES } from "../contenders/job.mjs";
import { checkAgreement } from "./agree.mjs";
import { race } from "./rounds.mjs";

/** @typedef {import("../contenders/job.mjs").Runtime} Runtime */
/** @typedef {import("./rounds.mjs").Effort} Effort */
/** @typedef {import("./rounds.mjs").Row} Row */
/**
 * @typedef {object} Signing what was measured in one runtime
 * @property {string} baseline
 * @property {Array<{name: string, signs: string}>} contenders
 * @property {number} compared how many Authorization headers were compared first
 * @property {Record<string, Row[]>} cases
 */

/** Whom the ratios are against. @type {Record<Runtime, string>} */
export const BASELINES = {
  node: "official SDK, object",
  workerd: "WebCrypto, cached key",
  chromium: "WebCrypto, cached key",
};

/**
 * @param {Runtime} runtime
 * @param {import("./engine.mjs").Engine} engine closed in the end
 * @param {Effort} effort
 * @param {import("../../scripts/lib/steps.mjs").Say} say
 * @returns {Promise<Signing>}
 */
export async function measureSigning(runtime, engine, effort, say) {
  try {
    const contenders = await engine.list();
    const baseline = BASELINES[runtime];
    const compared = await checkAgreement(engine);
    const names = contenders.map(({ name }) => name);
    /** @type {Record<string, Row[]>} */
    const cases = {};
    for (const caseName of CASES) {
      say(caseName);
      cases[caseName] = await race(engine, caseName, { names, baseline, effort });
    }
    return { baseline, contenders, compared, cases };
  } finally {
    await engine.close();
  }
}
