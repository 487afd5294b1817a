import type { IssuedToken, RevokedToken, TokenView } from "tencentcloud-edge/gateway";
import { INVALID_TOKEN, unauthorized } from "../auth/authenticate";
import { tokenCache } from "../auth/authenticate-request";
import { covers } from "../auth/delegation";
import { issueToken, storedScopes } from "../auth/issued-tokens";
import type { Scopes } from "../auth/scopes";
import { TOKEN_CACHE_MS } from "../auth/token-cache";
import { shownName } from "../config/validation";
import { registryOf } from "../fleet/registry-client";
import type { Place } from "../fleet/store/places";
import { type Added, MAX_STORED_TOKENS, MAX_TOKENS, type StoredToken } from "../fleet/store/tokens";
import { registryFailed } from "../http/errors";
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

const optionalTime = (name: string, value: number | null) => (value === null ? {} : { [name]: value });

/** Of a token's scopes, what a caller with the scopes `own` learns. */
function shownScopes(own: Scopes, scopes: Scopes | undefined): Pick<TokenView, "scopes" | "stronger"> {
  if (!covers(own, scopes)) return { stronger: true };
  return scopes ? { scopes } : {};
}

function viewOf(stored: StoredToken, own: Scopes): TokenView {
  const { name, createdAt, createdBy, expiresAt, lastUsedAt, revokedAt } = stored;
  return {
    name,
    source: "made",
    ...shownScopes(own, storedScopes(stored)),
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
 * The registry's answer.
 * @param detail what to tell the caller if there is none
 * @throws HttpProblem 503
 */
async function answered<T>(asked: Promise<T>, detail: string): Promise<T> {
  try {
    return await asked;
  } catch (cause) {
    throw registryFailed(cause, detail);
  }
}

const NO_ANSWER = "The registry of issued tokens does not answer; try again.";

const unknownWhetherIssued = (name: string) =>
  `The registry of issued tokens does not answer. Whether ${name} was issued is not known: if it was, the name is taken and the token's value is lost. Look at GET /v1/tokens; if ${name} is there, revoke it and take another name.`;

const unknownWhetherRevoked = (name: string) =>
  `The registry of issued tokens does not answer. Whether ${shownName(name)} is revoked is not known: look at GET /v1/tokens, or try again.`;

/**
 * Issues a token; only this answer holds it.
 *
 * @returns `warnings`: what of its scopes has no effect
 * @throws HttpProblem 400, 401, 403, 409, 413, 415, 503
 */
export async function createToken(caller: Caller, request: Request): Promise<IssuedToken> {
  requireAdmin(caller);
  const { config, env, principal } = caller;
  const body = await readJson(request, MAX_BODY_BYTES, "");
  const now = Date.now();
  const { name, scopes, expiresAt, warnings } = readTokenRequest(body, caller, now);
  if (config.tokens.some((token) => token.name === name)) throw nameTaken(name);
  const { token, stored } = await issueToken(name, scopes, principal.name, now, expiresAt);
  const asked = registryOf(env).addToken(stored, principal.tokenId);
  const added = await answered(asked, unknownWhetherIssued(name));
  if (added !== "added") throw REFUSALS[added](name);
  log("token.created", { token: name, by: principal.name });
  return { ...viewOf(stored, principal.scopes), token, ...(warnings.length > 0 && { warnings }) };
}

/** All tokens, without their values. @throws HttpProblem 403, 503 */
export async function listTokens(caller: Caller): Promise<{ items: TokenView[] }> {
  requireAdmin(caller);
  const own = caller.principal.scopes;
  const configured = caller.config.tokens.map(
    ({ name, scopes }): TokenView => ({ name, source: "configuration", ...shownScopes(own, scopes) }),
  );
  const issued = await answered(registryOf(caller.env).tokens(), NO_ANSWER);
  return { items: [...configured, ...issued.map((stored) => viewOf(stored, own))] };
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
 * Revokes a token: in this isolate at once, elsewhere within `withinMs`. Every admin may revoke every token: to take rights
 * away grants none.
 *
 * @throws HttpProblem 403, 404, 409, 503
 */
export async function revokeToken(caller: Caller, name: string): Promise<RevokedToken> {
  requireAdmin(caller);
  const { config, env, principal } = caller;
  if (config.tokens.some((token) => token.name === name))
    throw new HttpProblem(
      409,
      "Gateway.TokenConfigured",
      `The token ${name} is one of GATEWAY_TOKENS; remove it there.`,
    );
  const registry = registryOf(env);
  const found = await answered(registry.findToken(name), NO_ANSWER);
  const revoked = found && (await answered(registry.revokeToken(found.id), unknownWhetherRevoked(name)));
  if (!revoked) throw new HttpProblem(404, "Gateway.NotFound", `There is no token ${shownName(name)}.`);
  tokenCache.delete(revoked.sha256);
  await closeStreams(caller, name);
  log("token.revoked", { token: name, by: principal.name });
  return { ...viewOf(revoked, principal.scopes), withinMs: TOKEN_CACHE_MS };
}
