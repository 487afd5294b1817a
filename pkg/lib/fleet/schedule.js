import { ACTIONS, LIMITS } from "../model.gen.js";

/** With `wait`, instances are described so long after their request was accepted, and the next wave begins after that. */
const FIRST_STATUS_MS = 1_000;
const DEFAULT_FACTOR = 2;

/** @typedef {{ramp?: {first: number, factor?: number} | undefined, wait?: boolean | undefined}} Waves */

/** How many instances each wave acts on. @param {number} instances @param {Waves["ramp"]} ramp */
function waveSizes(instances, ramp) {
  if (ramp === undefined) return instances > 0 ? [instances] : [];
  const percent = Math.round((ramp.factor ?? DEFAULT_FACTOR) * 100);
  const sizes = [];
  for (let [left, size] = [instances, ramp.first]; left > 0; size = Math.ceil((size * percent) / 100)) {
    sizes.push(Math.min(size, left));
    left -= size;
  }
  return sizes;
}

/**
 * When the acting requests would be sent under the best conditions: nobody else uses the rate, replies take no time, and every
 * wave has ended when it is first looked at.
 * @param {string} action
 * @param {number} instances to be acted on
 * @param {Waves} waves
 * @returns {{batches: number, seconds: number}} acting requests, and the least time until the last of them is sent
 */
export function scheduleOf(action, instances, { ramp, wait = true }) {
  const { maxIds, plannedPerSecond } = ACTIONS[/** @type {keyof typeof ACTIONS} */ (action)];
  /** @type {number[]} */
  const sentAtMs = [];
  let waveAtMs = 0;
  for (const size of waveSizes(instances, ramp)) {
    for (let left = size; left > 0; left -= maxIds) {
      const slotMs = (sentAtMs.at(-plannedPerSecond) ?? -LIMITS.slotMs) + LIMITS.slotMs;
      sentAtMs.push(Math.max(waveAtMs, slotMs));
    }
    waveAtMs = (sentAtMs.at(-1) ?? 0) + (wait ? FIRST_STATUS_MS : 0);
  }
  return { batches: sentAtMs.length, seconds: (sentAtMs.at(-1) ?? 0) / 1_000 };
}
