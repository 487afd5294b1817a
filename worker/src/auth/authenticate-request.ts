import type { Config } from "../config/config";
import type { Env } from "../config/env";
import type { TokenEntry } from "../config/tokens";
import { registryOf } from "../fleet/registry-client";
import { HttpProblem } from "../http/problem";
import { errorMessage, log } from "../log";
import { authenticate, type Principal } from "./authenticate";
import { entryOf, tokenId } from "./issued-tokens";
import { TokenCache } from "./token-cache";

export const tokenCache = new TokenCache();

async function findIssued(env: Env, config: Config, token: string): Promise<TokenEntry | undefined> {
  const id = tokenId(token);
  if (id === undefined) return undefined;
  const now = Date.now();
  try {
    const stored = await tokenCache.get(id, now, (wanted) => registryOf(env).useToken(wanted));
    const isConfigured = config.tokens.some(({ name }) => name === stored?.name);
    /* Jobs belong to a token by its name: a name that has since been configured is no longer the issued token's. */
    return stored && !isConfigured ? entryOf(stored, now) : undefined;
  } catch (cause) {
    log("registry.failed", { message: errorMessage(cause) });
    throw new HttpProblem(
      503,
      "Gateway.Unavailable",
      "This token cannot be verified at the moment; try again.",
      { headers: { "retry-after": "1" } },
    );
  }
}

/**
 * Authenticates a request.
 *
 * @throws HttpProblem 401; 503 while the registry of issued tokens does not answer
 */
export const authenticateRequest = (env: Env, config: Config, request: Request): Promise<Principal> =>
  authenticate(request.headers.get("authorization"), config.tokens, (token) =>
    findIssued(env, config, token),
  );
