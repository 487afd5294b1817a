/* A reply's Date has whole seconds and is a round trip old: a smaller difference means nothing. */
const CLOCK_NOISE_MS = 5_000;
/* A local clock is not off by more; a Date that says so is wrong, and nothing signed with it would ever be accepted. */
const MAX_OFFSET_MS = 366 * 86_400_000;

/** The service's clock, estimated from its replies. */
export class Clock {
  readonly #nowMs: () => number;
  #offsetMs = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The local clock, Unix milliseconds. */
  nowMs(): number {
    return this.#nowMs();
  }

  /** The timestamp to sign with, Unix seconds of the service's clock. */
  timestamp(): number {
    return Math.floor((this.#nowMs() + this.#offsetMs) / 1_000);
  }

  /** Converts a time of the service's clock to the local clock, Unix milliseconds. */
  toLocalMs(serviceMs: number): number {
    return serviceMs - this.#offsetMs;
  }

  /**
   * Takes the service's time from a reply's Date header.
   *
   * @param signedAt the timestamp of the request, in Unix seconds: another reply may have corrected the clock since
   * @returns whether that timestamp was wrong, so that signing again can help
   */
  correct(date: string | undefined, signedAt: number): boolean {
    const serverMs = Date.parse(date ?? "");
    if (Number.isNaN(serverMs)) return false;
    const wanted = serverMs - this.#nowMs();
    if (Math.abs(wanted) > MAX_OFFSET_MS) return false;
    if (Math.abs(wanted - this.#offsetMs) >= CLOCK_NOISE_MS) this.#offsetMs = wanted;
    return Math.abs(serverMs - signedAt * 1_000) >= CLOCK_NOISE_MS;
  }
}
