import type { Meta } from "./store/meta";

/* The name and format of the saved value are those of the first release. */
const SAVED_TIME = "moment";

/**
 * The object's own time, in Unix milliseconds. It never goes back, not even across restarts: jobs and rate limits hold
 * timestamps, and would stall until the wall clock reached them again. After the wall clock has gone back, this clock runs
 * at half speed until both agree.
 */
export class MonotonicClock {
  readonly #wallMs: () => number;
  readonly #meta: Meta;
  #lastMs: number;
  #lastWallMs: number;

  constructor(meta: Meta, wallMs: () => number) {
    this.#wallMs = wallMs;
    this.#meta = meta;
    this.#lastMs = Number(meta.get(SAVED_TIME) ?? 0);
    this.#lastWallMs = wallMs();
  }

  nowMs(): number {
    const wallMs = this.#wallMs();
    const elapsedMs = Math.max(0, wallMs - this.#lastWallMs);
    this.#lastWallMs = wallMs;
    this.#lastMs = Math.max(wallMs, this.#lastMs + elapsedMs / 2);
    return Math.floor(this.#lastMs);
  }

  /** Converts a time of this clock to the wall clock's, for alarms. */
  toWallMs(atMs: number): number {
    return this.#wallMs() + atMs - this.nowMs();
  }

  /** Saves the present time for the next instance of the object. */
  save(): void {
    this.#meta.put(SAVED_TIME, String(this.nowMs()));
  }
}
