import { tokenCache } from "../auth/authenticate-request";
import { exceededScopes } from "../auth/delegation";
import { issueToken, storedScopes } from "../auth/issued-tokens";
import { allowsAccount, type Scopes } from "../auth/scopes";
import { TOKEN_CACHE_MS } from "../auth/token-cache";
import { defaultAccounts } from "../config/config";
import { DEFAULT_MAX_INSTANCES, parseScopes } from "../config/tokens";
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

/** A token as it is listed, without the token itself. Times are Unix milliseconds. */
interface TokenView {
  readonly name: string;
  /** `configuration`: of GATEWAY_TOKENS, where it has to be removed; `made`: issued through this API. */
  readonly source: "configuration" | "made";
  /** Missing if another release wrote them in a format that this one cannot read; the token is then refused. */
  readonly scopes?: Scopes;
  readonly createdAt?: number;
  readonly createdBy?: string;
  readonly expiresAt?: number;
  /** Accurate to the hour. */
  readonly lastUsedAt?: number;
  readonly revokedAt?: number;
}

const optionalTime = (name: string, value: number | null) => (value === null ? {} : { [name]: value });

function viewOf(stored: StoredToken): TokenView {
  const { name, createdAt, createdBy, expiresAt, lastUsedAt, revokedAt } = stored;
  const scopes = storedScopes(stored);
  return {
    name,
    source: "made",
    ...(scopes && { scopes }),
    createdAt,
    createdBy,
    ...optionalTime("expiresAt", expiresAt),
    ...optionalTime("lastUsedAt", lastUsedAt),
    ...optionalTime("revokedAt", revokedAt),
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
  const [scope, ...more] = exceededScopes(own, scopes);
  if (scope !== undefined)
    throw new HttpProblem(
      403,
      "Gateway.Forbidden",
      `scopes: a token cannot grant more than it has itself; this one would in ${[scope, ...more].join(", ")}.`,
      { members: { scope, field: "scopes" } },
    );
  return scopes;
}

function readExpiry(value: unknown, { principal }: Caller, nowMs: number): number | undefined {
  const own = principal.expiresAt;
  if (value === undefined) return own;
  if (!Number.isSafeInteger(value) || Number(value) <= nowMs)
    throw badField("expiresAt", "must be in the future, in Unix milliseconds");
  if (own !== undefined && Number(value) > own)
    throw badField("expiresAt", "must not be after the expiry of the token that issues it");
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
    `There is a token called ${name}, or there was one in the last 30 days: jobs belong to a token by its name.`,
    { members: { field: "name" } },
  );

/**
 * Issues a token; only this answer holds it.
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
  const { token, stored } = await issueToken(name, scopes, caller.principal.name, now, expiresAt);
  const added = await registryOf(caller.env).addToken(stored);
  if (added === "taken") throw nameTaken(name);
  if (added === "full")
    throw new HttpProblem(
      409,
      "Gateway.TooManyTokens",
      `There are ${MAX_TOKENS} tokens already, which is the limit; revoke some.`,
    );
  log("token.created", { token: name, by: caller.principal.name });
  return { ...viewOf(stored), token };
}

/** All tokens, without their values. @throws HttpProblem 403 */
export async function listTokens(caller: Caller): Promise<{ items: TokenView[] }> {
  requireAdmin(caller);
  const configured = caller.config.tokens.map(
    ({ name, scopes }): TokenView => ({ name, source: "configuration", scopes }),
  );
  const issued = await registryOf(caller.env).tokens();
  return { items: [...configured, ...issued.map(viewOf)] };
}

/** Ends the event streams of a revoked token. An object that does not answer has restarted and has none. */
async function closeStreams(caller: Caller, name: string): Promise<void> {
  const { accounts } = caller.config;
  await Promise.allSettled(
    accounts.flatMap((account) =>
      account.regions.map((region) => fleetOf(caller, account.name, region).closeStreams(name)),
    ),
  );
}

/**
 * Revokes a token: in this isolate at once, elsewhere within `withinMs`.
 *
 * @throws HttpProblem 403, 404, 409
 */
export async function revokeToken(caller: Caller, name: string) {
  requireAdmin(caller);
  if (caller.config.tokens.some((token) => token.name === name))
    throw new HttpProblem(
      409,
      "Gateway.TokenConfigured",
      `The token ${name} is one of GATEWAY_TOKENS; remove it there.`,
    );
  const stored = await registryOf(caller.env).revokeToken(name);
  if (!stored) throw new HttpProblem(404, "Gateway.NotFound", `There is no token ${shownName(name)}.`);
  tokenCache.delete(stored.id);
  await closeStreams(caller, name);
  log("token.revoked", { token: name, by: caller.principal.name });
  return { ...viewOf(stored), withinMs: TOKEN_CACHE_MS };
}
