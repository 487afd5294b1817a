import type { ApiRequest } from "tencentcloud-edge";
import type { Cloud, Obstacle, Reply } from "../cloud/client";
import type { PageQuery, PageResult } from "./api";
import { type HeldSlot, ListQueue } from "./list-queue";
import type { RateLimiter } from "./rate-limits";
import { isThrottled } from "./sender";

/* How long a caller is held before it is told to ask again. A caller that has not asked for CALLER_TIMEOUT_MS has left:
   nothing tells an object that its caller's client is gone, and requests for absent callers must not delay others. */
const LONG_POLL_MS = 400;
const CALLER_TIMEOUT_MS = 1_200;
const CACHE_MS = 1_000;
const FAILURE_CACHE_MS = 300;
/* When a request has been unanswered for this long, the next caller has another one sent: the cloud may answer again. */
const HEDGE_AFTER_MS = 700;
const MAX_ATTEMPTS = 4;
const ATTEMPT_MS = 5_000;
const MAX_FAILURES = 3;
const BACKOFF_MS = 200;
/* Pages that are asked for or cached. A caller that waits for fewer than FEW_PAGES is served beyond it, so that nobody's many
   lists refuse another's. */
const MAX_ENTRIES = 1_000;
const FEW_PAGES = 8;
const MAX_CACHED_CHARS = 16_000_000;

interface Entry {
  readonly key: string;
  readonly request: ApiRequest;
  readonly settled: Promise<void>;
  readonly settle: () => void;
  /** When each caller last asked for it. */
  readonly askedAtMs: Map<string, number>;
  attemptAtMs: number;
  /** Attempts under way. */
  attempts: number;
  /** Requests sent for it. */
  sent: number;
  failures: number;
  result?: PageResult;
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const isTransient = (reply: Reply) =>
  reply.status >= 500 ||
  isThrottled(reply) ||
  (reply.body.length < 4_096 && reply.body.includes('"InternalError'));

const reasonOf = (obstacle: Obstacle) => ("notSent" in obstacle ? obstacle.notSent : obstacle.noKey.message);

const requestOf = ({ ids, filters, offset, limit, language }: PageQuery, region: string): ApiRequest => ({
  service: "cvm",
  version: "2017-03-12",
  action: "DescribeInstances",
  region,
  language: language as "en-US",
  payload: {
    ...(ids && { InstanceIds: ids }),
    ...(filters && filters.length > 0 && { Filters: filters }),
    Offset: offset,
    Limit: limit,
  },
});

/** Pages of instances for everybody who lists this region: identical requests are merged, and all share one limiter. */
export class Listing {
  readonly #cloud: Cloud;
  readonly #limiter: RateLimiter;
  readonly #queue: ListQueue;
  readonly #nowMs: () => number;
  readonly #entries = new Map<string, Entry>();

  constructor(cloud: Cloud, limiter: RateLimiter, nowMs: () => number) {
    this.#cloud = cloud;
    this.#limiter = limiter;
    this.#queue = new ListQueue(limiter, nowMs);
    this.#nowMs = nowMs;
  }

  /** @param caller who asks: callers take turns */
  async page(query: PageQuery, region: string, caller: string): Promise<PageResult> {
    const now = this.#nowMs();
    const key = JSON.stringify(query);
    const entry = this.#entries.get(key) ?? this.#open(key, requestOf(query, region), caller);
    if (!entry) return { kind: "busy" };
    const isOverdue = now - entry.attemptAtMs > HEDGE_AFTER_MS && entry.attempts < MAX_ATTEMPTS;
    entry.askedAtMs.set(caller, now);
    if (!entry.result && (entry.attempts === 0 || isOverdue)) void this.#attempt(entry);
    if (!entry.result) await Promise.race([entry.settled, sleep(LONG_POLL_MS)]);
    return entry.result ?? { kind: "pending" };
  }

  #open(key: string, request: ApiRequest, caller: string): Entry | undefined {
    if (this.#entries.size >= MAX_ENTRIES && this.#countWanted(caller) >= FEW_PAGES) return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    const entry: Entry = {
      key,
      request,
      settled: promise,
      settle: resolve,
      askedAtMs: new Map(),
      attemptAtMs: 0,
      attempts: 0,
      sent: 0,
      failures: 0,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  /** Those who still wait for a result. */
  #callersOf({ result, askedAtMs }: Entry): string[] {
    if (result) return [];
    const limitMs = this.#nowMs() - CALLER_TIMEOUT_MS;
    return [...askedAtMs].flatMap(([caller, atMs]) => (atMs > limitMs ? [caller] : []));
  }

