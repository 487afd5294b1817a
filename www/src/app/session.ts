import { ApiError, createApi } from "../api/client";
import type { Connection, SessionControl } from "./actions";
import type { Event, State } from "./state";
import { startSync } from "./sync";

const TOKEN = "tencentcloud-edge.token";

export interface SessionOptions {
  getState(): State;
  dispatch(event: Event): void;
  /** Keeps the token while the tab is open. */
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  readonly fetch: typeof globalThis.fetch;
}

/** Resolves after `ms`; rejects when `signal` aborts. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

/** The signed-in session of this tab: its token, the connection to the gateway, and sign-in links. */
export class Session implements SessionControl {
  readonly #options: SessionOptions;
  #current: (Connection & { token: string; stop: AbortController }) | null = null;
  /** The token of a link that was opened while signed in. Not in the state: what is rendered holds no secret. */
  #offered: string | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get connection(): Connection | null {
    return this.#current;
  }

  /** Signs in again with the token that the tab has kept. */
  restore(): void {
    const token = this.#options.storage.getItem(TOKEN);
    if (token) this.connect(token);
  }

  connect(token: string): void {
    const { getState, dispatch, storage, fetch } = this.#options;
    this.#current?.stop.abort();
    storage.setItem(TOKEN, token);
    const api = createApi(token, fetch);
    const stop = new AbortController();
    dispatch({ type: "signed-in" });
    const sync = startSync({
      api,
      getState,
      dispatch: (event) => stop.signal.aborted || dispatch(event),
      onUnauthorized: () => this.disconnect(true),
      now: Date.now,
      wait,
      signal: stop.signal,
    });
    this.#current = { api, sync, token, stop };
  }

  disconnect(rejected: boolean): void {
    this.#current?.stop.abort();
    this.#current = null;
    this.#options.storage.removeItem(TOKEN);
    this.#options.dispatch({ type: "signed-out", rejected });
    const next = rejected ? this.takeOfferedToken() : null;
    if (next !== null) this.connect(next);
  }

  takeOfferedToken(): string | null {
    const token = this.#offered;
    this.#offered = null;
    return token;
  }

  /** The token of a sign-in link: it signs in at once if nobody is signed in; else the user is asked first. */
  async openLink(token: string): Promise<void> {
    if (!this.#current) return this.connect(token);
    if (this.#current.token === token) return;
    const { dispatch, fetch } = this.#options;
    this.#offered = token;
    try {
      const { name } = await createApi(token, fetch).session();
      if (this.#offered === token) dispatch({ type: "link", link: { kind: "offered", name } });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (this.takeOfferedToken() === null) return;
      if (error.problem.status === 401) dispatch({ type: "link", link: { kind: "refused" } });
      else dispatch({ type: "failed", problem: error.problem });
    }
  }
}
