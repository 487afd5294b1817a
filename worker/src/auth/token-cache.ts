import type { StoredToken } from "../fleet/store/tokens";

/** How long an entry is valid: a revoked token is refused everywhere after this time. */
export const TOKEN_CACHE_MS = 10_000;
const MAX_ENTRIES = 1_000;

interface Entry<T> {
  readonly value: T;
  readonly untilMs: number;
}

/** At most MAX_ENTRIES values, each for TOKEN_CACHE_MS. */
class Expiring<T> {
  readonly #entries = new Map<string, Entry<T>>();

  get(key: string, nowMs: number): T | undefined {
    const entry = this.#entries.get(key);
    return entry && nowMs < entry.untilMs ? entry.value : undefined;
  }

  set(key: string, value: T, nowMs: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, untilMs: nowMs + TOKEN_CACHE_MS });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}

/**
 * Issued tokens known to this isolate by their SHA-256, so that not every request asks the registry. Unknown ones are kept
 * apart, so that a flood of them displaces no valid one.
 */
export class TokenCache {
  readonly #valid = new Expiring<StoredToken>();
  readonly #unknown = new Expiring<true>();
  /** Grows with every deletion: what was loaded before one may be older than it. */
  #deletions = 0;

  /**
   * The token of this SHA-256, from the cache or from `load`.
   * @param nowMs when it is asked for: an entry's age counts from then
   */
  async get(
    sha256: string,
    nowMs: number,
    load: () => Promise<StoredToken | undefined>,
  ): Promise<StoredToken | undefined> {
    const known = this.#valid.get(sha256, nowMs);
    if (known || this.#unknown.get(sha256, nowMs)) return known;
    const deletions = this.#deletions;
    const stored = await load();
    if (deletions !== this.#deletions) return stored;
    if (stored) this.#valid.set(sha256, stored, nowMs);
    else this.#unknown.set(sha256, true, nowMs);
    return stored;
  }

  /** Deletes a token, so that its revocation takes effect here at once. */
  delete(sha256: string): void {
    this.#deletions += 1;
    this.#valid.delete(sha256);
  }
}
