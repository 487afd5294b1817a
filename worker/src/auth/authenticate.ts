import { digest } from "../hash";
import { HttpProblem } from "../http/problem";
import type { Scopes } from "./scopes";
import type { TokenEntry } from "./tokens";

/** Who is calling, and what the caller may do. */
export interface Principal {
  readonly name: string;
  readonly scopes: Scopes;
  /** When its token ends, Unix milliseconds. */
  readonly expiresAt?: number;
}

const BEARER = /^Bearer +([\x21-\x7e]{1,1024})$/i;

export function unauthorized(detail: string): HttpProblem {
  return new HttpProblem(401, "Gateway.Unauthorized", detail, { headers: { "www-authenticate": "Bearer" } });
}

/**
 * Finds the token's owner. Every configured digest is compared, each in constant time, so that the answer's delay says
 * neither which token was nearly right nor how many there are before it.
 * @param findMade looks up a token that was made by another one
 * @throws HttpProblem 401
 */
export async function authenticate(
  authorization: string | null,
  tokens: readonly TokenEntry[],
  findMade: (token: string) => Promise<TokenEntry | undefined>,
): Promise<Principal> {
  if (!authorization) throw unauthorized("Send Authorization: Bearer <token>.");
  const presented = BEARER.exec(authorization)?.[1];
  if (!presented) throw unauthorized("The Authorization header is not of the form Bearer <token>.");
  const hash = await digest(presented);
  let owner: TokenEntry | undefined;
  for (const entry of tokens) if (crypto.subtle.timingSafeEqual(hash, entry.sha256)) owner = entry;
  if (!owner) {
    const made = await findMade(presented);
    if (made && crypto.subtle.timingSafeEqual(hash, made.sha256)) owner = made;
  }
  if (!owner) throw unauthorized("This token is not known here, or not any more.");
  const { name, scopes, expiresAt } = owner;
  return { name, scopes, ...(expiresAt !== undefined && { expiresAt }) };
}
