import { matches, type Scopes } from "./scopes";

const covers = (own: readonly string[], given: readonly string[]) =>
  own.includes("*") || given.every((name) => own.includes(name));

/* A pattern is covered if another matches it with its `*` taken as a letter: whatever stands for that `*` then falls to a
   `*` of the other. */
const coversPatterns = (own: readonly string[], given: readonly string[]) =>
  given.every((pattern) => own.some((wider) => matches(wider, pattern)));

/** How each scope is compared: whether `own` allows all that `given` allows. */
const COVERED: { readonly [K in keyof Scopes]: (own: Scopes[K], given: Scopes[K]) => boolean } = {
  actions: covers,
  regions: covers,
  instances: coversPatterns,
  maxInstances: (own, given) => given <= own,
  accounts: covers,
  metrics: (own, given) => own || !given,
  admin: (own, given) => own || !given,
};

/** The scopes in which `given` allows more than `own` does. */
export function exceeding(own: Scopes, given: Scopes): (keyof Scopes)[] {
  const isCovered = <K extends keyof Scopes>(scope: K) => COVERED[scope](own[scope], given[scope]);
  return (Object.keys(COVERED) as (keyof Scopes)[]).filter((scope) => !isCovered(scope));
}
