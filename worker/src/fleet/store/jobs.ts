import type { FleetProgress } from "tencentcloud-edge";
import type { JobQuery, JobSpec, JobState, StoredSummary, Viewer } from "../../jobs/types";
import { type JobRow, type SavedRows, SUMMARY, storedState, toSummary } from "./job-row";

/** An unfinished job without its rows. */
export interface OpenJob {
  readonly id: string;
  readonly createdBy: string;
  readonly total: number;
  readonly language: string;
  readonly cancelled: boolean;
  readonly faults: number;
  /** Why it cannot be continued, by which release, and since when. */
  readonly stuck?: { readonly reason: string; readonly release: string; readonly atMs: number };
}

type OpenRow = Pick<JobRow, "id" | "created_by" | "language" | "cancelled" | "faults" | "stuck"> & {
  total: number | null;
  stuck_release: string | null;
  stuck_at: number | null;
};

const OPEN = "state IN ('running', 'active')";
const SHOWN_STATE = `CASE WHEN ${OPEN} THEN iif(stuck IS NULL, 'running', 'stuck') ELSE state END`;

const toOpen = (row: OpenRow): OpenJob => ({
  id: row.id,
  createdBy: row.created_by,
  total: row.total ?? 0,
  language: row.language,
  cancelled: row.cancelled === 1,
  faults: row.faults,
  ...(row.stuck !== null && {
    stuck: { reason: row.stuck, release: row.stuck_release ?? "", atMs: row.stuck_at ?? 0 },
  }),
});

