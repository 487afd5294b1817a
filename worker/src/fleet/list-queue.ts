import type { RateLimiter } from "./rate-limits";

/* Requests in flight of one caller: in all, and younger than RECENT_MS. A caller whose lists the cloud leaves unanswered
   must not hold the slots that others need. */
const MAX_OWN = 18;
const MAX_OWN_RECENT = 12;
const RECENT_MS = 1_000;
/* Beyond so many in flight, only a caller that has none in flight is served. */
const MAX_SHARED = 26;
/* How often the queue is looked at: at the latest after SLOT_POLL_MS, or BOUND_POLL_MS while bounds keep everybody waiting. */
const SLOT_POLL_MS = 50;
const BOUND_POLL_MS = 20;

/** A request that waits for a slot. */
export interface Waiting {
  /** Those who still wait for its reply; none: it is not to be sent. */
  callers(): readonly string[];
}

/** A slot, held for one caller until it is released. */
export interface HeldSlot {
  release(): void;
}

interface InFlight {
  readonly caller: string;
  readonly sentAtMs: number;
}

interface Turn {
  readonly place: number;
  readonly caller: string;
}

type Entry = { readonly waiting: Waiting; readonly resolve: (slot: HeldSlot | undefined) => void };

/**
 * Gives out the slots of a limiter to lists: callers take turns, however many requests each of them has, and the requests of
 * one caller are served in their order.
 */
export class ListQueue {
  readonly #limiter: RateLimiter;
  readonly #nowMs: () => number;
  /** Oldest first. */
  #entries: Entry[] = [];
  readonly #inFlight = new Set<InFlight>();
  /** The number of each caller's last turn, while anybody waits. */
  readonly #lastTurns = new Map<string, number>();
  #turns = 0;
  #timer: number | null = null;

  constructor(limiter: RateLimiter, nowMs: () => number) {
    this.#limiter = limiter;
    this.#nowMs = nowMs;
  }

  /** A slot, when it is the turn of one of the callers; undefined when none of them waits any more. */
  acquire(waiting: Waiting): Promise<HeldSlot | undefined> {
    return new Promise((resolve) => {
      this.#entries.push({ waiting, resolve });
      this.#serve();
    });
  }

  #serve(): void {
    clearTimeout(this.#timer);
    this.#dropAbandoned();
    let turn = this.#next();
    let atMs = 0;
    while (turn) {
      atMs = this.#limiter.readyAt(this.#nowMs(), "list");
      if (atMs > this.#nowMs()) break;
      this.#grant(turn);
      turn = this.#next();
    }
    this.#limiter.isListWaiting = turn !== undefined;
    if (this.#entries.length === 0) {
      this.#lastTurns.clear();
      return;
    }
    const waitMs = turn ? Math.min(atMs - this.#nowMs(), SLOT_POLL_MS) : BOUND_POLL_MS;
    this.#timer = setTimeout(() => this.#serve(), waitMs);
  }

  #dropAbandoned(): void {
    const [kept, abandoned] = [[], []] as [Entry[], Entry[]];
    for (const entry of this.#entries) (entry.waiting.callers().length > 0 ? kept : abandoned).push(entry);
    this.#entries = kept;
    for (const { resolve } of abandoned) resolve(undefined);
  }

  /** The oldest request of the caller whose last turn is the longest ago; undefined while bounds keep everybody waiting. */
  #next(): Turn | undefined {
    const isAllowed = new Map<string, boolean>();
    let best: (Turn & { readonly last: number }) | undefined;
    for (const [place, { waiting }] of this.#entries.entries())
      for (const caller of waiting.callers()) {
        const last = this.#lastTurns.get(caller) ?? 0;
        if (best && last >= best.last) continue;
        if (!isAllowed.has(caller)) isAllowed.set(caller, this.#mayHoldMore(caller));
        if (isAllowed.get(caller)) best = { place, caller, last };
      }
    return best;
  }

  #mayHoldMore(caller: string): boolean {
    const own = [...this.#inFlight].filter((request) => request.caller === caller);
    if (own.length === 0) return true;
    const recentMs = this.#nowMs() - RECENT_MS;
    const recent = own.filter(({ sentAtMs }) => sentAtMs > recentMs).length;
    return own.length < MAX_OWN && recent < MAX_OWN_RECENT && this.#inFlight.size < MAX_SHARED;
  }

  #grant({ place, caller }: Turn): void {
    const [entry] = this.#entries.splice(place, 1);
    const now = this.#nowMs();
    const slot = this.#limiter.acquire(now, "list");
    const request: InFlight = { caller, sentAtMs: now };
    this.#inFlight.add(request);
    this.#turns += 1;
    this.#lastTurns.set(caller, this.#turns);
    entry?.resolve({
      release: () => {
        if (!this.#inFlight.delete(request)) return;
        this.#limiter.release(slot, this.#nowMs());
        if (this.#entries.length > 0) this.#serve();
      },
    });
  }
}
