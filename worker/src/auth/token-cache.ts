import type { StoredToken } from "../fleet/store/tokens";

/** How long what the registry said of a token is believed: a revoked token is refused after this time everywhere. */
export const TOKEN_CACHE_MS = 10_000;
const MAX_ENTRIES = 1_000;

interface Known {
  readonly stored: StoredToken | undefined;
  readonly untilMs: number;
}

/** What this isolate knows of made tokens, so that not every request asks the registry. */
export class TokenCache {
  readonly #known = new Map<string, Known>();

  /** The token of this id, from memory or from `ask`. */
  async get(
    id: string,
    nowMs: number,
    ask: (id: string) => Promise<StoredToken | undefined>,
  ): Promise<StoredToken | undefined> {
    const known = this.#known.get(id);
    if (known && nowMs < known.untilMs) return known.stored;
    const stored = await ask(id);
    this.#known.delete(id);
    this.#known.set(id, { stored, untilMs: nowMs + TOKEN_CACHE_MS });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_ENTRIES && oldest !== undefined) this.#known.delete(oldest);
    return stored;
  }

  /** Forgets a token, so that its end is seen here at once. */
  forget(id: string): void {
    this.#known.delete(id);
  }
}
