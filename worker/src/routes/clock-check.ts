import type { FleetApi } from "../fleet/api";
import { within } from "../timeout";

/* How often this isolate tells an object its time. */
const CHECK_MS = 2_000;
const TIMEOUT_MS = 1_000;

const checkedAtMs = new Map<string, number>();

/**
 * Tells an object the present time, so that one whose clock stands still begins anew. Never rejects.
 * @param fleet a stub for this call alone: an object that begins anew breaks it
 * @param name the object's
 */
export async function checkClock(fleet: DurableObjectStub<FleetApi>, name: string): Promise<void> {
  const now = Date.now();
  const last = checkedAtMs.get(name);
  if (last !== undefined && now >= last && now < last + CHECK_MS) return;
  checkedAtMs.set(name, now);
  try {
    await within(TIMEOUT_MS, fleet.checkClock(now));
  } catch {
    /* It begins anew, or is of another release: the call that follows shows whether it answers. */
  }
}
