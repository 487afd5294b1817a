import type { LimitReached } from "./api";

/** The limit that `count` has reached: the token's own first, then the account's; undefined if neither. */
export function limitReached(
  { all, own }: { readonly all: number; readonly own: number },
  tokenLimit: number,
  accountLimit: number,
): LimitReached | undefined {
  if (own >= tokenLimit) return { scope: "token", limit: tokenLimit };
  return all >= accountLimit ? { scope: "account", limit: accountLimit } : undefined;
}
