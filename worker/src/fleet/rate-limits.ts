import { createPace, type Pace } from "tencentcloud-edge";

/** The service takes 10 acting requests a second of an account and region, and 40 describes of each kind. */
const ACTING_A_SECOND = 10;
const DESCRIBES_A_SECOND = 34;

/** The budgets that all jobs of one account and region share. */
export interface Paces {
  of(action: string, acting: boolean): Pace;
  /** The acting budget's state, to be stored before each acting request. */
  saveActing(): string;
}

/** What was in flight when `saved` was written can no longer answer here: it counts as answered at `nowMs`. */
export function createPaces(saved: string | undefined, nowMs: number): Paces {
  const acting = createPace(ACTING_A_SECOND, saved);
  if (saved !== undefined) for (let slot = 0; slot < ACTING_A_SECOND; slot++) acting.freed(slot, nowMs);
  const describes = new Map<string, Pace>();
  return {
    of(action, isActing) {
      if (isActing) return acting;
      const pace = describes.get(action) ?? createPace(DESCRIBES_A_SECOND);
      describes.set(action, pace);
      return pace;
    },
    saveActing: () => acting.save(),
  };
}
