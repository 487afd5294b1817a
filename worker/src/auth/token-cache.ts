import type { StoredToken } from "../fleet/store/tokens";

/** How long an entry is valid: a revoked token is refused everywhere after this time. */
export const TOKEN_CACHE_MS = 10_000;
const MAX_ENTRIES = 1_000;

interface Entry {
  readonly stored: StoredToken | undefined;
  readonly untilMs: number;
}

/** Issued tokens known to this isolate, so that not every request asks the registry. */
export class TokenCache {
  readonly #entries = new Map<string, Entry>();

  /** The token of this id, from the cache or from `load`. */
  async get(
    id: string,
    nowMs: number,
    load: (id: string) => Promise<StoredToken | undefined>,
  ): Promise<StoredToken | undefined> {
    const known = this.#entries.get(id);
    if (known && nowMs < known.untilMs) return known.stored;
    const stored = await load(id);
    this.#entries.delete(id);
    this.#entries.set(id, { stored, untilMs: nowMs + TOKEN_CACHE_MS });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
    return stored;
  }

  /** Deletes a token, so that its revocation takes effect here at once. */
  delete(id: string): void {
    this.#entries.delete(id);
  }
}
