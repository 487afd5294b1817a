import type { Credentials } from "tencentcloud-edge";
import type { Assumed, TemporaryKey } from "./sts";

/** A key to sign with. The object is the same as long as the key is. */
export interface Key {
  readonly credentials: Credentials;
}

/** Where the key of the next request comes from. */
export interface KeySource {
  /** Never rejects. `failure` is a sentence that holds no secret. */
  get(region: string): Promise<{ readonly key: Key } | { readonly failure: string }>;
  /**
   * The service refused this key.
   *
   * @returns whether another one can be had, so that signing again can help
   */
  refused(key: Key): boolean;
}

/** The key of the configuration: replacing it starts the object anew. */
export function fixedKey(credentials: Credentials): KeySource {
  const key: Key = { credentials };
  return { get: async () => ({ key }), refused: () => false };
}

/* Renewed this long before its end, or at half of its life if that is shorter. */
const MARGIN_MS = 60_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/* A key that is refused as soon as it was renewed for being refused is not asked for again and again. */
const REFUSED_PAUSE_MS = 10_000;

interface Held extends TemporaryKey {
  readonly renewAtMs: number;
}

/**
 * Temporary keys. One request at a time asks for a new one, before the present one ends; while that fails the present one
 * is used to its end.
 */
export class RenewedKey implements KeySource {
  readonly #ask: (region: string) => Promise<Assumed>;
  readonly #nowMs: () => number;
  #held: Held | undefined;
  #asking: Promise<void> | undefined;
  #failure = "";
  #pauseMs = 0;
  #nextAskMs = 0;
  #refusedAtMs = Number.NEGATIVE_INFINITY;

  constructor(ask: (region: string) => Promise<Assumed>, nowMs: () => number) {
    this.#ask = ask;
    this.#nowMs = nowMs;
  }

  async get(region: string): Promise<{ readonly key: Key } | { readonly failure: string }> {
    const held = this.#usable();
    if (held && this.#nowMs() < held.renewAtMs) return { key: held };
    const renewal = this.#renew(region);
    if (held) return { key: held };
    await renewal;
    const renewed = this.#usable();
    return renewed ? { key: renewed } : { failure: this.#failure };
  }

  refused(key: Key): boolean {
    if (key !== this.#held) return true;
    const now = this.#nowMs();
    if (now - this.#refusedAtMs < REFUSED_PAUSE_MS) return false;
    this.#refusedAtMs = now;
    this.#held = undefined;
    this.#nextAskMs = 0;
    return true;
  }

  #usable(): Held | undefined {
    return this.#held && this.#nowMs() < this.#held.endsAtMs ? this.#held : undefined;
  }

  async #renew(region: string): Promise<void> {
    if (!this.#asking && this.#nowMs() < this.#nextAskMs) return;
    this.#asking ??= this.#askOnce(region).finally(() => {
      this.#asking = undefined;
    });
    await this.#asking;
  }

  async #askOnce(region: string): Promise<void> {
    const assumed = await this.#ask(region);
    const now = this.#nowMs();
    if ("failure" in assumed) {
      this.#failure = assumed.failure;
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2 || FIRST_PAUSE_MS);
      this.#nextAskMs = now + this.#pauseMs;
      return;
    }
    const { endsAtMs } = assumed.key;
    this.#pauseMs = 0;
    this.#nextAskMs = 0;
    this.#held = { ...assumed.key, renewAtMs: endsAtMs - Math.min(MARGIN_MS, (endsAtMs - now) / 2) };
  }
}
