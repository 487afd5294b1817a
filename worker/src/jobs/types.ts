import type { FleetProgress, InstanceOutcome } from "tencentcloud-edge";

export type JobAction = "StartInstances" | "StopInstances" | "RebootInstances";

/**
 * - `halted`: stopped by itself because of `stopAfter`.
 * - `stuck`: kept whole, but this release can't continue it; `reason` says why, and it is tried again.
 */
export type JobState = "running" | "done" | "cancelled" | "halted" | "stuck";

/** What a list shows of a job, and what its events carry. Moments are Unix milliseconds. */
export interface JobSummary {
  readonly id: string;
  readonly action: JobAction;
  readonly region: string;
  readonly state: JobState;
  /** Why it is stuck. */
  readonly reason?: string;
  readonly createdAt: number;
  readonly finishedAt?: number;
  /** The name of the token that made it. */
  readonly createdBy: string;
  /** Grows with every change of the job, also over restarts: of two answers the one with the greater version is newer. */
  readonly version: number;
  readonly progress: FleetProgress;
}

/** An instance of a job. `sent` is missing where it is not known: in a job that is stuck. */
export type InstanceRow = Omit<InstanceOutcome, "outcome" | "sent"> & {
  readonly outcome: InstanceOutcome["outcome"] | "pending";
  readonly sent?: boolean;
};

/** A job with the first of its instances. */
export interface JobView extends JobSummary {
  readonly instances: readonly InstanceRow[];
}

/** Which instances of a job are wanted. */
export interface RowQuery {
  /** The number of the first instance to look at, in the caller's order. */
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

/** What a caller may ask of a job beside its instances; what the core makes of it, it checks. */
export interface JobOptions {
  readonly wait?: boolean;
  readonly deadlineMs?: number;
  readonly connectMs?: number;
  readonly shortageMs?: number;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly ramp?: { readonly first: number; readonly factor?: number };
  readonly stopAfter?: number | string;
}

/** All that makes a job, before it has an answer from the cloud. */
export interface JobOrder {
  readonly id: string;
  readonly action: JobAction;
  readonly region: string;
  readonly instanceIds: string[];
  readonly options: JobOptions;
  /** The language the cloud is asked to answer in. */
  readonly language: string;
  readonly createdBy: string;
}

/** Whose jobs a caller sees: its own, and everybody's of these actions. */
export interface Viewer {
  readonly name: string;
  readonly others: string[];
}
