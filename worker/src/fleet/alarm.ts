import type { SteadyTime } from "./monotonic-clock";

/* An alarm this long overdue was lost by whoever should have rung it. */
const OVERDUE_MS = 10_000;
/* One this much later than asked for is another's: that of work may have been lost while that of pruning, a week ahead, stands. */
const FAR_MS = 60_000;
/* An alarm set for this very moment inside its own handler may be lost (workerd issue 6866). */
const LEAST_AHEAD_MS = 1;

/** The object's one alarm. */
export class AlarmClock {
  readonly #storage: DurableObjectStorage;
  readonly #time: SteadyTime;
  #setForMs: number | undefined;
  /** How late the last alarm rang, in milliseconds; undefined if this instance did not set it. */
  lateMs: number | undefined;

  constructor(storage: DurableObjectStorage, time: SteadyTime) {
    this.#storage = storage;
    this.#time = time;
  }

  /** To be called first when the alarm rings. */
  rang(): void {
    if (this.#setForMs !== undefined) this.lateMs = Math.max(0, this.#time.nowMs() - this.#setForMs);
    this.#setForMs = undefined;
  }

  /** Infinity: no alarm. */
  async set(atMs: number): Promise<void> {
    if (atMs === Number.POSITIVE_INFINITY) {
      this.#setForMs = undefined;
      await this.#storage.deleteAlarm();
      return;
    }
    this.#setForMs = Math.max(atMs, this.#time.nowMs() + LEAST_AHEAD_MS);
    await this.#storage.setAlarm(this.#time.toWallMs(this.#setForMs));
  }

  /** Work that is owed needs an alarm; one may have been lost with the instance that should have set it. */
  async ensure(atMs: number): Promise<void> {
    const set = await this.#storage.getAlarm();
    const overdueMs = this.#time.toWallMs(this.#time.nowMs() - OVERDUE_MS);
    const isArmed = set !== null && set >= overdueMs && set <= this.#time.toWallMs(atMs + FAR_MS);
    if (!isArmed) await this.set(atMs);
  }
}
