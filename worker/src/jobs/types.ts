import type { FleetProgress, InstanceOutcome } from "tencentcloud-edge";
import type { OperationName } from "#model";

/** What a job may do. */
export type JobAction = OperationName;

/**
 * - `halted`: stopped because of `stopAfter`.
 * - `stuck`: kept, but this release cannot continue it; `reason` says why, and it is tried again.
 */
export type JobState = "running" | "done" | "cancelled" | "halted" | "stuck";

/** What a running job waits for; see worker/README.md. */
export type WaitingFor =
  | "turn"
  | "restart"
  | "credentials"
  | "connection"
  | "rate-limit"
  | "throttled"
  | "refused"
  | "cloud"
  | "instances"
  | "settle"
  | "reply";

/** Why a running job is not further, as of the moment at which it was read. */
export interface Waiting {
  readonly reason: WaitingFor;
  /** When it goes on, unless something happens before; missing where it is not known, never null. */
  readonly untilMs?: number;
  /** The cloud's refusal that the job waits for, or `Gateway.Lost` and so on as in the log. */
  readonly code?: string;
}

/** A job without its instances, as in lists and events. Times are Unix milliseconds. */
export interface JobSummary {
  readonly id: string;
  readonly action: JobAction;
  readonly account: string;
  readonly region: string;
  readonly state: JobState;
  /** Why it is stuck. */
  readonly reason?: string;
  /** A cancel was accepted, and the job has not ended yet. */
  readonly cancelRequested?: true;
  /** Missing where the job waits for nothing, or it is not known. It is no part of what `version` numbers. */
  readonly waiting?: Waiting;
  readonly createdAt: number;
  readonly finishedAt?: number;
  /** The name of the token that created it. */
  readonly createdBy: string;
  /** Grows with every change of the job, across restarts too: of two answers the one with the greater version is newer. */
  readonly version: number;
  readonly progress: FleetProgress;
}

/** An instance of a job. `sent` is missing where it is not known: in a stuck job whose save cannot be read. */
export type InstanceRow = Omit<InstanceOutcome, "outcome" | "sent"> & {
  readonly outcome: InstanceOutcome["outcome"] | "pending";
  readonly sent?: boolean;
};

/** A job with the first of its instances. */
export interface JobView extends JobSummary {
  readonly instances: readonly InstanceRow[];
}

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

/** The optional members of a job; the core validates their values. */
export interface JobOptions {
  readonly wait?: boolean;
  readonly deadlineMs?: number;
  readonly connectMs?: number;
  readonly shortageMs?: number;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly ramp?: { readonly first: number; readonly factor?: number };
  readonly stopAfter?: number | string;
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
