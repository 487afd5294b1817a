import { RpcTarget } from "cloudflare:workers";
import type { Increment, RegistryApi } from "./api";
import type { Place } from "./store/places";
import type { Store } from "./store/store";
import type { Added, StoredToken } from "./store/tokens";

export class Registry extends RpcTarget implements RegistryApi {
  readonly #store: Store;

  constructor(store: Store) {
    super();
    this.#store = store;
  }

  verifyToken(id: string, sha256: string): StoredToken | undefined {
    return this.#store.tokens.verify(id, sha256, Date.now());
  }

  activeTokens(ids: readonly string[]): string[] {
    return ids.filter((id) => this.#store.tokens.isActive(id, Date.now()));
  }

  tokens(): StoredToken[] {
    return this.#store.tokens.all();
  }

  findToken(name: string): StoredToken | undefined {
    return this.#store.tokens.find(name);
  }

  addToken(token: StoredToken, issuerId: string | undefined): Added {
    return this.#store.tokens.add(token, issuerId);
  }

  revokeToken(id: string): StoredToken | undefined {
    return this.#store.tokens.revoke(id, Date.now());
  }

  countRequests(increments: readonly Increment[]): void {
    for (const { labels, value } of increments) this.#store.counters.add("http_requests", labels, value);
    this.#store.counters.write();
  }

  addPlace(place: Place): void {
    this.#store.places.add(place);
  }

  places(): Place[] {
    return this.#store.places.all();
  }
}
