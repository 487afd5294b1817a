import { RpcTarget } from "cloudflare:workers";
import type { Increment, RegistryApi } from "./api";
import type { Store } from "./store/store";
import type { StoredToken } from "./store/tokens";

export class Registry extends RpcTarget implements RegistryApi {
  readonly #store: Store;

  constructor(store: Store) {
    super();
    this.#store = store;
  }

  useToken(id: string): StoredToken | undefined {
    return this.#store.tokens.use(id, Date.now());
  }

  tokens(): StoredToken[] {
    return this.#store.tokens.all();
  }

  addToken(token: StoredToken): "added" | "taken" | "full" {
    return this.#store.tokens.add(token);
  }

  revokeToken(name: string): StoredToken | undefined {
    return this.#store.tokens.revoke(name, Date.now());
  }

  countRequests(increments: readonly Increment[]): void {
    for (const { labels, value } of increments) this.#store.counters.add("http_requests", labels, value);
    this.#store.counters.write();
  }
}
