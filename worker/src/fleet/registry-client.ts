import type { Env } from "../config/env";
import { type Added, REGISTRY } from "./registry";
import type { StoredToken } from "./store/tokens";

/** The registry's methods, each one request to its object. */
export function registryOf(env: Env) {
  const object = () => env.FLEET.get(env.FLEET.idFromName(REGISTRY));
  return {
    useToken: async (id: string): Promise<StoredToken | undefined> => object().registry().useToken(id),
    tokens: async (): Promise<StoredToken[]> => object().registry().tokens(),
    addToken: async (token: StoredToken): Promise<"added" | "taken" | "full"> =>
      object().registry().addToken(token),
    revokeToken: async (name: string): Promise<StoredToken | undefined> =>
      object().registry().revokeToken(name),
    countRequests: async (added: readonly Added[]): Promise<void> => object().registry().countRequests(added),
  };
}
