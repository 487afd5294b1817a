/** @typedef {import("./engine.mjs").Engine} Engine */

/**
 * All contenders of TC3 must make the same bytes, for each set of signed headers, as a cold signature of ours for that set;
 * the number of comparisons. Those of another algorithm are compared with nothing.
 * @param {Engine} engine
 * @param {Record<string, number>} turns how many signatures of each case are compared, one after the other
 * @throws {Error} that names who differs
 */
export async function checkAgreement(engine, turns) {
  let compared = 0;
  for (const { name, signs } of await engine.list()) {
    if (!isTc3(signs)) continue;
    for (const [caseName, count] of Object.entries(turns)) {
      for (let turn = 1; turn <= count; turn += 1) {
        const { made, expected } = await engine.compare(name, caseName);
        if (made !== expected)
          throw new Error(`${name} signs ${caseName}, turn ${turn}, as\n  ${made}\nnot as\n  ${expected}`);
        compared += 1;
      }
    }
  }
  return compared;
}

/** @param {string} signs */
export const isTc3 = (signs) => signs.startsWith("content-type");
