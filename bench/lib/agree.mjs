import { CASES } from "../contenders/job.mjs";

/** @typedef {import("./engine.mjs").Engine} Engine */

/**
 * All contenders of TC3 must make the same bytes, for each set of signed headers, as ours does for that set; the number of
 * comparisons. Those of another algorithm are compared with nothing.
 * @param {Engine} engine
 * @throws {Error} that names who differs
 */
export async function checkAgreement(engine) {
  let compared = 0;
  for (const { name, signs } of await engine.list()) {
    if (!isTc3(signs)) continue;
    for (const caseName of CASES) {
      const made = await engine.authorization(name, caseName);
      const expected = await engine.expected(signs, caseName);
      if (made !== expected)
        throw new Error(`${name} signs ${caseName} as\n  ${made}\nnot as\n  ${expected}`);
      compared += 1;
    }
  }
  return compared;
}

/** @param {string} signs */
export const isTc3 = (signs) => signs.startsWith("content-type");
