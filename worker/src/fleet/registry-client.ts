import type { Env } from "../config/env";
import { within } from "../timeout";
import { type Increment, REGISTRY, type RegistryApi } from "./api";
import type { Place } from "./store/places";
import type { StoredToken } from "./store/tokens";

/* Every request with an issued token waits for the registry. */
const TIMEOUT_MS = 5_000;

/** The registry over RPC. */
type Registry = {
  readonly [M in Exclude<keyof RegistryApi, symbol | `__${string}`>]: (
    ...parameters: Parameters<RegistryApi[M]>
  ) => Promise<ReturnType<RegistryApi[M]>>;
};

/** The registry's methods, each one request to its object. They reject if it does not answer in time. */
export function registryOf(env: Env) {
  async function ask<T>(method: (registry: Registry) => Promise<T>): Promise<T> {
    using registry = env.FLEET.get(env.FLEET.idFromName(REGISTRY)).registry() as unknown as Registry &
      Disposable;
    const answer = await within(
      TIMEOUT_MS,
      method(registry).then((value) => ({ value })),
    );
    if (!answer) throw new Error(`the registry did not answer within ${TIMEOUT_MS} ms`);
    return answer.value;
  }
  return {
    verifyToken: (id: string, sha256: string) => ask((registry) => registry.verifyToken(id, sha256)),
    activeTokens: (ids: readonly string[]) => ask((registry) => registry.activeTokens(ids)),
    tokens: () => ask((registry) => registry.tokens()),
    findToken: (name: string) => ask((registry) => registry.findToken(name)),
    addToken: (token: StoredToken, issuerId: string | undefined) =>
      ask((registry) => registry.addToken(token, issuerId)),
    revokeToken: (id: string) => ask((registry) => registry.revokeToken(id)),
    countRequests: (increments: readonly Increment[]) =>
      ask((registry) => registry.countRequests(increments)),
    addPlace: (place: Place) => ask((registry) => registry.addPlace(place)),
    places: () => ask((registry) => registry.places()),
  };
}
