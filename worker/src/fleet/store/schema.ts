import type { Meta } from "./meta";

/**
 * One step for each version of the tables, oldest first. A released step is never changed.
 *
 * After a rollback an older release must work with tables that a newer one has migrated. So a step only adds tables,
 * indexes, and columns with a default.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS jobs (
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
     created_at INTEGER NOT NULL, PRIMARY KEY (owner, key)) WITHOUT ROWID;`,

  `ALTER TABLE jobs ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE jobs ADD COLUMN language TEXT NOT NULL DEFAULT 'en-US';
   ALTER TABLE jobs ADD COLUMN stuck TEXT;
   ALTER TABLE jobs ADD COLUMN stuck_release TEXT;
   ALTER TABLE jobs ADD COLUMN stuck_at INTEGER;
   CREATE INDEX jobs_open ON jobs (state) WHERE state IN ('running', 'active');
   CREATE TABLE counters (
     name TEXT NOT NULL, labels TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (name, labels)) WITHOUT ROWID;`,

  `CREATE TABLE tokens (
     id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, scopes TEXT NOT NULL,
     created_at INTEGER NOT NULL, created_by TEXT NOT NULL, expires_at INTEGER, last_used_at INTEGER,
     revoked_at INTEGER) WITHOUT ROWID;`,
];

const hasTable = (sql: SqlStorage, name: string) =>
  sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name).toArray().length > 0;

/**
 * Brings the tables to this release's version, each step in a transaction. Tables of a later version, left by a release
 * that was rolled back, are used as they are.
 */
export function migrate(storage: DurableObjectStorage, meta: Meta): void {
  const { sql } = storage;
  const version = hasTable(sql, "meta") ? Number(meta.get("schema") ?? 0) : 0;
  for (let step = version; step < MIGRATIONS.length; step++)
    storage.transactionSync(() => {
      sql.exec(MIGRATIONS[step] as string);
      meta.put("schema", String(step + 1));
    });
}
