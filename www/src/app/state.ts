import type { Instance, Job, Problem, Session } from "../api/types";
import type { Lang } from "../i18n";
import { type Group, type Sort, type SortKey, visibleRows } from "../instances/rows";
import { moved, type Selection, setAll, toggled } from "../instances/selection";
import { mergeJob } from "../jobs/state";

/** The open confirmation. It shows exactly what is sent, whatever happens to the table meanwhile. */
export interface Confirmation {
  /** The idempotency key: pressing Start again after a lost reply asks for the same job. */
  key: string;
  region: string;
  rows: readonly Instance[];
  sending: boolean;
  problem: Problem | null;
}

export interface State {
  lang: Lang;
  /** `rejected`: the gateway did not accept the token. */
  auth: { kind: "out"; rejected: boolean } | { kind: "in"; session: Session | null };
  region: string;
  group: Group;
  text: string;
  sort: Sort;
  items: readonly Instance[];
  /** When `items` were read (Unix milliseconds); null before the first time. */
  loadedAt: number | null;
  selection: Selection;
  /** How many rows the last change of the filter or the data removed from the selection. */
  deselected: number;
  confirmation: Confirmation | null;
  /** Newest first. */
  jobs: readonly Job[];
  /** Why the last refresh failed; the rows of the one before stay. */
  refreshProblem: Problem | null;
  /** Why something that the user asked for failed. */
  problem: Problem | null;
  /** A sign-in link that was opened while signed in; it never replaces the session without being confirmed. */
  link: Link | null;
}

/** The link's token belongs to `name`, or the gateway refused it. */
export type Link = { kind: "offered"; name: string } | { kind: "refused" };

export type Event =
  | { type: "signed-in" }
  | { type: "signed-out"; rejected: boolean }
  | { type: "session"; session: Session }
  | { type: "language"; lang: Lang }
  | { type: "region"; region: string }
  | { type: "group"; group: Group }
  | { type: "search"; text: string }
  | { type: "sort"; key: SortKey }
  | { type: "loaded"; region: string; items: readonly Instance[]; atMs: number }
  | { type: "refresh-failed"; problem: Problem }
  | { type: "toggle"; id: string; range: boolean }
  | { type: "focus-row"; id: string; extend: boolean }
  | { type: "select-all"; on: boolean }
  | { type: "confirm"; confirmation: Confirmation }
  | { type: "confirm-sending" }
  | { type: "confirm-failed"; problem: Problem }
  | { type: "confirm-closed" }
  | { type: "job-created"; job: Job }
  | { type: "job"; job: Job }
  | { type: "jobs"; jobs: readonly Job[] }
  | { type: "job-gone"; id: string }
  | { type: "failed"; problem: Problem }
  | { type: "link"; link: Link }
  | { type: "link-closed" }
  | { type: "problem-closed" };

const NOTHING_SELECTED: Selection = { ids: new Set(), anchor: null, focus: null };

export function initialState(view: Pick<State, "lang" | "region" | "group" | "text">): State {
  return {
    ...view,
    auth: { kind: "out", rejected: false },
    sort: { key: "name", descending: false },
    items: [],
    loadedAt: null,
    selection: NOTHING_SELECTED,
    deselected: 0,
    confirmation: null,
    jobs: [],
    refreshProblem: null,
    problem: null,
    link: null,
  };
}

type Reducers = { [T in Event["type"]]: (state: State, event: Extract<Event, { type: T }>) => State };

const SESSION: Pick<Reducers, "signed-in" | "signed-out" | "session" | "link" | "link-closed"> = {
  "signed-in": (state) => ({ ...initialState(state), auth: { kind: "in", session: null } }),
  "signed-out": (state, { rejected }) => ({ ...initialState(state), auth: { kind: "out", rejected } }),
  session: (state, { session }) => withSession(state, session),
  link: (state, { link }) => (state.auth.kind === "in" ? { ...state, link } : state),
  "link-closed": (state) => ({ ...state, link: null }),
};

const VIEW: Pick<Reducers, "language" | "region" | "group" | "search" | "sort"> = {
  language: (state, { lang }) => ({ ...state, lang }),
  region: (state, { region }) => (region === state.region ? state : inRegion(state, region)),
  group: (state, { group }) => onlyVisible({ ...state, group }),
  search: (state, { text }) => onlyVisible({ ...state, text }),
  sort: (state, { key }) => ({ ...state, sort: nextSort(state.sort, key) }),
};

