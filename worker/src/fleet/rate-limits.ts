import { createPace, type Pace } from "tencentcloud-edge";
import { ACTING_PER_SECOND, DESCRIBES_PER_SECOND } from "../config/operations";

/* Longer than any request may take: the slot of a request that can no longer be answered becomes free by itself. */
const LEASE_MS = 12_000;
/* A slot reserved for the next request and not used this long after its time is given back. */
const STALE_MS = 1_000;
/* How soon a job that yielded to a list asks again. */
const YIELD_MS = 5;

/** Who asks for a slot: while both wait, they alternate. */
export type Requester = "job" | "list";

/** Gives out the slots of one pace, one at a time: nobody holds a slot whose time has not come. */
export class RateLimiter {
  /** A list waits for a slot, and may have it. */
  isListWaiting = false;
  readonly #pace: Pace;
  readonly #usedAtMs: number[] = [];
  #reserved: { slot: number; atMs: number } | undefined;
  /** The limit after the last refusal for the rate, and when that was. */
  #slowed: { readonly limit: number; readonly atMs: number } | undefined;
  #last: Requester = "list";

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** When a request may leave, from `nowMs` on; Infinity while only a reply can free a slot. */
  readyAt(nowMs: number, requester: Requester): number {
    const reserved = this.#reserved;
    if (reserved && nowMs > reserved.atMs + STALE_MS) {
      this.#pace.freed(reserved.slot, reserved.atMs);
      this.#reserved = undefined;
    }
    if (!this.#reserved) {
      const taken = this.#pace.take(nowMs, LEASE_MS);
      if (taken.atMs === Number.POSITIVE_INFINITY) return taken.atMs;
      this.#reserved = taken;
    }
    const yields = requester === "job" && this.isListWaiting && this.#last === "job";
    return Math.max(this.#reserved?.atMs ?? 0, yields ? nowMs + YIELD_MS : 0);
  }

  /** Takes the slot that readyAt() reported as ready. */
  acquire(nowMs: number, requester: Requester): number {
    const slot = this.#reserved?.slot ?? -1;
    this.#reserved = undefined;
    this.#last = requester;
    this.#usedAtMs.push(nowMs);
    while ((this.#usedAtMs[0] ?? nowMs) <= nowMs - 1_000) this.#usedAtMs.shift();
    return slot;
  }

  release(slot: number, nowMs: number): void {
    this.#pace.freed(slot, nowMs);
  }

  /** The service refused a request for its rate. */
  throttled(nowMs: number): void {
    this.#slowed = { limit: Math.max(1, Math.floor(this.#limitAt(nowMs) / 2)), atMs: nowMs };
    this.#pace.throttled(nowMs);
  }

  /* A pace does not tell its present limit: it halves at a refusal and recovers by one a second. */
  #limitAt(nowMs: number): number {
    const full = this.#pace.perSecond;
    if (!this.#slowed) return full;
    const { limit, atMs } = this.#slowed;
    return Math.min(full, limit + Math.floor((nowMs - atMs) / 1_000));
  }

  /** Requests of the last second, and the most that are allowed at present. */
  usage(nowMs: number): { used: number; limit: number } {
    return { used: this.#usedAtMs.filter((at) => at > nowMs - 1_000).length, limit: this.#limitAt(nowMs) };
  }

  save(): string {
    return this.#pace.save();
  }
}

/** The state of an acting limiter that goes on after several others. */
export function mergeSaved(saved: readonly string[], nowMs: number): string {
  const pace = createPace(ACTING_PER_SECOND, saved);
  // A saved pace counts from the first moment it is told.
  pace.freed(-1, nowMs);
  return pace.save();
}

/** The limiters that all jobs and lists of one account and region share. */
export class RateLimits {
  readonly #acting: RateLimiter;
  readonly #describes = new Map<string, RateLimiter>();

  /** What was in flight when `saved` was written keeps its slot until its lease ends: it may still reach the cloud. */
  constructor(saved: string | undefined) {
    this.#acting = new RateLimiter(createPace(ACTING_PER_SECOND, saved));
  }

  /** All acting requests share one limiter; describes have one for each action. */
  of(action: string, isActing: boolean): RateLimiter {
    if (isActing) return this.#acting;
    const limiter = this.#describes.get(action) ?? new RateLimiter(createPace(DESCRIBES_PER_SECOND));
    this.#describes.set(action, limiter);
    return limiter;
  }

  /** The state of the acting limiter, to be stored before each acting request. */
  saveActing(): string {
    return this.#acting.save();
  }

  usage(nowMs: number): Array<{ action: string; used: number; limit: number }> {
    const describes = [...this.#describes].map(([action, limiter]) => ({ action, ...limiter.usage(nowMs) }));
    return [{ action: "acting", ...this.#acting.usage(nowMs) }, ...describes];
  }
}
