import type { Scopes } from "../auth/scopes";
import { OPERATION_NAMES } from "./operations";
import { shownName, unknownName } from "./validation";

/** The cloud actions that the gateway offers. */
const ACTIONS: readonly string[] = ["DescribeInstances", ...OPERATION_NAMES];
/** Stands among the actions for the scope of this name. */
const METRICS = "metrics";

/** What the gateway has: whatever else scopes name has no effect. */
export interface Served {
  readonly regions: readonly string[];
  readonly accounts: readonly string[];
}

type NamedScope = "actions" | "regions" | "accounts";

/** A name in the scopes of a token that has no effect, and a sentence about it. */
export interface UnknownScopeName {
  readonly scope: NamedScope;
  readonly name: string;
  readonly detail: string;
}

/**
 * The names in scopes that the gateway does not know: usually typing errors, sometimes names of another version. A list of
 * `served` that is empty could not be read, so that nothing is said about it.
 */
export function unknownScopeNames(scopes: Scopes, { regions, accounts }: Served): UnknownScopeName[] {
  const known: Array<[scope: NamedScope, names: readonly string[], word: string]> = [
    ["actions", [...ACTIONS, METRICS], "known"],
    ["regions", regions, "served"],
    ["accounts", accounts, "known"],
  ];
  return known
    .filter(([, names]) => names.length > 0)
    .flatMap(([scope, names, word]) =>
      scopes[scope]
        .filter((name) => name !== "*" && !names.includes(name))
        .map((name) => ({ scope, name, detail: `scopes.${scope}: ${unknownName(name, names, word)}` })),
    );
}

/** Why a token whose scopes list actions can perform none of them: a sentence for each reason. */
export function missingScopes(scopes: Scopes, { accounts }: Served): string[] {
  if (scopes.actions.every((name) => name === METRICS)) return [];
  const reaches = scopes.accounts.includes("*") || accounts.some((name) => scopes.accounts.includes(name));
  return [
    ...(["regions", "instances"] as const)
      .filter((scope) => scopes[scope].length === 0)
      .map((scope) => `scopes.${scope}: is missing, so that the actions are allowed nowhere; "*" allows all`),
    ...(accounts.length > 0 && !reaches
      ? ['scopes.accounts: includes none of the gateway\'s accounts; add "accounts" to the token']
      : []),
  ];
}

/**
 * What of a token's scopes has no effect, for the log and /readyz.
 * @param at where the token stands
 */
export const scopeWarnings = (at: string, name: string, scopes: Scopes, served: Served): string[] =>
  [...unknownScopeNames(scopes, served).map(({ detail }) => detail), ...missingScopes(scopes, served)].map(
    (detail) => `${at}${detail} (token ${shownName(name)})`,
  );
