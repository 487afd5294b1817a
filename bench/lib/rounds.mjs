import { shuffled, spread } from "./stats.mjs";

/**
 * @typedef {import("./engine.mjs").Engine} Engine
 * @typedef {import("./stats.mjs").Spread} Spread
 * @typedef {{name: string, microseconds: number, ratio: Spread}} Row `microseconds`: the median for one signature;
 *   `ratio`: how often it signs while the baseline signs once
 * @typedef {{rounds: number, batchMs: number}} Effort
 */

/**
 * Lets all contenders sign the same payload, one batch each a round, in an order that changes; a ratio compares two
 * batches of one round.
 * @param {Engine} engine
 * @param {string} caseName
 * @param {{names: string[], baseline: string, effort: Effort}} plan
 * @returns {Promise<Row[]>}
 */
export async function race(engine, caseName, { names, baseline, effort }) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const name of names) counts.set(name, await calibrate(engine, name, caseName, effort.batchMs));
  /** @type {Array<Map<string, number>>} milliseconds for one signature */
  const rounds = [];
  // The first round is for warming up, and mends what the calibration misjudged.
  for (let round = 0; round <= effort.rounds; round += 1) {
    const times = new Map();
    for (const name of shuffled(names, round)) {
      const count = counts.get(name) ?? 1;
      const took = await engine.batch(name, caseName, count);
      times.set(name, took / count);
      if (round === 0)
        counts.set(name, Math.max(1, Math.round((count * effort.batchMs) / Math.max(took, 1))));
    }
    if (round > 0) rounds.push(times);
  }
  const timesOf = (/** @type {string} */ name) => rounds.map((times) => times.get(name) ?? Number.NaN);
  const base = timesOf(baseline);
  return names.map((name) => {
    const own = timesOf(name);
    return {
      name,
      microseconds: spread(own).median * 1000,
      ratio: spread(own.map((time, round) => (base[round] ?? Number.NaN) / time)),
    };
  });
}

/** How many signatures fill a batch; warms the contender up on the way. */
async function calibrate(
  /** @type {Engine} */ engine,
  /** @type {string} */ name,
  /** @type {string} */ caseName,
  /** @type {number} */ batchMs,
) {
  for (let count = 1; ; ) {
    if (count > 1e7) throw new Error(`the clock of ${name} stands still`);
    // Twice: once may have been all compiling, or cleaning up after another.
    const first = await engine.batch(name, caseName, count);
    const took = Math.min(first, await engine.batch(name, caseName, count));
    if (took >= batchMs / 2) return Math.max(1, Math.round((count * batchMs) / took));
    count = Math.ceil(count * Math.min(8, Math.max(2, batchMs / Math.max(took, 0.01))));
  }
}
