import type { ApiRequest, Filter } from "tencentcloud-edge";
import type { Cloud, Reply } from "../cloud/client";
import type { Turns } from "./rate-limits";
import { isThrottled } from "./sender";

/* How long a caller is held before it is told to ask again. One that stays away is one that has left: nothing tells an
   object that the client of its caller is gone, and whatever waits for the gone must not stand in the way of others. */
const HOLD_MS = 400;
const INTEREST_MS = 1_200;
const CACHED_MS = 1_000;
const FAILED_CACHED_MS = 300;
/* Whoever comes while a request has waited this long has another one sent: the cloud may answer again by now. */
const IMPATIENT_MS = 700;
const MOST_ATTEMPTS = 4;
const ATTEMPT_MS = 5_000;
const MOST_FAILURES = 3;
const BACKOFF_MS = 200;
/* Fresh attempts at the same time: the rest of the slots is for whoever comes next. */
const MOST_FRESH = 16;
const FRESH_MS = 1_000;
const MOST_ENTRIES = 1_000;
const MOST_CACHED_CHARS = 16_000_000;

/** One page of DescribeInstances. */
export interface PageQuery {
  readonly ids?: readonly string[];
  readonly filters?: readonly Filter[];
  readonly offset: number;
  readonly limit: number;
  readonly language: string;
}

/** `pending`: ask again. `failed`: the cloud could not be reached. `busy`: too much is asked at the same time. */
export type PageAnswer =
  | { readonly kind: "reply"; readonly reply: Reply }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "pending" }
  | { readonly kind: "busy" };

interface Entry {
  readonly key: string;
  readonly request: ApiRequest;
  readonly settled: Promise<void>;
  readonly settle: () => void;
  askedAtMs: number;
  attemptAtMs: number;
  attempts: number;
  failures: number;
  answer?: PageAnswer;
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const isTransient = (reply: Reply) =>
  reply.status >= 500 ||
  isThrottled(reply) ||
  (reply.body.length < 4_096 && reply.body.includes('"InternalError'));

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

/** Pages of instances for everybody who lists this region: identical requests are one, and all share one budget. */
export class Listing {
  readonly #cloud: Cloud;
  readonly #turns: Turns;
  readonly #nowMs: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #freshAtMs = new Set<{ atMs: number }>();

  constructor(cloud: Cloud, turns: Turns, nowMs: () => number) {
    this.#cloud = cloud;
    this.#turns = turns;
    this.#nowMs = nowMs;
  }

  async page(query: PageQuery, region: string): Promise<PageAnswer> {
    const now = this.#nowMs();
    const key = JSON.stringify(query);
    const entry = this.#entries.get(key) ?? this.#open(key, requestOf(query, region));
    if (!entry) return { kind: "busy" };
    const isImpatient = now - entry.attemptAtMs > IMPATIENT_MS && entry.attempts < MOST_ATTEMPTS;
    entry.askedAtMs = now;
    if (!entry.answer && (entry.attempts === 0 || isImpatient)) void this.#attempt(entry);
    if (!entry.answer) await Promise.race([entry.settled, sleep(HOLD_MS)]);
    return entry.answer ?? { kind: "pending" };
  }

  #open(key: string, request: ApiRequest): Entry | undefined {
    if (this.#entries.size >= MOST_ENTRIES) return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    const entry: Entry = {
      key,
      request,
      settled: promise,
      settle: resolve,
      askedAtMs: 0,
      attemptAtMs: 0,
      attempts: 0,
      failures: 0,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  #isWanted(entry: Entry): boolean {
    return !entry.answer && this.#nowMs() - entry.askedAtMs < INTEREST_MS;
  }

  /** Asks the cloud until there is an answer or nobody waits for one. Never rejects. */
  async #attempt(entry: Entry): Promise<void> {
    entry.attempts += 1;
    entry.attemptAtMs = this.#nowMs();
    while (this.#isWanted(entry)) {
      const slot = await this.#turn(entry);
      if (slot === undefined) break;
      const startMs = this.#nowMs();
      const reply = await this.#exchange(entry, slot);
      if (reply === undefined || !this.#isWanted(entry)) continue;
      // A cloud that keeps silent is waited for as long as anybody does.
      if (typeof reply === "string" && this.#nowMs() - startMs >= ATTEMPT_MS) continue;
      if (typeof reply === "string") await this.#failed(entry, { kind: "failed", reason: reply });
      else if (this.#cloud.signAgain(reply)) continue;
      else if (isTransient(reply)) await this.#failed(entry, { kind: "reply", reply });
      else this.#answer(entry, { kind: "reply", reply });
    }
    entry.attempts -= 1;
    if (entry.attempts === 0 && !entry.answer) this.#drop(entry);
  }

  /** A slot, as soon as there is one for a list; undefined when nobody wants the answer any more. */
  async #turn(entry: Entry): Promise<number | undefined> {
    this.#turns.listsWaiting += 1;
    try {
      for (;;) {
        const now = this.#nowMs();
        if (!this.#isWanted(entry)) return undefined;
        const fresh = [...this.#freshAtMs].filter(({ atMs }) => now - atMs < FRESH_MS).length;
        const atMs = fresh < MOST_FRESH ? this.#turns.readyAt(now, "list") : now + 20;
        if (atMs <= now) return this.#turns.take(now, "list");
        await sleep(Math.min(atMs - now, 50));
      }
    } finally {
      this.#turns.listsWaiting -= 1;
    }
  }

  /** The reply, or why there is none; undefined when all who waited have left. Its slot is given back either way. */
  async #exchange(entry: Entry, slot: number): Promise<Reply | string | undefined> {
    const fresh = { atMs: this.#nowMs() };
    this.#freshAtMs.add(fresh);
    entry.attemptAtMs = fresh.atMs;
    try {
      const exchange = await Promise.race([
        this.#cloud.exchange(entry.request, ATTEMPT_MS),
        this.#whenUnwanted(entry),
      ]);
      if (exchange === undefined) return undefined;
      if ("reply" in exchange) {
        if (isThrottled(exchange.reply)) this.#turns.throttled(this.#nowMs());
        return exchange.reply;
      }
      return "notSent" in exchange ? exchange.notSent : exchange.lost;
    } finally {
      this.#freshAtMs.delete(fresh);
      this.#turns.free(slot, this.#nowMs());
    }
  }

  async #whenUnwanted(entry: Entry): Promise<undefined> {
    while (this.#isWanted(entry)) await Promise.race([entry.settled, sleep(INTEREST_MS / 4)]);
    return undefined;
  }

  async #failed(entry: Entry, answer: PageAnswer): Promise<void> {
    entry.failures += 1;
    if (entry.failures >= MOST_FAILURES) this.#answer(entry, answer);
    else await sleep(BACKOFF_MS * 2 ** entry.failures);
  }

  #answer(entry: Entry, answer: PageAnswer): void {
    entry.answer = answer;
    entry.settle();
    const isGood = answer.kind === "reply" && !isTransient(answer.reply);
    setTimeout(() => this.#drop(entry), isGood ? CACHED_MS : FAILED_CACHED_MS);
    let chars = 0;
    for (const known of [...this.#entries.values()].reverse()) {
      chars += known.answer?.kind === "reply" ? known.answer.reply.body.length : 0;
      if (chars > MOST_CACHED_CHARS) this.#drop(known);
    }
  }

  #drop(entry: Entry): void {
    if (this.#entries.get(entry.key) === entry) this.#entries.delete(entry.key);
  }
}
