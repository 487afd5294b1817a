import type { FleetProgress, InstanceOutcome } from "tencentcloud-edge";

export type JobAction = "StartInstances" | "StopInstances" | "RebootInstances";
export type JobState = "running" | "done" | "cancelled";

/** What a list shows of a job, and what its events carry. Moments are Unix milliseconds. */
export interface JobSummary {
  readonly id: string;
  readonly action: JobAction;
  readonly region: string;
  readonly state: JobState;
  readonly createdAt: number;
  readonly finishedAt?: number;
  /** The name of the token that made it. */
  readonly createdBy: string;
  readonly progress: FleetProgress;
}

export interface JobView extends JobSummary {
  readonly instances: InstanceOutcome[];
}

/** All that makes a job, before it has an answer from the cloud. */
export interface JobOrder {
  readonly id: string;
  readonly action: JobAction;
  readonly region: string;
  readonly instanceIds: string[];
  readonly wait: boolean;
  readonly createdBy: string;
}

/** Whose jobs a caller sees: its own, and everybody's of these actions. */
export interface Viewer {
  readonly name: string;
  readonly others: string[];
}
