import { shownName } from "../config/validation";
import { matches, type Scopes } from "./scopes";

const beyondNames = (own: readonly string[], given: readonly string[]) =>
  own.includes("*") ? [] : given.filter((name) => !own.includes(name));

/* "metrics" among the actions is another way to write the scope of that name. */
const beyondActions = (own: readonly string[], given: readonly string[]) =>
  beyondNames(own, given).filter((name) => name !== "metrics");

/* Every instance's id begins so: "*" and "ins-*" allow the same. */
const ID_PATTERN = "ins-*";

/* A pattern is covered if another one matches it as a text: whatever its `*` stands for is then matched by a `*` of the
   other. */
const beyondPatterns = (own: readonly string[], given: readonly string[]) =>
  given.filter((pattern) => !own.some((wider) => matches(wider, pattern === "*" ? ID_PATTERN : pattern)));

const beyondFlag = (own: boolean, given: boolean) => (given && !own ? [given] : []);

type Value = string | number | boolean;

/** For each scope, what of `given` goes beyond `own`. */
const BEYOND: { readonly [K in keyof Scopes]: (own: Scopes[K], given: Scopes[K]) => Value[] } = {
  actions: beyondActions,
  regions: beyondNames,
  instances: beyondPatterns,
  maxInstances: (own, given) => (given <= own ? [] : [given]),
  accounts: beyondNames,
  metrics: beyondFlag,
  admin: beyondFlag,
};

/** Scopes that nothing goes beyond, but for the number of instances. */
const EVERYTHING: Scopes = {
  actions: ["*"],
  regions: ["*"],
  instances: ["*"],
  maxInstances: 1,
  accounts: ["*"],
  metrics: true,
  admin: true,
};

/** A scope in which a token would go beyond another, and a sentence for the caller. */
export interface Excess {
  readonly scope: keyof Scopes;
  readonly detail: string;
}

const SHOWN_VALUES = 20;

function shown(values: readonly Value[] | Value): string {
  if (!Array.isArray(values)) return String(values);
  if (values.length === 0) return "nothing";
  const first = values.slice(0, SHOWN_VALUES).map((it) => (typeof it === "string" ? shownName(it) : it));
  const more = values.length > first.length ? ` and ${values.length - first.length} more` : "";
  return first.join(", ") + more;
}

/** The scopes in which `given` allows more than `own`. */
export function excessOf(own: Scopes, given: Scopes): Excess[] {
  const excess = <K extends keyof Scopes>(scope: K): Excess[] => {
    const beyond = BEYOND[scope](own[scope], given[scope]);
    if (beyond.length === 0) return [];
    const has = shown(own[scope] as readonly Value[] | Value);
    return [{ scope, detail: `scopes.${scope}: ${shown(beyond)} is more than this token has: ${has}` }];
  };
  return (Object.keys(BEYOND) as (keyof Scopes)[]).flatMap(excess);
}

/**
 * Whether a token with the scopes `own` may do all that one with the scopes `given` may.
 * @param given undefined if they cannot be read: they may be any
 */
export const covers = (own: Scopes, given: Scopes | undefined): boolean =>
  excessOf(own, given ?? EVERYTHING).length === 0;
