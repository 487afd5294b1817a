/**
 * Numbers from a seed: mulberry32.
 * @typedef {object} Random
 * @property {(most: number) => number} below a whole number from 0 to most - 1
 * @property {(least: number, most: number) => number} between a whole number, both ends included
 * @property {<T>(items: readonly T[]) => T} pick
 */

/** @param {number} seed @returns {Random} */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (/** @type {number} */ most) => Math.floor(next() * most);
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    pick: (items) => /** @type {typeof items[number]} */ (items[below(items.length)]),
  };
}
