import { shuffled, spread } from "./stats.mjs";

/**
 * @typedef {import("./engine.mjs").Engine} Engine
 * @typedef {import("./stats.mjs").Spread} Spread
 * @typedef {{name: string, microseconds: number, ratio: Spread}} Row `microseconds`: the median for one signature;
 *   `ratio`: how often it signs while the baseline signs once
 * @typedef {{rounds: number, batchMs: number}} Effort
 */

/**
 * Who signs what.
 * @typedef {{name: string, caseName: string}} Lane
 */

/**
 * Lets all contenders sign the same case, one batch each a round, in an order that changes; a ratio compares two batches
 * of one round. The baseline may sign another case, always the same.
 * @param {Engine} engine
 * @param {string} caseName
 * @param {{names: string[], baseline: Lane, effort: Effort}} plan
 * @returns {Promise<Row[]>}
 */
export async function race(engine, caseName, { names, baseline, effort }) {
  const own = names.map((name) => ({ name, caseName }));
  const isBaseline = (/** @type {Lane} */ lane) =>
    lane.name === baseline.name && lane.caseName === baseline.caseName;
  const reference = own.find(isBaseline) ?? baseline;
  const lanes = own.includes(reference) ? own : [...own, reference];
  const rounds = await runRounds(engine, lanes, effort);
  const timesOf = (/** @type {Lane} */ lane) => rounds.map((times) => times.get(lane) ?? Number.NaN);
  const base = timesOf(reference);
  return own.map((lane) => {
    const times = timesOf(lane);
    return {
      name: lane.name,
      microseconds: spread(times).median * 1000,
      ratio: spread(times.map((time, round) => (base[round] ?? Number.NaN) / time)),
    };
  });
}

/**
 * @param {Engine} engine
 * @param {Lane[]} lanes
 * @param {Effort} effort
 * @returns {Promise<Array<Map<Lane, number>>>} for each round, the milliseconds for one signature
 */
async function runRounds(engine, lanes, effort) {
  /** @type {Map<Lane, number>} */
  const counts = new Map();
  for (const lane of lanes) counts.set(lane, await calibrate(engine, lane, effort.batchMs));
  /** @type {Array<Map<Lane, number>>} */
  const rounds = [];
  // The first round is for warming up, and mends what the calibration misjudged.
  for (let round = 0; round <= effort.rounds; round += 1) {
    const times = new Map();
    for (const lane of shuffled(lanes, round)) {
      const count = counts.get(lane) ?? 1;
      const took = await engine.batch(lane.name, lane.caseName, count);
      times.set(lane, took / count);
      if (round === 0)
        counts.set(lane, Math.max(1, Math.round((count * effort.batchMs) / Math.max(took, 1))));
    }
    if (round > 0) rounds.push(times);
  }
  return rounds;
}

/**
 * How many signatures fill a batch; warms the contender up on the way.
 * @param {Engine} engine
 * @param {Lane} lane
 * @param {number} batchMs
 */
async function calibrate(engine, { name, caseName }, batchMs) {
  for (let count = 1; ; ) {
    if (count > 1e7) throw new Error(`the clock of ${name} stands still`);
    // Twice: once may have been all compiling, or cleaning up after another.
    const first = await engine.batch(name, caseName, count);
    const took = Math.min(first, await engine.batch(name, caseName, count));
    if (took >= batchMs / 2) return Math.max(1, Math.round((count * batchMs) / took));
    count = Math.ceil(count * Math.min(8, Math.max(2, batchMs / Math.max(took, 0.01))));
  }
}
