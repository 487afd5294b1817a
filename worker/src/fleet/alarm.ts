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
  /** For when the alarm that has not fired yet was set first; undefined if this instance has set none. */
  #awaitedMs: number | undefined;
  /** How late the last alarm fired. */
  #lastLateMs: number | undefined;

  constructor(storage: DurableObjectStorage, clock: MonotonicClock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** To be called first when the alarm fires. */
  fired(): void {
    if (this.#awaitedMs !== undefined) this.#lastLateMs = Math.max(0, this.#clock.nowMs() - this.#awaitedMs);
    this.#awaitedMs = undefined;
  }

  /** @param atMs Infinity: no alarm */
  async set(atMs: number): Promise<void> {
    if (atMs === Number.POSITIVE_INFINITY) {
      this.#awaitedMs = undefined;
      await this.#storage.deleteAlarm();
      return;
    }
    const now = this.#clock.nowMs();
    const setForMs = Math.max(atMs, now + MIN_AHEAD_MS);
    // An alarm that is set again because it has not fired is as late as it was.
    if (this.#awaitedMs === undefined || this.#awaitedMs > now) this.#awaitedMs = setForMs;
    await this.#storage.setAlarm(this.#clock.toWallMs(setForMs));
  }

  /**
   * How late the last alarm fired, or how long the next one is overdue, whichever is more, in milliseconds; undefined if
   * there was none and is none.
   */
  async lateMs(): Promise<number | undefined> {
    const now = this.#clock.nowMs();
    const awaitedMs = this.#awaitedMs ?? (await this.#storedMs());
    if (awaitedMs === undefined) return this.#lastLateMs;
    return Math.max(now - awaitedMs, this.#lastLateMs ?? 0, 0);
  }

  /** The moment of an alarm that an earlier instance has set. */
  async #storedMs(): Promise<number | undefined> {
    const set = await this.#storage.getAlarm();
    return set === null ? undefined : set + this.#clock.nowMs() - this.#clock.toWallMs(this.#clock.nowMs());
  }

  /** Sets the alarm for `atMs` unless a usable one is set: it may have been lost with an earlier instance. */
  async ensure(atMs: number): Promise<void> {
    const set = await this.#storage.getAlarm();
    const overdueMs = this.#clock.toWallMs(this.#clock.nowMs() - OVERDUE_MS);
    const isArmed = set !== null && set >= overdueMs && set <= this.#clock.toWallMs(atMs + FAR_MS);
    if (!isArmed) await this.set(atMs);
  }
}
