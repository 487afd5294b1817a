import type { InstanceRow, JobAction, JobOptions, JobState, JobSummary } from "tencentcloud-edge/gateway";

/* What callers see of jobs is declared for the package's client: the two cannot differ. */
export type {
  InstanceRow,
  JobAction,
  JobOptions,
  JobState,
  JobSummary,
  JobView,
  Waiting,
  WaitingFor,
} from "tencentcloud-edge/gateway";

/** Which instances of a job to read. */
export interface RowQuery {
  /** The index of the first instance, in the caller's order. */
  readonly from: number;
  readonly limit: number;
  readonly outcome?: string;
  readonly code?: string;
}

export interface RowPage {
  readonly items: readonly InstanceRow[];
  /** Where the next page begins; missing on the last. */
  readonly next?: number;
}

/** A job to be created. */
export interface JobSpec {
  readonly id: string;
  readonly action: JobAction;
  readonly region: string;
  readonly instanceIds: string[];
  readonly options: JobOptions;
  /** The language of the cloud's messages. */
  readonly language: string;
  readonly createdBy: string;
}

/** What storage knows of a job. */
export type StoredSummary = Omit<JobSummary, "account" | "waiting">;

/** Which jobs to list, newest first. */
export interface JobQuery {
  readonly limit: number;
  /** The last job of the page before. */
  readonly before?: { readonly createdAt: number; readonly id: string } | undefined;
  readonly state?: JobState | undefined;
}

/** Whose jobs a caller sees: its own, and everybody's of `sharedActions`. */
export interface Viewer {
  readonly name: string;
  readonly sharedActions: string[];
}
