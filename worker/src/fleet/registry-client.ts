import type { Env } from "../config/env";
import { type Increment, REGISTRY } from "./api";
import type { StoredToken } from "./store/tokens";

/** The registry's methods, each one request to its object. */
export function registryOf(env: Env) {
  const registry = () => env.FLEET.get(env.FLEET.idFromName(REGISTRY)).registry();
  return {
    useToken: async (id: string): Promise<StoredToken | undefined> => registry().useToken(id),
    tokens: async (): Promise<StoredToken[]> => registry().tokens(),
    addToken: async (token: StoredToken): Promise<"added" | "taken" | "full"> => registry().addToken(token),
    revokeToken: async (name: string): Promise<StoredToken | undefined> => registry().revokeToken(name),
    countRequests: async (increments: readonly Increment[]): Promise<void> =>
      registry().countRequests(increments),
  };
}
