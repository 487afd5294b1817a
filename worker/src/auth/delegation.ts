import { matches, type Scopes } from "./scopes";

const covers = (own: readonly string[], given: readonly string[]) =>
  own.includes("*") || given.every((name) => own.includes(name));

/* A pattern is covered if another one matches it as a text: whatever its `*` stands for is then matched by a `*` of the
   other. */
const coversPatterns = (own: readonly string[], given: readonly string[]) =>
  given.every((pattern) => own.some((wider) => matches(wider, pattern)));

/** For each scope, whether `own` allows everything that `given` allows. */
const COVERED: { readonly [K in keyof Scopes]: (own: Scopes[K], given: Scopes[K]) => boolean } = {
  actions: covers,
  regions: covers,
  instances: coversPatterns,
  maxInstances: (own, given) => given <= own,
  accounts: covers,
  metrics: (own, given) => own || !given,
  admin: (own, given) => own || !given,
};

/** The scopes in which `given` allows more than `own`. */
export function exceededScopes(own: Scopes, given: Scopes): (keyof Scopes)[] {
  const isCovered = <K extends keyof Scopes>(scope: K) => COVERED[scope](own[scope], given[scope]);
  return (Object.keys(COVERED) as (keyof Scopes)[]).filter((scope) => !isCovered(scope));
}
