import type { TokenEntry } from "../config/tokens";
import { digest, hex } from "../hash";
import { HttpProblem } from "../http/problem";
import type { Scopes } from "./scopes";

/** The authenticated caller and what it may do. */
export interface Principal {
  readonly name: string;
  readonly scopes: Scopes;
  /** When its token expires, Unix milliseconds. */
  readonly expiresAt?: number;
  /** The id of an issued token; undefined for one of GATEWAY_TOKENS. */
  readonly tokenId?: string;
}

/** The entry of an issued token. */
export interface IssuedEntry extends TokenEntry {
  readonly id: string;
}

const BEARER = /^Bearer +([\x21-\x7e]{1,1024})$/i;

/** The detail of a 401 for a token that is not, or no longer, valid. */
export const INVALID_TOKEN = "This token is unknown, expired or revoked.";

export function unauthorized(detail: string): HttpProblem {
  return new HttpProblem(401, "Gateway.Unauthorized", detail, { headers: { "www-authenticate": "Bearer" } });
}

/** 503 while the registry does not answer. */
export const unverifiable = () =>
  new HttpProblem(503, "Gateway.Unavailable", "This token cannot be verified at the moment; try again.", {
    headers: { "retry-after": "1" },
  });

/**
 * Finds the token's entry. Every configured digest is compared, each in constant time, so that the time of the answer
 * tells neither how close a guess was nor which entry matched.
 * @param findIssued finds an issued token by its value and its SHA-256, hexadecimal, which it compares in constant time
 * @throws HttpProblem 401
 */
export async function authenticate(
  authorization: string | null,
  tokens: readonly TokenEntry[],
  findIssued: (token: string, sha256: string) => Promise<IssuedEntry | undefined>,
): Promise<Principal> {
  if (!authorization) throw unauthorized("Send Authorization: Bearer <token>.");
  const presented = BEARER.exec(authorization)?.[1];
  if (!presented) throw unauthorized("The Authorization header does not have the form Bearer <token>.");
  const hash = await digest(presented);
  let configured: TokenEntry | undefined;
  for (const entry of tokens) if (crypto.subtle.timingSafeEqual(hash, entry.sha256)) configured = entry;
  if (configured) return { name: configured.name, scopes: configured.scopes };
  const issued = await findIssued(presented, hex(hash));
  if (!issued) throw unauthorized(INVALID_TOKEN);
  const { name, scopes, expiresAt, id } = issued;
  return { name, scopes, ...(expiresAt !== undefined && { expiresAt }), tokenId: id };
}
