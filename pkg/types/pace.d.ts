/// <reference lib="esnext.disposable" />

/**
 * A sliding log of `perSecond` slots. A slot frees 1,005 ms after its reply (or timeout), so that whatever the network does
 * the service never sees more than `perSecond` requests in any second. A slot is a lease: whoever took it may vanish, and it
 * is free again once its request can no longer be answered. Pure: time is an argument.
 */
export interface Pace {
  readonly perSecond: number;
  /**
   * `slot`: the number of this lease, which no other one of this pace has; -1 with Infinity. `atMs`: when the request may go;
   * Infinity while every slot waits for its reply: ask again after `freed()`, or in a while.
   *
   * `leaseMs`: how long after `atMs` the request may be under way at most, milliseconds, from 1 to a day; default 11,000 (the
   * default timeout, and a second to notice it). A slot that is never given back is free again 1,005 ms after that. A request
   * that would leave later than planned, so that its reply could come after its lease, gives its slot back and takes another.
   */
  take(nowMs: number, leaseMs?: number): { slot: number; atMs: number };
  /** A slot that is unknown, over or given back already is ignored. */
  freed(slot: number, nowMs: number): void;
  /** The service refused a request for its rate: halves the rate, which recovers by one a second. */
  throttled(nowMs: number): void;
  /** The whole state, leases included; `createPace(perSecond, saved)` goes on from it. Older texts are read too. */
  save(): string;
  /** Gives its memory back. Not while an operation uses it: its requests would not leave any more. */
  free(): void;
  /** `using pace = createPace(...)` frees it, where the engine has `Symbol.dispose`. */
  [Symbol.dispose](): void;
}

/**
 * `saved`: what `save()` of an earlier one gave, or of several that ran before: what any of them holds is held.
 * @throws TencentCloudError `Client.InvalidArgument`
 */
export function createPace(perSecond: number, saved?: string | readonly string[]): Pace;