/** The jobs and the rows they are restored from. */
export class Jobs {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  insert(spec: JobSpec, nowMs: number, rows: SavedRows, progress: FleetProgress): void {
    this.#sql.exec(
      `INSERT INTO jobs (id, action, region, created_by, state, created_at, progress, ids, version, language)
         VALUES (?, ?, ?, ?, ?, ?, '{}', ?, ?, ?)`,
      spec.id,
      spec.action,
      spec.region,
      spec.createdBy,
      storedState(rows),
      nowMs,
      JSON.stringify(spec.instanceIds),
      nowMs,
      spec.language,
    );
    this.save(spec.id, rows, progress, nowMs);
  }

  save(id: string, rows: SavedRows, progress: FleetProgress, nowMs: number): void {
    for (const [key, value] of rows)
      this.#sql.exec("INSERT OR REPLACE INTO rows (job_id, key, value) VALUES (?, ?, ?)", id, key, value);
    if (rows.some(([key]) => key === "head"))
      this.#sql.exec(
        "UPDATE jobs SET state = ? WHERE id = ? AND state <> ?",
        storedState(rows),
        id,
        storedState(rows),
      );
    const text = JSON.stringify(progress);
    this.#sql.exec(
      "UPDATE jobs SET progress = ?, version = max(version + 1, ?) WHERE id = ? AND progress <> ?",
      text,
      nowMs,
      id,
      text,
    );
  }

  /** A new version although nothing changed: a release without versions may have changed the job meanwhile. */
  bumpVersion(id: string, nowMs: number): void {
    this.#sql.exec("UPDATE jobs SET version = max(version + 1, ?) WHERE id = ?", nowMs, id);
  }

  finish(id: string, state: JobState, nowMs: number, progress: FleetProgress): void {
    this.#sql.exec("DELETE FROM rows WHERE job_id = ?", id);
    this.#sql.exec(
      `UPDATE jobs SET state = ?, finished_at = ?, progress = ?, stuck = NULL, version = max(version + 1, ?)
         WHERE id = ?`,
      state,
      nowMs,
      JSON.stringify(progress),
      nowMs,
      id,
    );
  }

  markCancelled(id: string, nowMs: number): void {
    this.#sql.exec(
      "UPDATE jobs SET cancelled = 1, version = max(version + 1, ?) WHERE id = ? AND cancelled = 0",
      nowMs,
      id,
    );
  }

  setFaults(id: string, faults: number): void {
    this.#sql.exec("UPDATE jobs SET faults = ? WHERE id = ? AND faults <> ?", faults, id, faults);
  }

  setStuck(id: string, reason: string, release: string, nowMs: number): void {
    this.#sql.exec(
      `UPDATE jobs SET stuck = ?, stuck_release = ?, stuck_at = ?, version = max(version + 1, ?) WHERE id = ?`,
      reason,
      release,
      nowMs,
      nowMs,
      id,
    );
  }

  clearStuck(id: string, nowMs: number): void {
    this.#sql.exec(
      `UPDATE jobs SET stuck = NULL, faults = 0, version = max(version + 1, ?) WHERE id = ? AND stuck IS NOT NULL`,
      nowMs,
      id,
    );
  }

  summary(id: string): StoredSummary | undefined {
    const row = this.#sql.exec<JobRow>(`SELECT ${SUMMARY} FROM jobs WHERE id = ?`, id).toArray()[0];
    return row && toSummary(row);
  }

  ids(id: string): string[] {
    const row = this.#sql.exec<{ ids: string }>("SELECT ids FROM jobs WHERE id = ?", id).toArray()[0];
    return JSON.parse(row?.ids ?? "[]");
  }

  /** The rows that restoreJob takes. */
  rows(id: string): SavedRows {
    return this.#sql
      .exec<{ key: string; value: string }>("SELECT key, value FROM rows WHERE job_id = ?", id)
      .toArray()
      .map(({ key, value }) => [key, value]);
  }

  /** Unfinished jobs, oldest first. */
  open(): OpenJob[] {
    return this.#sql
      .exec<OpenRow>(
        `SELECT id, created_by, language, cancelled, faults, stuck, stuck_release, stuck_at,
                json_extract(progress, '$.total') AS total
           FROM jobs WHERE ${OPEN} ORDER BY created_at, id`,
      )
      .toArray()
      .map(toOpen);
  }

  /** The regions of the stored jobs. */
  regions(): string[] {
    const query = "SELECT DISTINCT region FROM jobs WHERE state <> 'moved'";
    return this.#sql
      .exec<{ region: string }>(query)
      .toArray()
      .map(({ region }) => region);
  }

  hasOpen(): boolean {
    return this.#sql.exec(`SELECT 1 FROM jobs WHERE ${OPEN} LIMIT 1`).toArray().length > 0;
  }

  /** How many are unfinished: in all, and of one caller. A stuck job that was cancelled has no more to do, and does not count. */
  countOpen(createdBy: string): { all: number; own: number } {
    const query = `SELECT count(*) AS all_jobs, coalesce(sum(created_by = ?), 0) AS own FROM jobs
       WHERE ${OPEN} AND NOT (stuck IS NOT NULL AND cancelled = 1)`;
    const row = this.#sql.exec<{ all_jobs: number; own: number }>(query, createdBy).one();
    return { all: row.all_jobs, own: row.own };
  }

  /** The number of jobs in each state; `cancelling` are the unfinished ones that were cancelled. */
  byState(): Array<{ state: JobState | "cancelling"; count: number }> {
    const counted = `iif(${OPEN} AND cancelled = 1, 'cancelling', ${SHOWN_STATE})`;
    return this.#sql
      .exec<{ state: JobState | "cancelling"; count: number }>(
        `SELECT ${counted} AS state, count(*) AS count FROM jobs GROUP BY ${counted}`,
      )
      .toArray();
  }

  list(viewer: Viewer, { limit, before, state }: JobQuery): StoredSummary[] {
    const rows = this.#sql.exec<JobRow>(
      `SELECT ${SUMMARY} FROM jobs
        WHERE (created_by = ? OR action IN (SELECT value FROM json_each(?))) AND (created_at, id) < (?, ?)
          AND state <> 'moved' AND (? IS NULL OR ${SHOWN_STATE} = ?)
        ORDER BY created_at DESC, id DESC LIMIT ?`,
      viewer.name,
      JSON.stringify(viewer.sharedActions),
      before?.createdAt ?? Number.MAX_SAFE_INTEGER,
      before?.id ?? "",
      state ?? null,
      state ?? null,
      limit,
    );
    return rows.toArray().map(toSummary);
  }
}
