/* A caller's clock may be off by seconds. */
const MIN_AHEAD_MS = 30_000;
/* Far longer than any two requests take to be told apart by a clock that goes on. */
const MIN_APART_MS = 2_000;

/**
 * Finds out that an object's clock stands still. When the machine's clock is set back, `Date.now()` of a living object does
 * not go back in workerd: it stands still until the machine's clock has caught up, and no timer or alarm fires until then.
 * The clock of a request that has begun since is right, and so is that of a new instance of the object.
 */
export class FrozenClock {
  readonly #wallMs: () => number;
  #seen: { readonly ownMs: number; readonly callerMs: number } | undefined;

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  /** @param callerMs the present time of a request that has just begun, in Unix milliseconds */
  isFrozen(callerMs: number): boolean {
    const ownMs = this.#wallMs();
    const seen = this.#seen;
    if (seen?.ownMs !== ownMs || callerMs < seen.callerMs) this.#seen = { ownMs, callerMs };
    return (
      ownMs - callerMs >= MIN_AHEAD_MS && seen?.ownMs === ownMs && callerMs - seen.callerMs >= MIN_APART_MS
    );
  }
}
