/** What the gateway's replies look like. Field names of an instance are the cloud's own. */

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

export type Advice = "retry" | "wait" | "fix-request" | "fix-credentials" | "fix-permissions" | "give-up";

export const OUTCOMES = ["done", "accepted", "already", "pending", "conflict", "failed", "unknown"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Progress {
  total: number;
  outcomes: Record<Outcome, number>;
  /** Requests sent to the cloud so far. */
  requests: number;
  /** Only grows: of two answers the one with the smaller is the older. */
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
  /** Unix milliseconds, as finishedAt. */
  createdAt: number;
  finishedAt?: number;
  /** As in its progress. */
  version?: number;
  progress: Progress;
  /** Why it is stuck. */
  reason?: string;
  /** Absent in a list and in events; the job itself has one row per instance. */
  instances?: InstanceOutcome[];
}

/** Who the caller is and what the token lets it do. */
export interface Session {
  name: string;
  /** Cloud actions, or `*`. */
  actions: string[];
  regions: string[];
  maxInstances: number;
  accounts?: Account[];
}

/** An account the token may use. */
export interface Account {
  name: string;
  regions: string[];
}

/** Why a request of this page failed, in the terms the page shows. `status` 0: no reply at all. */
export interface Problem {
  status: number;
  code: string;
  detail: string;
  requestId?: string;
  advice?: Advice;
}
