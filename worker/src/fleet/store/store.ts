import type { FleetProgress } from "tencentcloud-edge";
import type { InstanceRow, JobSpec, JobState } from "../../jobs/types";
import { Counters } from "./counters";
import { IdempotencyKeys } from "./idempotency";
import type { SavedRows } from "./job-row";
import { Jobs } from "./jobs";
import { Meta } from "./meta";
import { Places } from "./places";
import { Results } from "./results";
import { migrate } from "./schema";
import { Tokens } from "./tokens";
import {
  hasUnexported,
  markMoved,
  readPage,
  type TransferAt,
  type TransferPage,
  writePage,
} from "./transfer";

/** How long finished jobs and idempotency keys are kept, in milliseconds. */
export const KEPT_MS = 7 * 24 * 3_600_000;

/** The object's tables. Every method writes in one transaction. */
export class Store {
  readonly jobs: Jobs;
  readonly results: Results;
  readonly keys: IdempotencyKeys;
  readonly meta: Meta;
  readonly counters: Counters;
  readonly tokens: Tokens;
  readonly places: Places;
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
    this.places = new Places(this.meta);
    migrate(storage, this.meta);
  }

  insert(spec: JobSpec, nowMs: number, rows: SavedRows, progress: FleetProgress): void {
    this.#storage.transactionSync(() => this.jobs.insert(spec, nowMs, rows, progress));
  }

  /** Writes what changed in a job, together with the rate limiter of acting requests. */
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

  /** Writes a page that another object exported. */
  importPage(page: TransferPage): void {
    this.#storage.transactionSync(() => writePage(this.#storage.sql, page));
  }

  /** A page of this object's data. */
  exportPage(at: TransferAt): TransferPage {
    return readPage(this.#storage.sql, at);
  }

  /** Whether there is anything to export. */
  hasUnexported(): boolean {
    return hasUnexported(this.#storage.sql);
  }

  /** Deletes what was exported. */
  markMoved(nowMs: number): void {
    this.#storage.transactionSync(() => markMoved(this.#storage.sql, nowMs));
  }

  /** Deletes what is older than KEPT_MS. @returns when to call it again, Infinity if nothing is kept */
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
