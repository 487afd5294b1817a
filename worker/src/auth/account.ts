import type { Account } from "../config/accounts";
import type { Config } from "../config/config";
import { badField, HttpProblem } from "../http/problem";
import { allowsAccount, type Scopes } from "./scopes";

/** The accounts that a token may use. */
export const accountsOf = ({ accounts }: Config, scopes: Scopes): Account[] =>
  accounts.filter(({ name }) => allowsAccount(scopes, name));

/** The refusal for a token that may use no account of the gateway. */
const noAccount = () =>
  new HttpProblem(
    403,
    "Gateway.Forbidden",
    'This token\'s scope "accounts" includes none of the gateway\'s accounts: add "accounts" to the token. Without it a token may use the only account, or among several the one called default.',
    { members: { scope: "accounts" } },
  );

/**
 * The accounts that a token may use, for a request that names none.
 * @throws HttpProblem 403 if there are none
 */
export function requireAccounts(config: Config, scopes: Scopes): Account[] {
  const usable = accountsOf(config, scopes);
  if (usable.length === 0) throw noAccount();
  return usable;
}

/**
 * The account of a request.
 * @param name as the request gives it; undefined or empty: the only one that the token may use
 * @throws HttpProblem 400 if none is named and there are several, 403 if the token may not use it
 */
export function chooseAccount(config: Config, scopes: Scopes, name: string | undefined): Account {
  const usable = requireAccounts(config, scopes);
  const names = usable.map((account) => account.name).join(", ");
  if (!name) {
    const [only] = usable;
    if (only && usable.length === 1) return only;
    throw badField("account", `is missing; this token may use ${names}`);
  }
  const found = usable.find((account) => account.name === name);
  if (found) return found;
  /* The same answer whether or not there is such an account, so that names cannot be guessed. */
  throw new HttpProblem(
    403,
    "Gateway.Forbidden",
    `account: this token's scope "accounts" includes no such account; it may use ${names}.`,
    { members: { scope: "accounts", field: "account" } },
  );
}

/** Acting on a protected account requires a plan, and this version makes none: the refusal, or undefined. */
export function protectedRefusal(account: Account): HttpProblem | undefined {
  if (!account.protected) return undefined;
  return new HttpProblem(
    403,
    "Gateway.PlanRequired",
    `The account ${account.name} is protected: acting on it requires a plan, and this version of the gateway makes none. A dry run is allowed.`,
    { members: { account: account.name } },
  );
}
