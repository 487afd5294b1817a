import { ACTIONS, LIMITS } from "../model.gen.js";

/** With `wait`, instances are described so long after their request was accepted, and the next wave begins after that. */
export const FIRST_STATUS_MS = 1_000;
const DEFAULT_FACTOR = 2;

/** @typedef {import("#schedule").Waves} Waves */

/** How many instances each wave acts on; a malformed ramp counts as none. @param {number} instances @param {Waves["ramp"]} ramp */
export function waveSizes(instances, ramp) {
  const { first = 0, factor = DEFAULT_FACTOR } = ramp ?? {};
  if (!(Number.isSafeInteger(first) && first >= 1 && factor >= 1)) return instances > 0 ? [instances] : [];
  // The job counts the factor in hundredths too.
  const percent = Math.round(factor * 100);
  const sizes = [];
  for (let [left, size] = [instances, first]; left > 0; size = Math.ceil((size * percent) / 100)) {
    sizes.push(Math.min(size, left));
    left -= size;
  }
  return sizes;
}

/** @type {typeof import("#schedule").scheduleOf} */
export function scheduleOf(action, instances, { ramp, wait = true }) {
  const { maxIds, plannedPerSecond } = ACTIONS[/** @type {keyof typeof ACTIONS} */ (action)];
  /** @type {number[]} */
  const sentAtMs = [];
  let waveAtMs = 0;
  const sizes = waveSizes(instances, ramp);
  for (const size of sizes) {
    for (let left = size; left > 0; left -= maxIds) {
      const slotMs = (sentAtMs.at(-plannedPerSecond) ?? -LIMITS.slotMs) + LIMITS.slotMs;
      sentAtMs.push(Math.max(waveAtMs, slotMs));
    }
    waveAtMs = (sentAtMs.at(-1) ?? 0) + (wait ? FIRST_STATUS_MS : 0);
  }
  return { waves: sizes.length, batches: sentAtMs.length, seconds: (sentAtMs.at(-1) ?? 0) / 1_000 };
}
