import type { MonotonicClock } from "./monotonic-clock";

/* An alarm this long overdue was lost by the platform. */
const OVERDUE_MS = 10_000;
/* An alarm this much later than needed was set for something else: the one for work may have been lost while the one for
   pruning, a week ahead, is still set. */
const FAR_MS = 60_000;
/* An alarm set for the present moment inside its own handler may be lost (workerd issue 6866). */
const MIN_AHEAD_MS = 1;

/** The object's one alarm. */
export class Alarm {
  readonly #storage: DurableObjectStorage;
  readonly #clock: MonotonicClock;
  #setForMs: number | undefined;
  /** How late the last alarm fired, in milliseconds; undefined if this instance did not set it. */
  lateMs: number | undefined;

  constructor(storage: DurableObjectStorage, clock: MonotonicClock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** To be called first when the alarm fires. */
  fired(): void {
    if (this.#setForMs !== undefined) this.lateMs = Math.max(0, this.#clock.nowMs() - this.#setForMs);
    this.#setForMs = undefined;
  }

  /** @param atMs Infinity: no alarm */
  async set(atMs: number): Promise<void> {
    if (atMs === Number.POSITIVE_INFINITY) {
      this.#setForMs = undefined;
      await this.#storage.deleteAlarm();
      return;
    }
    this.#setForMs = Math.max(atMs, this.#clock.nowMs() + MIN_AHEAD_MS);
    await this.#storage.setAlarm(this.#clock.toWallMs(this.#setForMs));
  }

  /** Sets the alarm for `atMs` unless a usable one is set: it may have been lost with an earlier instance. */
  async ensure(atMs: number): Promise<void> {
    const set = await this.#storage.getAlarm();
    const overdueMs = this.#clock.toWallMs(this.#clock.nowMs() - OVERDUE_MS);
    const isArmed = set !== null && set >= overdueMs && set <= this.#clock.toWallMs(atMs + FAR_MS);
    if (!isArmed) await this.set(atMs);
  }
}
