/** An issued token as stored: its SHA-256, never the token itself. Times are Unix milliseconds. */
export interface StoredToken {
  /** The part of the token that is no secret, by which it is looked up. */
  readonly id: string;
  readonly name: string;
  /** Of the whole token, 64 hexadecimal digits. */
  readonly sha256: string;
  /** JSON, see auth/issued-tokens.ts. */
  readonly scopes: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

/** The most tokens that are neither revoked nor expired. */
export const MAX_TOKENS = 1_000;
/* How often the last use of a token is written, at most. */
const USE_MS = 3_600_000;
/* How long the name of a revoked or expired token stays taken: longer than the jobs created under it are kept. */
const NAME_KEPT_MS = 30 * 24 * 3_600_000;

const COLUMNS = `id, name, sha256, scopes, created_at AS createdAt, created_by AS createdBy,
  expires_at AS expiresAt, last_used_at AS lastUsedAt, revoked_at AS revokedAt`;

type Row = { [K in keyof StoredToken]: StoredToken[K] };

/** The tokens issued through the API. */
export class Tokens {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The token of this id, even if revoked or expired; records its use. */
  use(id: string, nowMs: number): StoredToken | undefined {
    const found = this.#sql.exec<Row>(`SELECT ${COLUMNS} FROM tokens WHERE id = ?`, id).toArray()[0];
    if (found && found.revokedAt === null && (found.lastUsedAt ?? 0) < nowMs - USE_MS)
      this.#sql.exec("UPDATE tokens SET last_used_at = ? WHERE id = ?", nowMs, id);
    return found;
  }

  /** All stored tokens, by name. */
  all(): StoredToken[] {
    return this.#sql.exec<Row>(`SELECT ${COLUMNS} FROM tokens ORDER BY name`).toArray();
  }

  /** Stores a new token, unless its name is taken or there are too many. */
  add(token: StoredToken): "added" | "taken" | "full" {
    const { createdAt: nowMs } = token;
    this.#prune(nowMs);
    const kept = this.all();
    if (kept.some(({ name }) => name === token.name)) return "taken";
    const active = kept.filter(
      ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt ?? nowMs + 1) > nowMs,
    );
    if (active.length >= MAX_TOKENS) return "full";
    this.#sql.exec(
      `INSERT INTO tokens (id, name, sha256, scopes, created_at, created_by, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      token.id,
      token.name,
      token.sha256,
      token.scopes,
      nowMs,
      token.createdBy,
      token.expiresAt,
    );
    return "added";
  }

  /** Revokes the token of this name, once; undefined if there is none. */
  revoke(name: string, nowMs: number): StoredToken | undefined {
    this.#sql.exec("UPDATE tokens SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL", nowMs, name);
    return this.#sql.exec<Row>(`SELECT ${COLUMNS} FROM tokens WHERE name = ?`, name).toArray()[0];
  }

  #prune(nowMs: number): void {
    this.#sql.exec(
      "DELETE FROM tokens WHERE min(coalesce(revoked_at, ?1), coalesce(expires_at, ?1)) <= ?2",
      nowMs,
      nowMs - NAME_KEPT_MS,
    );
  }
}
