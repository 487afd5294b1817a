import { hexBytes, parseScopes } from "../config/tokens";
import { parseJson } from "../config/validation";
import type { StoredToken } from "../fleet/store/tokens";
import { hex, hexDigest } from "../hash";
import type { IssuedEntry } from "./authenticate";
import type { Scopes } from "./scopes";

/* The id is no secret: the token is looked up by it and then compared in constant time. */
const TOKEN = /^tce_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;
/** The stored format of `scopes`. A later one gets a reader of its own here, and this one stays. */
const VERSION = 1;

/** The id in a token of the form that the gateway issues. */
export const tokenId = (token: string): string | undefined => TOKEN.exec(token)?.[1];

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
const base64url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** A new token, which is shown once, and what is stored of it. */
export async function issueToken(
  name: string,
  scopes: Scopes,
  createdBy: string,
  nowMs: number,
  expiresAt: number | undefined,
): Promise<{ readonly token: string; readonly stored: StoredToken }> {
  const id = hex(random(8));
  const token = `tce_${id}_${base64url(random(32))}`;
  const stored: StoredToken = {
    id,
    name,
    sha256: await hexDigest(token),
    scopes: JSON.stringify({ version: VERSION, ...scopes }),
    createdAt: nowMs,
    createdBy,
    expiresAt: expiresAt ?? null,
    lastUsedAt: null,
    revokedAt: null,
  };
  return { token, stored };
}

/** The scopes of a stored token; undefined if another release wrote them in a format that this one cannot read. */
export function storedScopes({ scopes }: StoredToken): Scopes | undefined {
  const problems: string[] = [];
  const given = parseJson(scopes, "scopes", problems) as { version?: unknown } | undefined;
  if (given?.version !== VERSION) return undefined;
  const { version: _, ...rest } = given;
  const read = parseScopes(rest, "scopes", [], problems);
  return problems.length === 0 ? read : undefined;
}

/** The entry of a stored token, unless it is revoked, expired or unreadable. */
export function entryOf(stored: StoredToken, nowMs: number): IssuedEntry | undefined {
  const { id, name, sha256, revokedAt, expiresAt } = stored;
  if (revokedAt !== null || (expiresAt !== null && expiresAt <= nowMs)) return undefined;
  const scopes = storedScopes(stored);
  return scopes && { id, name, sha256: hexBytes(sha256), scopes, ...(expiresAt !== null && { expiresAt }) };
}
