import type { Config } from "../config/config";
import type { Env } from "../config/env";
import { registryOf } from "../fleet/registry-client";
import { errorMessage, log } from "../log";
import { authenticate, type IssuedEntry, type Principal, unverifiable } from "./authenticate";
import { entryOf, tokenId } from "./issued-tokens";
import { TokenCache } from "./token-cache";

export const tokenCache = new TokenCache();

async function findIssued(
  env: Env,
  config: Config,
  token: string,
  sha256: string,
): Promise<IssuedEntry | undefined> {
  const id = tokenId(token);
  if (id === undefined) return undefined;
  const now = Date.now();
  try {
    const stored = await tokenCache.get(sha256, now, () => registryOf(env).verifyToken(id, sha256));
    const isConfigured = config.tokens.some(({ name }) => name === stored?.name);
    /* Jobs belong to a token by its name: a name that has since been configured is no longer the issued token's. */
    return stored && !isConfigured ? entryOf(stored, now) : undefined;
  } catch (cause) {
    log("registry.failed", { message: errorMessage(cause) });
    throw unverifiable();
  }
}

/**
 * Authenticates a request.
 *
 * @throws HttpProblem 401; 503 while the registry of issued tokens does not answer
 */
export const authenticateRequest = (env: Env, config: Config, request: Request): Promise<Principal> =>
  authenticate(request.headers.get("authorization"), config.tokens, (token, sha256) =>
    findIssued(env, config, token, sha256),
  );
