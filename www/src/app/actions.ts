import { type Api, ApiError } from "../api/client";
import type { Lang } from "../i18n";
import { type Group, planStart, type SortKey, visibleRows } from "../instances/rows";
import type { Event, State } from "./state";
import type { Sync } from "./sync";

/** What a person can do on the page; the views call these and nothing else. */
export interface Actions {
  signIn(token: string): void;
  signOut(): void;
  language(lang: Lang): void;
  region(region: string): void;
  group(group: Group): void;
  search(text: string): void;
  sort(key: SortKey): void;
  toggle(id: string, range: boolean): void;
  focusRow(id: string, extend: boolean): void;
  selectAll(on: boolean): void;
  askToStart(): void;
  start(): void;
  closeConfirmation(): void;
  cancelJob(id: string): void;
  retry(): void;
  closeProblem(): void;
  /** Signs in with the link that was opened while signed in. */
  followLink(): void;
  closeLink(): void;
}

export interface Connection {
  api: Api;
  sync: Sync;
}

export interface ActionOptions {
  getState(): State;
  dispatch(event: Event): void;
  /** Null while signed out. */
  connection(): Connection | null;
  connect(token: string): void;
  disconnect(rejected: boolean): void;
  /** The token of a link opened while signed in, taken away by asking for it. */
  takeOffered(): string | null;
  /** Of an idempotent request. */
  newKey(): string;
  /** Remembers the language for the next visit. */
  keepLang(lang: Lang): void;
}

export function createActions({
  getState,
  dispatch,
  connection,
  connect,
  disconnect,
  takeOffered,
  newKey,
  keepLang,
}: ActionOptions): Actions {
  /** Runs a request a person asked for; what fails is shown, never thrown. */
  async function attempt(
    work: (link: Connection) => Promise<void>,
    onProblem: Event["type"] & ("failed" | "confirm-failed"),
  ) {
    const link = connection();
    if (!link) return;
    try {
      await work(link);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.problem.status === 401) disconnect(true);
      else dispatch({ type: onProblem, problem: error.problem });
    }
  }

  return {
    signIn: connect,
    signOut: () => disconnect(false),
    language(lang) {
      keepLang(lang);
      dispatch({ type: "language", lang });
    },
    region(region) {
      dispatch({ type: "region", region });
      connection()?.sync.poke();
    },
    group: (group) => dispatch({ type: "group", group }),
    search: (text) => dispatch({ type: "search", text }),
    sort: (key) => dispatch({ type: "sort", key }),
    toggle: (id, range) => dispatch({ type: "toggle", id, range }),
    focusRow: (id, extend) => dispatch({ type: "focus-row", id, extend }),
    selectAll: (on) => dispatch({ type: "select-all", on }),

    askToStart() {
      const state = getState();
      const { take } = planStart(visibleRows(state), state.selection.ids);
      if (take.length === 0) return;
      dispatch({
        type: "confirm",
        confirmation: { key: newKey(), region: state.region, rows: take, sending: false, problem: null },
      });
    },

    start() {
      const { confirmation } = getState();
      if (!confirmation || confirmation.sending) return;
      const { key, region, rows } = confirmation;
      dispatch({ type: "confirm-sending" });
      attempt(async ({ api, sync }) => {
        const ids = rows.map((row) => row.InstanceId);
        dispatch({ type: "job-created", job: await api.createJob("StartInstances", region, ids, key) });
        sync.followJobs();
        sync.poke();
      }, "confirm-failed");
    },

    closeConfirmation: () => dispatch({ type: "confirm-closed" }),

    cancelJob(id) {
      attempt(async ({ api, sync }) => {
        await api.cancelJob(id);
        sync.poke();
      }, "failed");
    },

    retry: () => connection()?.sync.poke(),
    closeProblem: () => dispatch({ type: "problem-closed" }),

    followLink() {
      const token = takeOffered();
      if (token !== null) connect(token);
    },
    closeLink() {
      takeOffered();
      dispatch({ type: "link-closed" });
    },
  };
}
