import type { Schedule } from "tencentcloud-edge/gateway";
import { LIMITS } from "#model";
import { ACTING_PER_SECOND } from "../config/operations";
import type { JobOptions } from "./types";

/* The slot of an acting request is free again this long after its reply. */
const SLOT_MS = LIMITS.slotMs;
/* With `wait`, instances are described this long after their request was accepted, and the next wave begins after that. */
const FIRST_STATUS_MS = 1_000;
const DEFAULT_FACTOR = 2;

/** The factor in hundredths, which is how the job counts it; undefined if there are no waves, or their size is malformed. */
function percentOf(ramp: JobOptions["ramp"]): number | undefined {
  const { first = 0, factor = DEFAULT_FACTOR } = ramp ?? {};
  return Number.isSafeInteger(first) && first >= 1 && factor >= 1 ? Math.round(factor * 100) : undefined;
}

/** How many instances each wave acts on. */
function waveSizes(instances: number, ramp: JobOptions["ramp"]): number[] {
  const percent = percentOf(ramp);
  if (ramp === undefined || percent === undefined) return instances > 0 ? [instances] : [];
  const sizes: number[] = [];
  let { first: size } = ramp;
  for (let left = instances; left > 0; left -= sizes.at(-1) ?? left) {
    sizes.push(Math.min(size, left));
    size = Math.ceil((size * percent) / 100);
  }
  return sizes;
}

/**
 * The schedule under the best conditions: no other job shares the rate limit, replies take no time, and every wave has ended
 * when it is first looked at.
 */
export function scheduleOf(instances: number, { ramp, wait = true }: JobOptions): Schedule {
  const sizes = waveSizes(instances, ramp);
  const sentAtMs: number[] = [];
  let waveAtMs = 0;
  for (const size of sizes) {
    for (let left = size; left > 0; left -= LIMITS.ids) {
      const slotMs = (sentAtMs.at(-ACTING_PER_SECOND) ?? -SLOT_MS) + SLOT_MS;
      sentAtMs.push(Math.max(waveAtMs, slotMs));
    }
    waveAtMs = (sentAtMs.at(-1) ?? 0) + (wait ? FIRST_STATUS_MS : 0);
  }
  return { waves: sizes.length, batches: sentAtMs.length, seconds: (sentAtMs.at(-1) ?? 0) / 1_000 };
}
