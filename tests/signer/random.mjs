/**
 * The choices of one case, drawn from a seed and the case's number: any case can be made again alone.
 * @typedef {object} Random
 * @property {(limit: number) => number} below a whole number, 0 to `limit` less 1
 * @property {(probability: number) => boolean} chance
 * @property {<T>(list: readonly T[]) => T} pick
 * @property {<T>(length: number, make: () => T) => T[]} times
 * @property {(length: number) => Uint8Array<ArrayBuffer>} bytes
 */

/**
 * @param {number} seed
 * @param {number} index
 * @returns {Random}
 */
export function random(seed, index) {
  const next = sfc32(seed, index);
  const below = (/** @type {number} */ limit) => Math.floor((next() / 2 ** 32) * limit);
  return {
    below,
    chance: (probability) => next() < probability * 2 ** 32,
    pick: (list) => /** @type {typeof list[number]} */ (list[below(list.length)]),
    times: (length, make) => Array.from({ length }, make),
    bytes: (length) => Uint8Array.from({ length }, () => next() & 255),
  };
}

/** Chris Doty-Humphrey's small fast counting generator, of 32 bits. @param {number} seed @param {number} index */
function sfc32(seed, index) {
  let a = seed | 0;
  let b = Math.floor(seed / 2 ** 32) ^ 0x9e3779b9;
  let c = index | 0;
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}
