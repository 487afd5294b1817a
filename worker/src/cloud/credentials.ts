import type { Credentials } from "tencentcloud-edge";
import type { Obstacle } from "./exchange";
import type { AssumeRoleResult, TemporaryKey } from "./sts";

/** A key to sign with; the same object as long as it is the same key. */
export interface Key {
  readonly credentials: Credentials;
}

/** Provides the key of the next request. */
export interface KeySource {
  /** The key to sign with at once; undefined while one has to be waited for. */
  current(region: string): Key | undefined;
  /** Waits for a key. Never rejects. */
  get(region: string): Promise<{ readonly key: Key } | Obstacle>;
  /**
   * To be called when the service has refused this key.
   *
   * @returns whether another key is available, so that signing again can help
   */
  reject(key: Key): boolean;
}

/** The key of the configuration: replacing it restarts the object. */
export function fixedKey(credentials: Credentials): KeySource {
  const key: Key = { credentials };
  return { current: () => key, get: async () => ({ key }), reject: () => false };
}

/* A key is renewed this long before it expires, or at half of its lifetime if that is shorter. */
const MARGIN_MS = 60_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/* When the replacement of a refused key is refused too, no other is requested for this long. */
const REFUSED_PAUSE_MS = 10_000;

interface CurrentKey extends TemporaryKey {
  readonly renewAtMs: number;
}

/**
 * Temporary keys. A new one is requested before the current one expires, by one request at a time; while that fails, the
 * current one is used until it expires.
 */
export class RenewedKey implements KeySource {
  readonly #request: (region: string) => Promise<AssumeRoleResult>;
  readonly #nowMs: () => number;
  #current: CurrentKey | undefined;
  #renewal: Promise<void> | undefined;
  #obstacle: Obstacle = { notSent: "no key has been asked for" };
  #pauseMs = 0;
  #nextRequestMs = 0;
  #refusedAtMs = Number.NEGATIVE_INFINITY;

  constructor(request: (region: string) => Promise<AssumeRoleResult>, nowMs: () => number) {
    this.#request = request;
    this.#nowMs = nowMs;
  }

  current(region: string): Key | undefined {
    const current = this.#usable();
    if (current && this.#nowMs() >= current.renewAtMs) void this.#renew(region);
    return current;
  }

  async get(region: string): Promise<{ readonly key: Key } | Obstacle> {
    const current = this.current(region);
    if (current) return { key: current };
    await this.#renew(region);
    const renewed = this.#usable();
    return renewed ? { key: renewed } : this.#obstacle;
  }

  reject(key: Key): boolean {
    if (key !== this.#current) return true;
    const now = this.#nowMs();
    if (now - this.#refusedAtMs < REFUSED_PAUSE_MS) return false;
    this.#refusedAtMs = now;
    this.#current = undefined;
    this.#nextRequestMs = 0;
    return true;
  }

  #usable(): CurrentKey | undefined {
    return this.#current && this.#nowMs() < this.#current.endsAtMs ? this.#current : undefined;
  }

  async #renew(region: string): Promise<void> {
    if (!this.#renewal && this.#nowMs() < this.#nextRequestMs) return;
    this.#renewal ??= this.#requestOnce(region).finally(() => {
      this.#renewal = undefined;
    });
    await this.#renewal;
  }

  async #requestOnce(region: string): Promise<void> {
    const result = await this.#request(region);
    const now = this.#nowMs();
    if (!("key" in result)) {
      this.#obstacle = result;
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2 || FIRST_PAUSE_MS);
      // Without a key what was refused before is no answer: it is asked for again when the current one expires.
      const endsAtMs = this.#usable()?.endsAtMs ?? Number.POSITIVE_INFINITY;
      this.#nextRequestMs = Math.min(now + this.#pauseMs, endsAtMs);
      return;
    }
    const { endsAtMs } = result.key;
    this.#pauseMs = 0;
    this.#nextRequestMs = 0;
    this.#current = { ...result.key, renewAtMs: endsAtMs - Math.min(MARGIN_MS, (endsAtMs - now) / 2) };
  }
}
