import { type Api, ApiError } from "../api/client";
import type { Lang } from "../i18n";
import { type Group, type SortKey, splitForStart, visibleRows } from "../instances/rows";
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
  readonly api: Api;
  readonly sync: Sync;
}

/** The session, as far as actions need it. */
export interface SessionControl {
  /** Null while signed out. */
  readonly connection: Connection | null;
  connect(token: string): void;
  disconnect(rejected: boolean): void;
  /** The token of a link that was opened while signed in; it is returned once. */
  takeOfferedToken(): string | null;
}

export interface ActionOptions {
  getState(): State;
  dispatch(event: Event): void;
  readonly session: SessionControl;
  /** A fresh idempotency key. */
  newKey(): string;
  /** Saves the language for the next visit. */
  saveLang(lang: Lang): void;
}

type ViewActions = Pick<
  Actions,
  "language" | "region" | "group" | "search" | "sort" | "toggle" | "focusRow" | "selectAll"
>;
type JobActions = Pick<Actions, "askToStart" | "start" | "closeConfirmation" | "cancelJob">;
type SessionActions = Omit<Actions, keyof ViewActions | keyof JobActions>;

export const createActions = (options: ActionOptions): Actions => ({
  ...viewActions(options),
  ...jobActions(options),
  ...sessionActions(options),
});

function viewActions({ dispatch, session, saveLang }: ActionOptions): ViewActions {
  return {
    language(lang) {
      saveLang(lang);
      dispatch({ type: "language", lang });
    },
    region(region) {
      dispatch({ type: "region", region });
      session.connection?.sync.refresh();
    },
    group: (group) => dispatch({ type: "group", group }),
    search: (text) => dispatch({ type: "search", text }),
    sort: (key) => dispatch({ type: "sort", key }),
    toggle: (id, range) => dispatch({ type: "toggle", id, range }),
    focusRow: (id, extend) => dispatch({ type: "focus-row", id, extend }),
    selectAll: (on) => dispatch({ type: "select-all", on }),
  };
}

function jobActions(options: ActionOptions): JobActions {
  const { getState, dispatch, newKey } = options;
  return {
    askToStart() {
      const state = getState();
      const { startable: rows } = splitForStart(visibleRows(state), state.selection.ids);
      if (rows.length === 0) return;
      const confirmation = { key: newKey(), region: state.region, rows, sending: false, problem: null };
      dispatch({ type: "confirm", confirmation });
    },
    start() {
      const { confirmation } = getState();
      if (!confirmation || confirmation.sending) return;
      const { key, region, rows } = confirmation;
      dispatch({ type: "confirm-sending" });
      attempt(options, "confirm-failed", async ({ api, sync }) => {
        const ids = rows.map((row) => row.InstanceId);
        dispatch({ type: "job-created", job: await api.createJob("StartInstances", region, ids, key) });
        sync.followJobs();
        sync.refresh();
      });
    },
    closeConfirmation: () => dispatch({ type: "confirm-closed" }),
    cancelJob(id) {
      attempt(options, "failed", async ({ api, sync }) => {
        await api.cancelJob(id);
        sync.refresh();
      });
    },
  };
}

function sessionActions({ dispatch, session }: ActionOptions): SessionActions {
  return {
    signIn: (token) => session.connect(token),
    signOut: () => session.disconnect(false),
    retry: () => session.connection?.sync.refresh(),
    closeProblem: () => dispatch({ type: "problem-closed" }),
    followLink() {
      const token = session.takeOfferedToken();
      if (token !== null) session.connect(token);
    },
    closeLink() {
      session.takeOfferedToken();
      dispatch({ type: "link-closed" });
    },
  };
}

/** Sends a request that the user asked for; its failure is shown, never thrown. */
async function attempt(
  { session, dispatch }: ActionOptions,
  failure: Event["type"] & ("failed" | "confirm-failed"),
  work: (connection: Connection) => Promise<void>,
): Promise<void> {
  const { connection } = session;
  if (!connection) return;
  try {
    await work(connection);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.problem.status === 401) session.disconnect(true);
    else dispatch({ type: failure, problem: error.problem });
  }
}
