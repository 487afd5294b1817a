import { INVALID_TOKEN, unauthorized } from "../auth/authenticate";
import { tokenCache } from "../auth/authenticate-request";
import { mayManage } from "../auth/delegation";
import { issueToken, storedScopes } from "../auth/issued-tokens";
import type { Scopes } from "../auth/scopes";
import { TOKEN_CACHE_MS } from "../auth/token-cache";
import { shownName } from "../config/validation";
import { registryOf } from "../fleet/registry-client";
import type { Place } from "../fleet/store/places";
import { type Added, MAX_STORED_TOKENS, MAX_TOKENS, type StoredToken } from "../fleet/store/tokens";
import { readJson } from "../http/json";
import { HttpProblem } from "../http/problem";
import { log } from "../log";
import { within } from "../timeout";
import { type Caller, fleetOf } from "./caller";
import { formerPlaces, servedPlaces } from "./places";
import { readTokenRequest } from "./token-request";

const MAX_BODY_BYTES = 65_536;
/* How long the answer to a revocation waits for the streams to be closed. */
const CLOSE_TIMEOUT_MS = 5_000;

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

const nameTaken = (name: string) =>
  new HttpProblem(
    409,
    "Gateway.TokenExists",
    `There is a token called ${name}, or there was one in the last 30 days: jobs belong to a token by its name.`,
    { members: { field: "name" } },
  );

const tooMany = (detail: string) => new HttpProblem(409, "Gateway.TooManyTokens", detail);

/** Why a token was not added. */
const REFUSALS: Readonly<Record<Exclude<Added, "added">, (name: string) => HttpProblem>> = {
  taken: nameTaken,
  full: () => tooMany(`There are ${MAX_TOKENS} tokens already, which is the limit; revoke some.`),
  reserved: () =>
    tooMany(
      `${MAX_STORED_TOKENS} names of tokens are taken, which is the limit. Those of revoked and expired tokens are free again after 30 days.`,
    ),
  refused: () => unauthorized(INVALID_TOKEN),
};

/**
 * Issues a token; only this answer holds it.
 *
 * @throws HttpProblem 400, 401, 403, 409, 413, 415
 */
export async function createToken(caller: Caller, request: Request) {
  requireAdmin(caller);
  const { config, env, principal } = caller;
  const body = await readJson(request, MAX_BODY_BYTES, "");
  const now = Date.now();
  const { name, scopes, expiresAt } = readTokenRequest(body, caller, now);
  if (config.tokens.some((token) => token.name === name)) throw nameTaken(name);
  const { token, stored } = await issueToken(name, scopes, principal.name, now, expiresAt);
  const added = await registryOf(env).addToken(stored, principal.tokenId);
  if (added !== "added") throw REFUSALS[added](name);
  log("token.created", { token: name, by: principal.name });
  return { ...viewOf(stored), token };
}

/** The tokens whose scopes are within the caller's own, without their values. @throws HttpProblem 403 */
export async function listTokens(caller: Caller): Promise<{ items: TokenView[] }> {
  requireAdmin(caller);
  const own = caller.principal.scopes;
  const configured = caller.config.tokens.map(
    ({ name, scopes }): TokenView => ({ name, source: "configuration", scopes }),
  );
  const issued = await registryOf(caller.env).tokens();
  return { items: [...configured, ...issued.map(viewOf)].filter(({ scopes }) => mayManage(own, scopes)) };
}

/**
 * Ends the event streams of a revoked token. An object that does not answer has restarted and has none, or finds out by
 * itself, see event-streams.ts.
 */
async function closeStreams(caller: Caller, name: string): Promise<void> {
  const { env, config } = caller;
  const close = (places: readonly Place[]) =>
    Promise.allSettled(
      places.map(async ({ account, region }) => fleetOf(caller, account, region).closeStreams(name)),
    );
  const former = formerPlaces(env, config).then(close, () => []);
  await within(CLOSE_TIMEOUT_MS, Promise.all([close(servedPlaces(config)), former]));
}

/**
 * Revokes a token: in this isolate at once, elsewhere within `withinMs`.
 *
 * @throws HttpProblem 403, 404 (also for a token whose scopes are not within the caller's own), 409
 */
export async function revokeToken(caller: Caller, name: string) {
  requireAdmin(caller);
  const { config, env, principal } = caller;
  const own = principal.scopes;
  const notFound = new HttpProblem(404, "Gateway.NotFound", `There is no token ${shownName(name)}.`);
  const configured = config.tokens.find((token) => token.name === name);
  if (configured)
    throw mayManage(own, configured.scopes)
      ? new HttpProblem(
          409,
          "Gateway.TokenConfigured",
          `The token ${name} is one of GATEWAY_TOKENS; remove it there.`,
        )
      : notFound;
  const registry = registryOf(env);
  const found = await registry.findToken(name);
  const revoked =
    found && mayManage(own, storedScopes(found)) ? await registry.revokeToken(found.id) : undefined;
  if (!revoked) throw notFound;
  tokenCache.delete(revoked.sha256);
  await closeStreams(caller, name);
  log("token.revoked", { token: name, by: principal.name });
  return { ...viewOf(revoked), withinMs: TOKEN_CACHE_MS };
}
