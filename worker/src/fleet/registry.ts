import { RpcTarget } from "cloudflare:workers";
import type { Labels } from "./store/counters";
import type { Store } from "./store/store";
import type { StoredToken } from "./store/tokens";

/** The name of the one object that keeps what belongs to no account. No account's object has it: theirs hold a colon. */
export const REGISTRY = "registry";

/** How often something happened since it was last told. */
export interface Added {
  readonly labels: Labels;
  readonly value: number;
}

/** Made tokens, and requests by route and status. */
export class Registry extends RpcTarget {
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

  countRequests(added: readonly Added[]): void {
    for (const { labels, value } of added) this.#store.counters.add("http_requests", labels, value);
    this.#store.counters.write();
  }
}
