import type { Instance, Job, Problem, Session } from "../api/types";
import type { Lang } from "../i18n";
import { type Group, type Sort, type SortKey, visibleRows } from "../instances/rows";
import { between, type Selection, setAll, toggled } from "../instances/selection";

/** The open confirmation: what it shows is exactly what is sent, whatever the table does meanwhile. */
export interface Confirmation {
  /** Idempotency key: a second press after a lost reply asks for the same job. */
  key: string;
  region: string;
  rows: readonly Instance[];
  sending: boolean;
  problem: Problem | null;
}

export interface State {
  lang: Lang;
  /** `rejected`: there was a token and the gateway did not take it. */
  auth: { kind: "out"; rejected: boolean } | { kind: "in"; session: Session | null };
  region: string;
  group: Group;
  text: string;
  sort: Sort;
  items: readonly Instance[];
  /** When the table's rows were read (Unix milliseconds); null before the first time. */
  loadedAt: number | null;
  selection: Selection;
  /** How many rows the last change of the view took out of the selection. */
  dropped: number;
  confirmation: Confirmation | null;
  /** Newest first. */
  jobs: readonly Job[];
  /** Why the last refresh failed; the rows of the one before stay. */
  refreshProblem: Problem | null;
  /** Why something the user asked for failed. */
  problem: Problem | null;
  /** A sign-in link that was opened while signed in; it never replaces the session by itself. */
  link: Link | null;
}

/** What became of the link's token: whose it is, or that the gateway did not take it. */
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
    dropped: 0,
    confirmation: null,
    jobs: [],
    refreshProblem: null,
    problem: null,
    link: null,
  };
}

/** The next state. Pure; an event that no longer applies gives the same state. */
export function reduce(state: State, event: Event): State {
  switch (event.type) {
    case "signed-in":
      return { ...initialState(state), auth: { kind: "in", session: null } };
    case "signed-out":
      return { ...initialState(state), auth: { kind: "out", rejected: event.rejected } };
    case "session":
      return withSession(state, event.session);
    case "language":
      return { ...state, lang: event.lang };
    case "region":
      return event.region === state.region ? state : otherRegion(state, event.region);
    case "group":
      return onlyVisible({ ...state, group: event.group });
    case "search":
      return onlyVisible({ ...state, text: event.text });
    case "sort":
      return { ...state, sort: nextSort(state.sort, event.key) };
    case "loaded":
      if (event.region !== state.region) return state;
      return onlyVisible({ ...state, items: event.items, loadedAt: event.atMs, refreshProblem: null });
    case "refresh-failed":
      return { ...state, refreshProblem: event.problem };
    case "toggle":
      return {
        ...state,
        dropped: 0,
        selection: toggled(state.selection, idsInOrder(state), event.id, event.range),
      };
    case "focus-row":
      return {
        ...state,
        dropped: event.extend ? 0 : state.dropped,
        selection: between(state.selection, idsInOrder(state), event.id, event.extend),
      };
    case "select-all":
      return { ...state, dropped: 0, selection: setAll(state.selection, event.on ? idsInOrder(state) : []) };
    case "confirm":
      return { ...state, confirmation: event.confirmation };
    case "confirm-sending":
      return withConfirmation(state, { sending: true, problem: null });
    case "confirm-failed":
      if (state.confirmation === null) return { ...state, problem: event.problem };
      return withConfirmation(state, { sending: false, problem: event.problem });
    case "confirm-closed":
      return state.confirmation === null ? state : { ...state, confirmation: null };
    case "job-created":
      return {
        ...withJob(state, event.job),
        confirmation: null,
        dropped: 0,
        selection: { ...NOTHING_SELECTED, focus: state.selection.focus },
      };
    case "job":
      return withJob(state, event.job);
    case "jobs":
      return event.jobs.reduceRight(withJob, state);
    case "job-gone":
      return { ...state, jobs: state.jobs.filter((job) => job.id !== event.id) };
    case "failed":
      return { ...state, problem: event.problem };
    case "problem-closed":
      return { ...state, problem: null };
    case "link":
      return state.auth.kind === "in" ? { ...state, link: event.link } : state;
    case "link-closed":
      return { ...state, link: null };
  }
}

function idsInOrder(state: State): string[] {
  return visibleRows(state).map((row) => row.InstanceId);
}

/** A row that a filter hides must never be acted on: what is out of sight leaves the selection. */
function onlyVisible(state: State): State {
  const visible = new Set(idsInOrder(state));
  const { ids, anchor, focus } = state.selection;
  const kept = [...ids].filter((id) => visible.has(id));
  const shown = (id: string | null) => (id !== null && visible.has(id) ? id : null);
  return {
    ...state,
    dropped: kept.length < ids.size ? ids.size - kept.length : state.dropped,
    selection: { ids: new Set(kept), anchor: shown(anchor), focus: shown(focus) },
  };
}

function otherRegion(state: State, region: string): State {
  return {
    ...state,
    region,
    items: [],
    loadedAt: null,
    selection: NOTHING_SELECTED,
    dropped: 0,
    refreshProblem: null,
  };
}

function withSession(state: State, session: Session): State {
  if (state.auth.kind === "out") return state;
  const known = session.regions.includes(state.region);
  const next: State = { ...state, auth: { kind: "in", session } };
  return known ? next : otherRegion(next, session.regions[0] ?? "");
}

function nextSort(sort: Sort, key: SortKey): Sort {
  return { key, descending: sort.key === key && !sort.descending };
}

function withConfirmation(state: State, change: Partial<Confirmation>): State {
  if (state.confirmation === null) return state;
  return { ...state, confirmation: { ...state.confirmation, ...change } };
}

/** What is older than what is known is dropped: a job that has ended never runs again, and its version only grows. A reply
 *  without rows keeps the rows already known. */
function withJob(state: State, job: Job): State {
  const known = state.jobs.find((other) => other.id === job.id);
  if (!known) return { ...state, jobs: [job, ...state.jobs].sort(newestFirst) };
  if (hasEnded(known) && !hasEnded(job)) return state;
  if (versionOf(job) < versionOf(known)) return state;
  const merged: Job = { ...known, ...job };
  return { ...state, jobs: state.jobs.map((other) => (other === known ? merged : other)) };
}

/** A stuck job is tried again by the next release of the gateway. */
const hasEnded = ({ state }: Job) => state !== "running" && state !== "stuck";

const versionOf = ({ version, progress }: Job) => version ?? progress.version ?? 0;

function newestFirst(a: Job, b: Job): number {
  return b.createdAt - a.createdAt;
}
