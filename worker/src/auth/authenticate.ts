import type { TokenEntry } from "../config/tokens";
import { digest } from "../hash";
import { HttpProblem } from "../http/problem";
import type { Scopes } from "./scopes";

/** The authenticated caller and what it may do. */
export interface Principal {
  readonly name: string;
  readonly scopes: Scopes;
  /** When its token expires, Unix milliseconds. */
  readonly expiresAt?: number;
}

const BEARER = /^Bearer +([\x21-\x7e]{1,1024})$/i;

export function unauthorized(detail: string): HttpProblem {
  return new HttpProblem(401, "Gateway.Unauthorized", detail, { headers: { "www-authenticate": "Bearer" } });
}

/**
 * Finds the token's entry. Every configured digest is compared, each in constant time, so that the time of the answer
 * tells neither how close a guess was nor which entry matched.
 * @param findIssued looks up an issued token
 * @throws HttpProblem 401
 */
export async function authenticate(
  authorization: string | null,
  tokens: readonly TokenEntry[],
  findIssued: (token: string) => Promise<TokenEntry | undefined>,
): Promise<Principal> {
  if (!authorization) throw unauthorized("Send Authorization: Bearer <token>.");
  const presented = BEARER.exec(authorization)?.[1];
  if (!presented) throw unauthorized("The Authorization header does not have the form Bearer <token>.");
  const hash = await digest(presented);
  let owner: TokenEntry | undefined;
  for (const entry of tokens) if (crypto.subtle.timingSafeEqual(hash, entry.sha256)) owner = entry;
  if (!owner) {
    const issued = await findIssued(presented);
    if (issued && crypto.subtle.timingSafeEqual(hash, issued.sha256)) owner = issued;
  }
  if (!owner) throw unauthorized("This token is unknown, expired or revoked.");
  const { name, scopes, expiresAt } = owner;
  return { name, scopes, ...(expiresAt !== undefined && { expiresAt }) };
}
