import type { InstanceRow } from "../../jobs/types";

/* A row holds at most 2 MB, so the outcomes of a large job are split into several. */
const PER_PART = 1_000;

/** The outcomes of finished jobs, in the caller's order. */
export class Results {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  write(jobId: string, outcomes: readonly InstanceRow[]): void {
    for (let at = 0; at < outcomes.length; at += PER_PART)
      this.#sql.exec(
        "INSERT OR REPLACE INTO results (job_id, part, value) VALUES (?, ?, ?)",
        jobId,
        at / PER_PART,
        JSON.stringify(outcomes.slice(at, at + PER_PART)),
      );
  }

  /** The outcomes from index `from` on, a part at a time: a large job is never in memory whole. */
  *read(jobId: string, from = 0): Generator<InstanceRow> {
    for (let part = Math.floor(from / PER_PART), skip = from % PER_PART; ; part++, skip = 0) {
      const query = "SELECT value FROM results WHERE job_id = ? AND part = ?";
      const row = this.#sql.exec<{ value: string }>(query, jobId, part).toArray()[0];
      if (!row) return;
      const rows: InstanceRow[] = JSON.parse(row.value);
      yield* rows.slice(skip);
    }
  }
}
