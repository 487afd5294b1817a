import { hexBytes } from "../../config/tokens";

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
/** The most tokens in all, with those that have ended and whose names are still taken. */
export const MAX_STORED_TOKENS = 2_000;
/* How often the last use of a token is written, at most. */
const USE_MS = 3_600_000;
/* How long the name of a revoked or expired token stays taken: longer than the jobs created under it are kept. */
const NAME_KEPT_MS = 30 * 24 * 3_600_000;

const COLUMNS = `id, name, sha256, scopes, created_at AS createdAt, created_by AS createdBy,
  expires_at AS expiresAt, last_used_at AS lastUsedAt, revoked_at AS revokedAt`;

/* When a token ended or will end. */
const ENDS_AT = "min(coalesce(revoked_at, 9e15), coalesce(expires_at, 9e15))";
const isActive = ({ revokedAt, expiresAt }: StoredToken, nowMs: number) =>
  revokedAt === null && (expiresAt === null || expiresAt > nowMs);

/**
 * What became of a new token: `taken`, its name belongs to another; `full`, MAX_TOKENS are active; `reserved`,
 * MAX_STORED_TOKENS names are taken; `refused`, the token that issues it has ended.
 */
export type Added = "added" | "taken" | "full" | "reserved" | "refused";

type Row = { [K in keyof StoredToken]: StoredToken[K] };

/** The tokens issued through the API. */
export class Tokens {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The token of this id and SHA-256 (hexadecimal), even if revoked or expired; records its use. */
  verify(id: string, sha256: string, nowMs: number): StoredToken | undefined {
    const found = this.#byId(id);
    if (!found || !crypto.subtle.timingSafeEqual(hexBytes(found.sha256), hexBytes(sha256))) return undefined;
    if (isActive(found, nowMs) && (found.lastUsedAt ?? 0) < nowMs - USE_MS)
      this.#sql.exec("UPDATE tokens SET last_used_at = ? WHERE id = ?", nowMs, id);
    return found;
  }

  isActive(id: string, nowMs: number): boolean {
    const found = this.#byId(id);
    return found !== undefined && isActive(found, nowMs);
  }

  find(name: string): StoredToken | undefined {
    return this.#sql.exec<Row>(`SELECT ${COLUMNS} FROM tokens WHERE name = ?`, name).toArray()[0];
  }

  /** All stored tokens, by name. */
  all(): StoredToken[] {
    return this.#sql.exec<Row>(`SELECT ${COLUMNS} FROM tokens ORDER BY name`).toArray();
  }

  /** @param issuerId the token that issues it, unless that is one of GATEWAY_TOKENS */
  add(token: StoredToken, issuerId: string | undefined): Added {
    const { createdAt: nowMs } = token;
    this.#prune(nowMs);
    if (issuerId !== undefined && !this.isActive(issuerId, nowMs)) return "refused";
    if (this.find(token.name)) return "taken";
    if (this.#count(`${ENDS_AT} > ?`, nowMs) >= MAX_TOKENS) return "full";
    if (this.#isFull()) this.#pruneUnused(nowMs);
    if (this.#isFull()) return "reserved";
    this.#insert(token);
    return "added";
  }

  #insert(token: StoredToken): void {
    this.#sql.exec(
      `INSERT INTO tokens (id, name, sha256, scopes, created_at, created_by, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      token.id,
      token.name,
      token.sha256,
      token.scopes,
      token.createdAt,
      token.createdBy,
      token.expiresAt,
    );
  }

  /** Revokes the token of this id, once; undefined if there is none. */
  revoke(id: string, nowMs: number): StoredToken | undefined {
    this.#sql.exec("UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", nowMs, id);
    return this.#byId(id);
  }

  #byId(id: string): StoredToken | undefined {
    return this.#sql.exec<Row>(`SELECT ${COLUMNS} FROM tokens WHERE id = ?`, id).toArray()[0];
  }

  #count(condition: string, ...values: number[]): number {
    return this.#sql
      .exec<{ n: number }>(`SELECT count(*) AS n FROM tokens WHERE ${condition}`, ...values)
      .one().n;
  }

  #isFull(): boolean {
    return this.#count("true") >= MAX_STORED_TOKENS;
  }

  #prune(nowMs: number): void {
    this.#sql.exec(`DELETE FROM tokens WHERE ${ENDS_AT} <= ?`, nowMs - NAME_KEPT_MS);
  }

  /* A token that was never used has no jobs, so that its name may be given to another. */
  #pruneUnused(nowMs: number): void {
    this.#sql.exec(`DELETE FROM tokens WHERE ${ENDS_AT} <= ? AND last_used_at IS NULL`, nowMs);
  }
}
