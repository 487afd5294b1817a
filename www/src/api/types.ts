/** The gateway's replies. Field names of an instance are the cloud's own. */

import type { Advice } from "#model";

export interface Instance {
  InstanceId: string;
  InstanceName: string;
  InstanceState: string;
  InstanceType?: string;
  CPU?: number;
  /** GiB */
  Memory?: number;
  Placement?: { Zone?: string };
  PrivateIpAddresses?: string[] | null;
  PublicIpAddresses?: string[] | null;
  Tags?: { Key: string; Value: string }[] | null;
}

export type { Advice };

export const OUTCOMES = ["done", "accepted", "already", "pending", "conflict", "failed", "unknown"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Progress {
  total: number;
  outcomes: Record<Outcome, number>;
  /** Requests sent to the cloud so far. */
  requests: number;
  /** Only grows: of two answers the one with the smaller version is older. */
  version?: number;
}

export interface InstanceOutcome {
  instanceId: string;
  outcome: Outcome;
  state?: string;
  requestId?: string;
  error?: { code: string; message: string; advice: Advice };
  sent?: boolean;
}

export type JobState = "running" | "done" | "cancelled" | "halted" | "stuck";

export interface Job {
  id: string;
  action: string;
  region: string;
  state: JobState;
  /** Unix milliseconds, like `finishedAt`. */
  createdAt: number;
  finishedAt?: number;
  /** Like that of `progress`. */
  version?: number;
  progress: Progress;
  /** Why it is stuck. */
  reason?: string;
  /** Absent in lists and events; the job itself has one row per instance. */
  instances?: InstanceOutcome[];
}

/** The caller and what its token allows. */
export interface Session {
  name: string;
  /** Cloud actions, or `*`. */
  actions: string[];
  regions: string[];
  maxInstances: number;
  accounts?: Account[];
}

/** An account that the token may use. */
export interface Account {
  name: string;
  regions: string[];
}

/** Why a request of this page failed. `status` 0: there was no reply. */
export interface Problem {
  status: number;
  code: string;
  detail: string;
  requestId?: string;
  advice?: Advice;
}
