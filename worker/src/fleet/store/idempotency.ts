/** What an idempotency key is bound to: the digest of a body and the job made from it. */
export interface Claim {
  readonly digest: string;
  readonly jobId: string;
}

/** Idempotency keys, each bound to the job and the body it was first used for. */
export class IdempotencyKeys {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Binds a key to a job, or returns what it is bound to already. */
  claim(owner: string, key: string, digest: string, jobId: string, nowMs: number): Claim {
    const found = this.find(owner, key);
    if (found) return found;
    this.#sql.exec(
      "INSERT INTO keys (owner, key, digest, job_id, created_at) VALUES (?, ?, ?, ?, ?)",
      owner,
      key,
      digest,
      jobId,
      nowMs,
    );
    return { digest, jobId };
  }

  /** What a key is bound to. */
  find(owner: string, key: string): Claim | undefined {
    const query = "SELECT digest, job_id FROM keys WHERE owner = ? AND key = ?";
    const row = this.#sql.exec<{ digest: string; job_id: string }>(query, owner, key).toArray()[0];
    return row && { digest: row.digest, jobId: row.job_id };
  }
}
