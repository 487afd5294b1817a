import { excessOf } from "../auth/delegation";
import { allowsAccount, type Scopes } from "../auth/scopes";
import { defaultAccounts } from "../config/config";
import { missingScopes, unknownScopeNames } from "../config/scope-names";
import { DEFAULT_MAX_INSTANCES, parseScopes } from "../config/tokens";
import { type Fields, isRecord, unknownMember } from "../config/validation";
import { HttpProblem } from "../http/problem";
import type { Caller } from "./caller";

const FIELDS = ["name", "scopes", "expiresAt"];
const NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
/** Of the scopes of one token, as JSON. */
const MAX_SCOPES_BYTES = 8_192;
const SHOWN_MISTAKES = 20;
/* A number below this is a time in seconds: in milliseconds it would be in 1973. */
const SECONDS_BELOW = 1e11;

/** The body of POST /v1/tokens. */
export interface TokenRequest {
  readonly name: string;
  readonly scopes: Scopes;
  /** Unix milliseconds. */
  readonly expiresAt: number | undefined;
  /** What of the scopes has no effect at present: a sentence for each. */
  readonly warnings: readonly string[];
}

/** Something wrong with the body. */
interface Mistake {
  readonly field: string;
  readonly detail: string;
  /** The scope in which the token would be allowed more than the caller: forbidden, not malformed. */
  readonly scope?: keyof Scopes;
}

/** A member as far as it could be read, and what is wrong with it. */
interface Read<T> {
  readonly value: T;
  readonly mistakes: readonly Mistake[];
}

const mistake = (field: string, detail: string): Mistake => ({ field, detail: `${field}: ${detail}` });

function readName(value: unknown): Read<string> {
  if (typeof value === "string" && NAME.test(value)) return { value, mistakes: [] };
  const must = "must be 1 to 64 letters, digits or any of ._@-, the first a letter or digit";
  return { value: "", mistakes: [mistake("name", must)] };
}

function parseGiven(value: unknown, { config, principal }: Caller): Read<Scopes> {
  const own = principal.scopes;
  const accounts = defaultAccounts(config).filter((name) => allowsAccount(own, name));
  const maxInstances = Math.min(DEFAULT_MAX_INSTANCES, own.maxInstances);
  const problems: string[] = [];
  const scopes = parseScopes(
    isRecord(value) ? { maxInstances, ...value } : value,
    "scopes",
    accounts,
    problems,
  );
  const { length } = new TextEncoder().encode(JSON.stringify(scopes));
  if (length > MAX_SCOPES_BYTES)
    problems.push(`scopes: take ${length} bytes, and the limit is ${MAX_SCOPES_BYTES}; use patterns`);
  return { value: scopes, mistakes: problems.map((detail) => ({ field: "scopes", detail })) };
}

/* A region or an account may be added to the gateway, so that a name which it does not know yet may be meant; an action may
   not. What goes beyond the issuer is refused also where it has no effect yet. */
function readScopes(value: unknown, caller: Caller): Read<Scopes> & Pick<TokenRequest, "warnings"> {
  const { value: scopes, mistakes } = parseGiven(value, caller);
  const own = caller.principal.scopes;
  const served = { regions: caller.config.regions, accounts: caller.config.accounts.map(({ name }) => name) };
  /* Whether there is an account is told only to those who may use it. */
  const isTold = (scope: keyof Scopes, name: string) => scope !== "accounts" || allowsAccount(own, name);
  const unknown = unknownScopeNames(scopes, served).filter(({ scope, name }) => isTold(scope, name));
  const misspelt = unknown.filter(({ scope }) => scope === "actions");
  const actions = scopes.actions.filter((action) => !misspelt.some(({ name }) => name === action));
  const detailsOf = (names: typeof unknown) => names.map(({ detail }) => detail);
  return {
    value: scopes,
    mistakes: [
      ...mistakes,
      ...detailsOf(misspelt).map((detail) => ({ field: "scopes", detail })),
      ...excessOf(own, { ...scopes, actions }).map((excess) => ({ field: "scopes", ...excess })),
    ],
    warnings: [
      ...detailsOf(unknown.filter((it) => !misspelt.includes(it))),
      ...missingScopes(scopes, served),
    ].slice(0, SHOWN_MISTAKES),
  };
}

/** The time in milliseconds that a text or a number of seconds probably means. */
function meantTime(value: unknown): number {
  if (typeof value === "string") return Date.parse(value);
  return typeof value === "number" && Math.abs(value) < SECONDS_BELOW ? value * 1_000 : Number.NaN;
}

function readExpiry(value: unknown, { principal }: Caller, nowMs: number): Read<number | undefined> {
  const own = principal.expiresAt;
  if (value === undefined) return { value: own, mistakes: [] };
  const refused = (detail: string) => ({ value: undefined, mistakes: [mistake("expiresAt", detail)] });
  if (!Number.isSafeInteger(value) || Number(value) <= nowMs) {
    const meant = meantTime(value);
    const hint = meant > nowMs ? `; is ${Math.floor(meant)} meant?` : `; now is ${nowMs}`;
    return refused(`must be a time in the future, in Unix milliseconds${hint}`);
  }
  if (own !== undefined && Number(value) > own)
    return refused(`must not be after ${own}, when the token that issues it expires`);
  return { value: Number(value), mistakes: [] };
}

function problemOf(mistakes: readonly Mistake[]): HttpProblem {
  const malformed = mistakes.find(({ scope }) => scope === undefined);
  const first = malformed ?? (mistakes[0] as Mistake);
  const problems = mistakes.slice(0, SHOWN_MISTAKES).map(({ field, detail }) => ({ field, detail }));
  const more = mistakes.length > problems.length ? `; and ${mistakes.length - problems.length} more` : "";
  return new HttpProblem(
    malformed ? 400 : 403,
    malformed ? "Gateway.BadRequest" : "Gateway.Forbidden",
    `${problems.map(({ detail }) => detail).join("; ")}${more}`,
    {
      members: {
        field: first.field,
        ...(first.scope && { scope: first.scope }),
        problems,
        problemCount: mistakes.length,
      },
    },
  );
}

/**
 * Checks the body of POST /v1/tokens.
 *
 * @throws HttpProblem 400 or 403 naming the first 20 mistakes and how many there are
 */
export function readTokenRequest(given: Fields, caller: Caller, nowMs: number): TokenRequest {
  const unknown = Object.keys(given)
    .filter((name) => !FIELDS.includes(name))
    .map(
      (name): Mistake => ({
        field: name.slice(0, 100),
        detail: unknownMember(name, FIELDS, "field", "a token"),
      }),
    );
  const name = readName(given.name);
  const scopes = readScopes(given.scopes ?? {}, caller);
  const expiresAt = readExpiry(given.expiresAt, caller, nowMs);
  const mistakes = [...unknown, ...name.mistakes, ...scopes.mistakes, ...expiresAt.mistakes];
  if (mistakes.length > 0) throw problemOf(mistakes);
  return {
    name: name.value,
    scopes: scopes.value,
    expiresAt: expiresAt.value,
    warnings: scopes.warnings,
  };
}
