import type { JobAction, JobState, StoredSummary } from "../../jobs/types";

/** What `FleetJob.changes()` gives and `restoreJob` takes. */
export type SavedRows = Array<[key: string, value: string]>;

export type JobRow = {
  id: string;
  action: JobAction;
  region: string;
  created_by: string;
  state: JobState | "active" | "moved";
  created_at: number;
  finished_at: number | null;
  cancelled: number;
  faults: number;
  progress: string;
  version: number;
  language: string;
  stuck: string | null;
};

export const SUMMARY =
  "id, action, region, created_by, state, created_at, finished_at, cancelled, faults, progress, version, language, stuck";

/* The first release gives up a running job that it cannot read, and deletes its rows. It reads this format only, and looks
   for jobs in the state 'running': a job in a newer format is stored as 'active', so that it is not found. */
const FIRST_RELEASE_READS = /^job2\b/;

/** The stored state of an unfinished job, which depends on the format of its rows. */
export function storedState(rows: SavedRows): "running" | "active" {
  const head = rows.find(([key]) => key === "head")?.[1] ?? "";
  return FIRST_RELEASE_READS.test(head) ? "running" : "active";
}

function shownState({ state, stuck }: JobRow): JobState {
  if (state === "moved") return "cancelled";
  if (state !== "running" && state !== "active") return state;
  return stuck === null ? "running" : "stuck";
}

export function toSummary(row: JobRow): StoredSummary {
  const state = shownState(row);
  return {
    id: row.id,
    action: row.action,
    region: row.region,
    state,
    ...(state === "stuck" && { reason: row.stuck ?? "" }),
    ...((state === "stuck" || state === "running") && row.cancelled === 1 && { cancelRequested: true }),
    createdAt: row.created_at,
    ...(row.finished_at !== null && { finishedAt: row.finished_at }),
    createdBy: row.created_by,
    version: row.version,
    progress: JSON.parse(row.progress),
  };
}