const SELECTION: Pick<Reducers, "toggle" | "focus-row" | "select-all"> = {
  toggle: (state, { id, range }) => ({
    ...state,
    deselected: 0,
    selection: toggled(state.selection, visibleIds(state), id, range),
  }),
  "focus-row": (state, { id, extend }) => ({
    ...state,
    deselected: extend ? 0 : state.deselected,
    selection: moved(state.selection, visibleIds(state), id, extend),
  }),
  "select-all": (state, { on }) => ({
    ...state,
    deselected: 0,
    selection: setAll(state.selection, on ? visibleIds(state) : []),
  }),
};

const CONFIRMATION: Pick<
  Reducers,
  "confirm" | "confirm-sending" | "confirm-failed" | "confirm-closed" | "job-created"
> = {
  confirm: (state, { confirmation }) => ({ ...state, confirmation }),
  "confirm-sending": (state) => withConfirmation(state, { sending: true, problem: null }),
  "confirm-failed": (state, { problem }) =>
    state.confirmation === null
      ? { ...state, problem }
      : withConfirmation(state, { sending: false, problem }),
  "confirm-closed": (state) => (state.confirmation === null ? state : { ...state, confirmation: null }),
  "job-created": (state, { job }) => ({
    ...state,
    jobs: mergeJob(state.jobs, job),
    confirmation: null,
    deselected: 0,
    selection: { ...NOTHING_SELECTED, focus: state.selection.focus },
  }),
};

const DATA: Pick<
  Reducers,
  "loaded" | "refresh-failed" | "job" | "jobs" | "job-gone" | "failed" | "problem-closed"
> = {
  loaded: (state, { region, items, atMs }) =>
    region === state.region ? onlyVisible({ ...state, items, loadedAt: atMs, refreshProblem: null }) : state,
  "refresh-failed": (state, { problem }) => ({ ...state, refreshProblem: problem }),
  job: (state, { job }) => withJobs(state, mergeJob(state.jobs, job)),
  jobs: (state, { jobs }) => withJobs(state, jobs.reduceRight(mergeJob, state.jobs)),
  "job-gone": (state, { id }) => ({ ...state, jobs: state.jobs.filter((job) => job.id !== id) }),
  failed: (state, { problem }) => ({ ...state, problem }),
  "problem-closed": (state) => ({ ...state, problem: null }),
};

const REDUCERS: Reducers = { ...SESSION, ...VIEW, ...SELECTION, ...CONFIRMATION, ...DATA };

/** The next state. Pure; an event that no longer applies returns the same state. */
export function reduce(state: State, event: Event): State {
  const reducer = REDUCERS[event.type] as (state: State, event: Event) => State;
  return reducer(state, event);
}

function visibleIds(state: State): string[] {
  return visibleRows(state).map((row) => row.InstanceId);
}

/** Removes hidden rows from the selection: what a filter hides must never be acted on. */
function onlyVisible(state: State): State {
  const visible = new Set(visibleIds(state));
  const { ids, anchor, focus } = state.selection;
  const kept = [...ids].filter((id) => visible.has(id));
  const ifVisible = (id: string | null) => (id !== null && visible.has(id) ? id : null);
  return {
    ...state,
    deselected: kept.length < ids.size ? ids.size - kept.length : state.deselected,
    selection: { ids: new Set(kept), anchor: ifVisible(anchor), focus: ifVisible(focus) },
  };
}

function inRegion(state: State, region: string): State {
  return {
    ...state,
    region,
    items: [],
    loadedAt: null,
    selection: NOTHING_SELECTED,
    deselected: 0,
    refreshProblem: null,
  };
}

function withSession(state: State, session: Session): State {
  if (state.auth.kind === "out") return state;
  const known = session.regions.includes(state.region);
  const next: State = { ...state, auth: { kind: "in", session } };
  return known ? next : inRegion(next, session.regions[0] ?? "");
}

function nextSort(sort: Sort, key: SortKey): Sort {
  return { key, descending: sort.key === key && !sort.descending };
}

function withConfirmation(state: State, change: Partial<Confirmation>): State {
  if (state.confirmation === null) return state;
  return { ...state, confirmation: { ...state.confirmation, ...change } };
}

const withJobs = (state: State, jobs: readonly Job[]): State =>
  jobs === state.jobs ? state : { ...state, jobs };
