/* A reply's Date has whole seconds and is a round trip old: a smaller difference says nothing. */
const CLOCK_NOISE_MS = 5_000;

/** The service's clock, as far as its replies have told it. */
export class Clock {
  readonly #nowMs: () => number;
  #offsetMs = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Our clock, Unix milliseconds. */
  nowMs(): number {
    return this.#nowMs();
  }

  /** What to sign with, Unix seconds of the service. */
  timestamp(): number {
    return Math.floor((this.#nowMs() + this.#offsetMs) / 1_000);
  }

  /** A moment of the service's clock in ours, Unix milliseconds. */
  toOurs(serviceMs: number): number {
    return serviceMs - this.#offsetMs;
  }

  /**
   * Takes the service's clock from a reply's Date header.
   *
   * @param signedAt what the request was signed with, in Unix seconds: another reply may have corrected the clock since
   * @returns whether that was off, so that signing again can help
   */
  correct(date: string | undefined, signedAt: number): boolean {
    const serverMs = Date.parse(date ?? "");
    if (Number.isNaN(serverMs)) return false;
    const wanted = serverMs - this.#nowMs();
    if (Math.abs(wanted - this.#offsetMs) >= CLOCK_NOISE_MS) this.#offsetMs = wanted;
    return Math.abs(serverMs - signedAt * 1_000) >= CLOCK_NOISE_MS;
  }
}
