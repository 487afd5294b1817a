import { createPace, type Pace } from "tencentcloud-edge";

/** The service takes 10 acting requests a second of an account and region, and 40 describes of each kind. */
const ACTING_PER_SECOND = 10;
const DESCRIBES_PER_SECOND = 34;
/* Longer than any request may take: a slot whose request can no longer be answered is free again by itself. */
const LEASE_MS = 12_000;
/* A slot kept for the next request, but not used for this long after its moment, is given back. */
const STALE_MS = 1_000;
/* Asked again this soon when a list goes first. */
const YIELD_MS = 5;

/** Who asks for a slot: where both wait they take turns. */
export type Asker = "job" | "list";

/** The slots of one pace, given out one at a time: nobody holds a slot whose moment has not come. */
export class Turns {
  /** Lists that wait for a slot. */
  listsWaiting = 0;
  readonly #pace: Pace;
  readonly #usedAtMs: number[] = [];
  #next: { slot: number; atMs: number } | undefined;
  #last: Asker = "list";

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** When a request may leave, from `nowMs` on; Infinity while only a reply can free a slot. */
  readyAt(nowMs: number, asker: Asker): number {
    const next = this.#next;
    if (next && nowMs > next.atMs + STALE_MS) {
      this.#pace.freed(next.slot, next.atMs);
      this.#next = undefined;
    }
    if (!this.#next) {
      const taken = this.#pace.take(nowMs, LEASE_MS);
      if (taken.atMs === Number.POSITIVE_INFINITY) return taken.atMs;
      this.#next = taken;
    }
    const yields = asker === "job" && this.listsWaiting > 0 && this.#last === "job";
    return Math.max(this.#next?.atMs ?? 0, yields ? nowMs + YIELD_MS : 0);
  }

  /** The slot that readyAt() said is ready. */
  take(nowMs: number, asker: Asker): number {
    const slot = this.#next?.slot ?? -1;
    this.#next = undefined;
    this.#last = asker;
    this.#usedAtMs.push(nowMs);
    while ((this.#usedAtMs[0] ?? nowMs) <= nowMs - 1_000) this.#usedAtMs.shift();
    return slot;
  }

  free(slot: number, nowMs: number): void {
    this.#pace.freed(slot, nowMs);
  }

  throttled(nowMs: number): void {
    this.#pace.throttled(nowMs);
  }

  /** Requests that left in the last second, and the most that may. */
  usage(nowMs: number): { used: number; limit: number } {
    return { used: this.#usedAtMs.filter((at) => at > nowMs - 1_000).length, limit: this.#pace.perSecond };
  }

  save(): string {
    return this.#pace.save();
  }
}

/** The budgets that all jobs and lists of one account and region share. */
export class Paces {
  readonly #acting: Turns;
  readonly #describes = new Map<string, Turns>();

  /** What was in flight when `saved` was written keeps its slot until its lease ends: it may still reach the cloud. */
  constructor(saved: string | undefined) {
    this.#acting = new Turns(createPace(ACTING_PER_SECOND, saved));
  }

  /** All acting requests share one budget; describes have one for each action. */
  of(action: string, isActing: boolean): Turns {
    if (isActing) return this.#acting;
    const turns = this.#describes.get(action) ?? new Turns(createPace(DESCRIBES_PER_SECOND));
    this.#describes.set(action, turns);
    return turns;
  }

  /** The acting budget's state, to be stored before each acting request. */
  saveActing(): string {
    return this.#acting.save();
  }

  usage(nowMs: number): Array<{ action: string; used: number; limit: number }> {
    const describes = [...this.#describes].map(([action, turns]) => ({ action, ...turns.usage(nowMs) }));
    return [{ action: "acting", ...this.#acting.usage(nowMs) }, ...describes];
  }
}
