import type { FleetProgress, InstanceOutcome } from "tencentcloud-edge";
import type { JobAction, JobOrder, JobState, JobSummary, Viewer } from "../../jobs/types";

/** How long finished jobs and idempotency keys are kept. */
export const KEPT_MS = 7 * 24 * 3_600_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, action TEXT NOT NULL, region TEXT NOT NULL, created_by TEXT NOT NULL,
    state TEXT NOT NULL, created_at INTEGER NOT NULL, finished_at INTEGER, cancelled INTEGER NOT NULL DEFAULT 0,
    faults INTEGER NOT NULL DEFAULT 0, progress TEXT NOT NULL, ids TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS jobs_newest ON jobs (created_at DESC, id DESC);
  CREATE INDEX IF NOT EXISTS jobs_running ON jobs (state) WHERE state = 'running';
  CREATE TABLE IF NOT EXISTS rows (
    job_id TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (job_id, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS results (
    job_id TEXT NOT NULL, part INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (job_id, part)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS keys (
    owner TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, job_id TEXT NOT NULL,
    created_at INTEGER NOT NULL, PRIMARY KEY (owner, key)) WITHOUT ROWID;`;

/* A row holds at most 2 MB, so a big job's outcomes are laid over several. */
const OUTCOMES_A_PART = 1_000;

type JobRow = {
  id: string;
  action: JobAction;
  region: string;
  created_by: string;
  state: JobState;
  created_at: number;
  finished_at: number | null;
  cancelled: number;
  faults: number;
  progress: string;
  ids: string;
};

const SUMMARY = "id, action, region, created_by, state, created_at, finished_at, cancelled, faults, progress";

/** A running job as stored: what restoreJob takes, and what the object itself remembers about it. */
export interface SavedJob {
  readonly id: string;
  readonly cancelled: boolean;
  readonly faults: number;
  readonly rows: Array<[key: string, value: string]>;
}

function toSummary(row: Omit<JobRow, "ids">): JobSummary {
  return {
    id: row.id,
    action: row.action,
    region: row.region,
    state: row.state,
    createdAt: row.created_at,
    ...(row.finished_at !== null && { finishedAt: row.finished_at }),
    createdBy: row.created_by,
    progress: JSON.parse(row.progress),
  };
}

/** The object's tables. Every function is one synchronous step: what it writes reaches the disk whole or not at all. */
export function createStore(storage: DurableObjectStorage) {
  const { sql } = storage;
  sql.exec(SCHEMA);

  const one = <T extends Record<string, SqlStorageValue>>(query: string, ...values: SqlStorageValue[]) =>
    sql.exec<T>(query, ...values).toArray()[0];

  const putRows = (id: string, rows: Array<[string, string]>, progress: FleetProgress) => {
    for (const [key, value] of rows)
      sql.exec("INSERT OR REPLACE INTO rows (job_id, key, value) VALUES (?, ?, ?)", id, key, value);
    sql.exec("UPDATE jobs SET progress = ? WHERE id = ?", JSON.stringify(progress), id);
  };

  return {
    insert(order: JobOrder, nowMs: number, rows: Array<[string, string]>, progress: FleetProgress): void {
      storage.transactionSync(() => {
        sql.exec(
          "INSERT INTO jobs (id, action, region, created_by, state, created_at, progress, ids) VALUES (?, ?, ?, ?, 'running', ?, '{}', ?)",
          order.id,
          order.action,
          order.region,
          order.createdBy,
          nowMs,
          JSON.stringify(order.instanceIds),
        );
        putRows(order.id, rows, progress);
      });
    },

    /** Writes what changed in a job, together with the object's own values. */
    save(id: string, rows: Array<[string, string]>, progress: FleetProgress, meta: Record<string, string>) {
      storage.transactionSync(() => {
        putRows(id, rows, progress);
        for (const [key, value] of Object.entries(meta))
          sql.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", key, value);
      });
    },

    finish(id: string, nowMs: number, progress: FleetProgress, outcomes: InstanceOutcome[]): void {
      storage.transactionSync(() => {
        for (let at = 0; at < outcomes.length; at += OUTCOMES_A_PART)
          sql.exec(
            "INSERT OR REPLACE INTO results (job_id, part, value) VALUES (?, ?, ?)",
            id,
            at / OUTCOMES_A_PART,
            JSON.stringify(outcomes.slice(at, at + OUTCOMES_A_PART)),
          );
        sql.exec("DELETE FROM rows WHERE job_id = ?", id);
        sql.exec(
          "UPDATE jobs SET state = iif(cancelled, 'cancelled', 'done'), finished_at = ?, progress = ? WHERE id = ?",
          nowMs,
          JSON.stringify(progress),
          id,
        );
      });
    },

    markCancelled: (id: string) => void sql.exec("UPDATE jobs SET cancelled = 1 WHERE id = ?", id),
    setFaults: (id: string, faults: number) =>
      void sql.exec("UPDATE jobs SET faults = ? WHERE id = ?", faults, id),
    meta: (key: string) => one<{ value: string }>("SELECT value FROM meta WHERE key = ?", key)?.value,

    summary(id: string): JobSummary | undefined {
      const row = one<JobRow>(`SELECT ${SUMMARY} FROM jobs WHERE id = ?`, id);
      return row && toSummary(row);
    },

    outcomes: (id: string): InstanceOutcome[] =>
      sql
        .exec<{ value: string }>("SELECT value FROM results WHERE job_id = ? ORDER BY part", id)
        .toArray()
        .flatMap((row) => JSON.parse(row.value)),

    ids: (id: string): string[] =>
      JSON.parse(one<{ ids: string }>("SELECT ids FROM jobs WHERE id = ?", id)?.ids ?? "[]"),

    running: (): string[] =>
      sql
        .exec<{ id: string }>("SELECT id FROM jobs WHERE state = 'running' ORDER BY created_at, id")
        .toArray()
        .map((row) => row.id),

    saved(id: string): SavedJob {
      const row = one<JobRow>("SELECT cancelled, faults FROM jobs WHERE id = ?", id);
      const rows = sql
        .exec<{ key: string; value: string }>("SELECT key, value FROM rows WHERE job_id = ?", id)
        .toArray();
      return {
        id,
        cancelled: row?.cancelled === 1,
        faults: row?.faults ?? 0,
        rows: rows.map(({ key, value }) => [key, value]),
      };
    },

    /** Newest first; `before` is the last job of the page that came before. */
    list(viewer: Viewer, limit: number, before?: { createdAt: number; id: string }): JobSummary[] {
      const rows = sql.exec<JobRow>(
        `SELECT ${SUMMARY} FROM jobs
          WHERE (created_by = ? OR action IN (SELECT value FROM json_each(?))) AND (created_at, id) < (?, ?)
          ORDER BY created_at DESC, id DESC LIMIT ?`,
        viewer.name,
        JSON.stringify(viewer.others),
        before?.createdAt ?? Number.MAX_SAFE_INTEGER,
        before?.id ?? "",
        limit,
      );
      return rows.toArray().map(toSummary);
    },

    /** Binds an idempotency key to a job, or tells which job and body it is bound to already. */
    claim(owner: string, key: string, digest: string, jobId: string, nowMs: number) {
      sql.exec(
        "INSERT OR IGNORE INTO keys (owner, key, digest, job_id, created_at) VALUES (?, ?, ?, ?, ?)",
        owner,
        key,
        digest,
        jobId,
        nowMs,
      );
      return one<{ digest: string; job_id: string }>(
        "SELECT digest, job_id FROM keys WHERE owner = ? AND key = ?",
        owner,
        key,
      ) as { digest: string; job_id: string };
    },

    /** Drops what is older than KEPT_MS and tells when there will be more to drop (Infinity: nothing is kept). */
    prune(nowMs: number): number {
      const limit = nowMs - KEPT_MS;
      storage.transactionSync(() => {
        sql.exec("DELETE FROM results WHERE job_id IN (SELECT id FROM jobs WHERE finished_at <= ?)", limit);
        sql.exec("DELETE FROM jobs WHERE finished_at <= ?", limit);
        sql.exec("DELETE FROM keys WHERE created_at <= ?", limit);
      });
      const oldest = one<{ at: number | null }>(
        "SELECT min(at) AS at FROM (SELECT min(finished_at) AS at FROM jobs UNION ALL SELECT min(created_at) FROM keys)",
      );
      return oldest?.at == null ? Number.POSITIVE_INFINITY : oldest.at + KEPT_MS;
    },
  };
}

export type Store = ReturnType<typeof createStore>;
