/** @typedef {{q1: number, median: number, q3: number}} Spread */

/** @param {number[]} values @returns {Spread} */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { q1: quantile(sorted, 0.25), median: quantile(sorted, 0.5), q3: quantile(sorted, 0.75) };
}

/** @param {number[]} sorted @param {number} part */
function quantile(sorted, part) {
  const at = (sorted.length - 1) * part;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/**
 * The same members in another order, the same for the same seed.
 * @template T
 * @param {T[]} members
 * @param {number} seed
 */
export function shuffled(members, seed) {
  const order = [...members];
  let state = seed * 2_654_435_761;
  for (let left = order.length - 1; left > 0; left -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (left + 1));
    [order[left], order[other]] = [/** @type {T} */ (order[other]), /** @type {T} */ (order[left])];
  }
  return order;
}