  #isWanted(entry: Entry): boolean {
    return this.#callersOf(entry).length > 0;
  }

  /** How many pages this caller waits for. */
  #countWanted(caller: string): number {
    return [...this.#entries.values()].filter((entry) => this.#callersOf(entry).includes(caller)).length;
  }

  /** Asks the cloud until there is a result or nobody waits for one. Never rejects. */
  async #attempt(entry: Entry): Promise<void> {
    entry.attempts += 1;
    entry.attemptAtMs = this.#nowMs();
    while (this.#isWanted(entry)) await this.#attemptOnce(entry);
    entry.attempts -= 1;
    if (entry.attempts === 0 && !entry.result) this.#delete(entry);
  }

  async #attemptOnce(entry: Entry): Promise<void> {
    const { request } = entry;
    if (!this.#cloud.isReady(request.region ?? "")) {
      const obstacle = await Promise.race([this.#cloud.prepare(request), this.#whenUnwanted(entry)]);
      if (obstacle) await this.#failed(entry, { kind: "failed", reason: reasonOf(obstacle) });
      if (obstacle || !this.#isWanted(entry)) return;
    }
    const slot = await this.#queue.acquire({ callers: () => this.#callersOf(entry) });
    if (!slot) return;
    const startMs = this.#nowMs();
    const reply = await this.#exchange(entry, slot);
    if (reply !== undefined && this.#isWanted(entry))
      await this.#takeReply(entry, reply, this.#nowMs() - startMs);
  }

  /** @param reply a text: why there is none */
  async #takeReply(entry: Entry, reply: Reply | string, tookMs: number): Promise<void> {
    if (typeof reply === "string") {
      // A timeout is no failure: a silent cloud is asked again for as long as a caller waits.
      if (tookMs < ATTEMPT_MS) await this.#failed(entry, { kind: "failed", reason: reply });
    } else if (!this.#cloud.needsNewSignature(reply)) {
      if (isTransient(reply)) await this.#failed(entry, { kind: "reply", reply });
      else this.#finish(entry, { kind: "reply", reply });
    }
  }

  /** The reply, or why there is none; undefined when all callers have left or it could not be sent at once. The slot is released in every case. */
  async #exchange(entry: Entry, slot: HeldSlot): Promise<Reply | string | undefined> {
    entry.attemptAtMs = this.#nowMs();
    entry.sent += 1;
    const context = { attempt: entry.sent };
    try {
      const exchange = await Promise.race([
        this.#cloud.exchange(entry.request, { timeoutMs: ATTEMPT_MS, context }),
        this.#whenUnwanted(entry),
      ]);
      if (exchange === undefined) return undefined;
      if ("withheld" in exchange) {
        entry.sent -= 1;
        return undefined;
      }
      if ("reply" in exchange) {
        if (isThrottled(exchange.reply)) this.#limiter.throttled(this.#nowMs());
        return exchange.reply;
      }
      return "lost" in exchange ? exchange.lost : reasonOf(exchange);
    } finally {
      slot.release();
    }
  }

  async #whenUnwanted(entry: Entry): Promise<undefined> {
    while (this.#isWanted(entry)) await Promise.race([entry.settled, sleep(CALLER_TIMEOUT_MS / 4)]);
    return undefined;
  }

  async #failed(entry: Entry, result: PageResult): Promise<void> {
    entry.failures += 1;
    if (entry.failures >= MAX_FAILURES) this.#finish(entry, result);
    else await sleep(BACKOFF_MS * 2 ** entry.failures);
  }

  #finish(entry: Entry, result: PageResult): void {
    entry.result = result;
    entry.settle();
    const isGood = result.kind === "reply" && !isTransient(result.reply);
    setTimeout(() => this.#delete(entry), isGood ? CACHE_MS : FAILURE_CACHE_MS);
    this.#trimCache();
  }

  /** Deletes the oldest results beyond MAX_CACHED_CHARS. */
  #trimCache(): void {
    let chars = 0;
    for (const entry of [...this.#entries.values()].reverse()) {
      chars += entry.result?.kind === "reply" ? entry.result.reply.body.length : 0;
      if (chars > MAX_CACHED_CHARS) this.#delete(entry);
    }
  }

  #delete(entry: Entry): void {
    if (this.#entries.get(entry.key) === entry) this.#entries.delete(entry.key);
  }
}
