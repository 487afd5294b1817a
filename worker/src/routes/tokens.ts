import { tokenCache } from "../auth/authenticate-request";
import { exceeding } from "../auth/delegation";
import { makeToken, storedScopes } from "../auth/issued-tokens";
import { allowsAccount, type Scopes } from "../auth/scopes";
import { TOKEN_CACHE_MS } from "../auth/token-cache";
import { DEFAULT_MAX_INSTANCES, parseScopes } from "../auth/tokens";
import { defaultAccounts } from "../config/config";
import { isRecord, shownName, unknownName } from "../config/validation";
import { registryOf } from "../fleet/registry-client";
import { MAX_TOKENS, type StoredToken } from "../fleet/store/tokens";
import { readJson } from "../http/json";
import { badField, HttpProblem } from "../http/problem";
import { log } from "../log";
import { type Caller, fleetOf } from "./caller";

const FIELDS = ["name", "scopes", "expiresAt"];
const NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
const MAX_BODY_BYTES = 65_536;

/** A token as it is shown: all but the token. Moments are Unix milliseconds. */
interface TokenView {
  readonly name: string;
  /** `configuration`: of GATEWAY_TOKENS, and to be taken out there. */
  readonly source: "configuration" | "made";
  /** Missing if another release wrote what this one does not understand; the token is then refused. */
  readonly scopes?: Scopes;
  readonly createdAt?: number;
  readonly createdBy?: string;
  readonly expiresAt?: number;
  /** To the hour. */
  readonly lastUsedAt?: number;
  readonly revokedAt?: number;
}

const moment = (name: string, value: number | null) => (value === null ? {} : { [name]: value });

function viewOf(stored: StoredToken): TokenView {
  const { name, createdAt, createdBy, expiresAt, lastUsedAt, revokedAt } = stored;
  const scopes = storedScopes(stored);
  return {
    name,
    source: "made",
    ...(scopes && { scopes }),
    createdAt,
    createdBy,
    ...moment("expiresAt", expiresAt),
    ...moment("lastUsedAt", lastUsedAt),
    ...moment("revokedAt", revokedAt),
  };
}

function requireAdmin({ principal }: Caller): void {
  if (!principal.scopes.admin)
    throw new HttpProblem(403, "Gateway.Forbidden", 'This token\'s scope "admin" is not set.', {
      members: { scope: "admin" },
    });
}

function readScopes(value: unknown, { config, principal }: Caller): Scopes {
  const problems: string[] = [];
  const own = principal.scopes;
  const accounts = defaultAccounts(config).filter((name) => allowsAccount(own, name));
  const max = Math.min(DEFAULT_MAX_INSTANCES, own.maxInstances);
  const given = isRecord(value) ? { maxInstances: max, ...value } : value;
  const scopes = parseScopes(given, "scopes", accounts, problems);
  if (problems.length > 0) throw badField("scopes", problems.join("; "));
  const [scope, ...more] = exceeding(own, scopes);
  if (scope !== undefined)
    throw new HttpProblem(
      403,
      "Gateway.Forbidden",
      `scopes: a token can give no more than it has; this one would in ${[scope, ...more].join(", ")}.`,
      { members: { scope, field: "scopes" } },
    );
  return scopes;
}

function readExpiry(value: unknown, { principal }: Caller, nowMs: number): number | undefined {
  const own = principal.expiresAt;
  if (value === undefined) return own;
  if (!Number.isSafeInteger(value) || Number(value) <= nowMs)
    throw badField("expiresAt", "must be a moment to come, in Unix milliseconds");
  if (own !== undefined && Number(value) > own)
    throw badField("expiresAt", "must not be after the end of the token that makes it");
  return Number(value);
}

function readName(value: unknown, { config }: Caller): string {
  if (typeof value !== "string" || !NAME.test(value))
    throw badField("name", "must be 1 to 64 letters, digits or any of ._@-, the first a letter or digit");
  if (config.tokens.some(({ name }) => name === value)) throw nameTaken(value);
  return value;
}

const nameTaken = (name: string) =>
  new HttpProblem(
    409,
    "Gateway.TokenExists",
    `There is a token called ${name}, or was one in the last 30 days: jobs are told apart by that name.`,
    { members: { field: "name" } },
  );

/**
 * Makes a token; the answer is the only one that holds it.
 *
 * @throws HttpProblem 400, 403, 409, 413, 415
 */
export async function createToken(caller: Caller, request: Request) {
  requireAdmin(caller);
  const given = await readJson(request, MAX_BODY_BYTES, "");
  for (const name of Object.keys(given))
    if (!FIELDS.includes(name))
      throw badField(name.slice(0, 100), `is not a field of a token: ${unknownName(name, FIELDS)}`);
  const now = Date.now();
  const name = readName(given.name, caller);
  const scopes = readScopes(given.scopes ?? {}, caller);
  const expiresAt = readExpiry(given.expiresAt, caller, now);
  const { token, stored } = await makeToken(name, scopes, caller.principal.name, now, expiresAt);
  const added = await registryOf(caller.env).addToken(stored);
  if (added === "taken") throw nameTaken(name);
  if (added === "full")
    throw new HttpProblem(
      409,
      "Gateway.TooManyTokens",
      `There are ${MAX_TOKENS} tokens already; revoke some.`,
    );
  log("token.created", { token: name, by: caller.principal.name });
  return { ...viewOf(stored), token };
}

/** Every token there is, without the tokens. @throws HttpProblem 403 */
export async function listTokens(caller: Caller): Promise<{ items: TokenView[] }> {
  requireAdmin(caller);
  const configured = caller.config.tokens.map(
    ({ name, scopes }): TokenView => ({ name, source: "configuration", scopes }),
  );
  const made = await registryOf(caller.env).tokens();
  return { items: [...configured, ...made.map(viewOf)] };
}

/** A token's streams would outlive it. An object that does not answer has none that matter: it was started anew. */
async function closeStreams(caller: Caller, name: string): Promise<void> {
  const { accounts } = caller.config;
  await Promise.allSettled(
    accounts.flatMap((account) =>
      account.regions.map((region) => fleetOf(caller, account.name, region).closeStreams(name)),
    ),
  );
}

/**
 * Ends a token: here at once, elsewhere within `withinMs`.
 *
 * @throws HttpProblem 403, 404, 409
 */
export async function revokeToken(caller: Caller, name: string) {
  requireAdmin(caller);
  if (caller.config.tokens.some((token) => token.name === name))
    throw new HttpProblem(
      409,
      "Gateway.TokenConfigured",
      `The token ${name} is one of GATEWAY_TOKENS; take it out there.`,
    );
  const stored = await registryOf(caller.env).revokeToken(name);
  if (!stored) throw new HttpProblem(404, "Gateway.NotFound", `There is no token ${shownName(name)}.`);
  tokenCache.forget(stored.id);
  await closeStreams(caller, name);
  log("token.revoked", { token: name, by: caller.principal.name });
  return { ...viewOf(stored), withinMs: TOKEN_CACHE_MS };
}
