import type { Meta } from "./store/meta";

const MOMENT = "moment";

/**
 * The object's own time, in Unix milliseconds. It never goes back, not even across restarts: jobs and paces hold moments,
 * and would stand still until the wall clock reached them again. Where the wall clock went back, this one runs at half its
 * speed until both agree.
 */
export class SteadyTime {
  readonly #wallMs: () => number;
  readonly #meta: Meta;
  #lastMs: number;
  #lastWallMs: number;

  constructor(meta: Meta, wallMs: () => number) {
    this.#wallMs = wallMs;
    this.#meta = meta;
    this.#lastMs = Number(meta.get(MOMENT) ?? 0);
    this.#lastWallMs = wallMs();
  }

  nowMs(): number {
    const wallMs = this.#wallMs();
    const passedMs = Math.max(0, wallMs - this.#lastWallMs);
    this.#lastWallMs = wallMs;
    this.#lastMs = Math.max(wallMs, this.#lastMs + passedMs / 2);
    return Math.floor(this.#lastMs);
  }

  /** The wall clock's moment for one of this time, for alarms. */
  toWallMs(atMs: number): number {
    return this.#wallMs() + atMs - this.nowMs();
  }

  /** Keeps the present moment for the next instance of the object. */
  save(): void {
    this.#meta.put(MOMENT, String(this.nowMs()));
  }
}
