import type { FleetProgress } from "tencentcloud-edge";
import type { InstanceRow, JobOrder, JobState } from "../../jobs/types";
import { Counters } from "./counters";
import { IdempotencyKeys } from "./idempotency";
import type { SavedRows } from "./job-row";
import { Jobs } from "./jobs";
import { Meta } from "./meta";
import { Results } from "./results";
import { migrate } from "./schema";
import { Tokens } from "./tokens";
import {
  dropMoved,
  holdsAnything,
  readPage,
  type TransferAt,
  type TransferPage,
  writePage,
} from "./transfer";

/** How long ended jobs and idempotency keys are kept, in milliseconds. */
export const KEPT_MS = 7 * 24 * 3_600_000;

/** The object's tables. What one method writes reaches the disk whole or not at all. */
export class Store {
  readonly jobs: Jobs;
  readonly results: Results;
  readonly keys: IdempotencyKeys;
  readonly meta: Meta;
  readonly counters: Counters;
  readonly tokens: Tokens;
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    const { sql } = storage;
    this.#storage = storage;
    this.jobs = new Jobs(sql);
    this.results = new Results(sql);
    this.keys = new IdempotencyKeys(sql);
    this.meta = new Meta(sql);
    this.counters = new Counters(sql);
    this.tokens = new Tokens(sql);
    migrate(storage, this.meta);
  }

  insert(order: JobOrder, nowMs: number, rows: SavedRows, progress: FleetProgress): void {
    this.#storage.transactionSync(() => this.jobs.insert(order, nowMs, rows, progress));
  }

  /** Writes what changed in a job, together with the pace of acting requests. */
  save(id: string, rows: SavedRows, progress: FleetProgress, nowMs: number, pace: string): void {
    this.#storage.transactionSync(() => {
      this.jobs.save(id, rows, progress, nowMs);
      this.meta.put("pace", pace);
    });
  }

  finish(
    id: string,
    state: JobState,
    nowMs: number,
    progress: FleetProgress,
    outcomes: readonly InstanceRow[],
  ): void {
    this.#storage.transactionSync(() => {
      this.results.write(id, outcomes);
      this.jobs.finish(id, state, nowMs, progress);
      this.counters.write();
    });
  }

  /** A page of what another object hands over. */
  takePage(page: TransferPage): void {
    this.#storage.transactionSync(() => writePage(this.#storage.sql, page));
  }

  /** A page of what this object hands over. */
  givePage(at: TransferAt): TransferPage {
    return readPage(this.#storage.sql, at);
  }

  /** Whether there is anything to hand over. */
  holdsAnything(): boolean {
    return holdsAnything(this.#storage.sql);
  }

  /** What was handed over is kept elsewhere. */
  dropMoved(nowMs: number): void {
    this.#storage.transactionSync(() => dropMoved(this.#storage.sql, nowMs));
  }

  /** Drops what is older than KEPT_MS and tells when there will be more to drop (Infinity: nothing is kept). */
  prune(nowMs: number): number {
    const { sql } = this.#storage;
    const limit = nowMs - KEPT_MS;
    this.#storage.transactionSync(() => {
      sql.exec("DELETE FROM results WHERE job_id IN (SELECT id FROM jobs WHERE finished_at <= ?)", limit);
      sql.exec("DELETE FROM jobs WHERE finished_at <= ?", limit);
      sql.exec("DELETE FROM keys WHERE created_at <= ?", limit);
      this.counters.write();
    });
    const oldest = sql
      .exec<{ at: number | null }>(
        "SELECT min(at) AS at FROM (SELECT min(finished_at) AS at FROM jobs UNION ALL SELECT min(created_at) FROM keys)",
      )
      .one();
    return oldest.at === null ? Number.POSITIVE_INFINITY : oldest.at + KEPT_MS;
  }
}
