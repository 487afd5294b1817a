/**
 * What the gateway takes and answers, as of
 * https://github.com/tencentcloud-edge/tencentcloud-edge/blob/main/worker/README.md.
 * The gateway itself is compiled with these types.
 */
import type { FleetProgress, InstanceOutcome } from "./fleet.js";
import type { Instance } from "./instances.js";
import type { Advice, OperationName } from "./model.gen.js";
import type { Schedule } from "./schedule.js";

/** What a job may do. */
export type JobAction = OperationName;

/**
 * - `halted`: stopped because of `stopAfter`.
 * - `stuck`: kept, but this release cannot continue it; `reason` says why, and it is tried again.
 */
export type JobState = "running" | "done" | "cancelled" | "halted" | "stuck";

/** What a running job waits for; see https://github.com/tencentcloud-edge/tencentcloud-edge/blob/main/worker/README.md. */
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
  /** The cloud's refusal that the job waits for, or `Gateway.Lost` and so on as in the gateway's log. */
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

/** Options of a job. */
export interface JobOptions {
  readonly wait?: boolean;
  readonly deadlineMs?: number;
  readonly connectMs?: number;
  readonly shortageMs?: number;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly ramp?: { readonly first: number; readonly factor?: number };
  readonly stopAfter?: number | string;
}

/** A job to create. */
export interface NewJob extends JobOptions {
  readonly action: JobAction;
  readonly region: string;
  readonly instanceIds: readonly string[];
  /** Needed where the token may use several. */
  readonly account?: string;
}

/** An id for which a job would be refused. */
export interface RefusedId {
  readonly instanceId: string;
  readonly code: string;
  readonly reason: string;
}

/**
 * What a job would do, computed without asking the cloud: which instances exist and what state they are in is not known. The
 * schedule is that of the case in which every instance has to be acted on.
 */
export interface DryRun extends Schedule {
  readonly dryRun: true;
  readonly action: JobAction;
  readonly region: string;
  /** Instances that would be described and, where needed, acted on. */
  readonly instances: number;
  /** `seconds` does not contain how long the instances take to reach their state, which nobody knows: `wait` is true. */
  readonly waitsForInstances: boolean;
  /** Whether the job would be accepted exactly like this. */
  readonly accepted: boolean;
  /** The job that was made earlier with the same idempotency key. */
  readonly jobId?: string;
  /** Why it would be refused otherwise. */
  readonly problem?: { readonly status: number; readonly code: string; readonly detail: string };
  /** The first of the ids for which it would be refused. */
  readonly refused: readonly RefusedId[];
  readonly refusedCount: number;
}

/** A page of the instances of a region. */
export interface InstancesPage {
  readonly items: Instance[];
  /** How many instances match, of those that the token may see. */
  readonly total: number;
  /** The region has more instances than are scanned for a token that may see only some: there may be further matches. */
  readonly partial?: true;
  /** Where the next page begins; missing on the last. */
  readonly cursor?: string;
}

/** A region whose jobs could not be read. */
export interface UnavailableRegion {
  readonly account: string;
  readonly region: string;
  readonly code: string;
}

/** A page of jobs, newest first. */
export interface JobsPage {
  readonly items: JobSummary[];
  readonly cursor?: string;
  readonly unavailable?: UnavailableRegion[];
}

/** A page of a job's instances, in the order in which they were named. */
export interface InstanceRowsPage {
  readonly items: readonly InstanceRow[];
  readonly cursor?: string;
}

/** What one token may do. What is not listed is denied. */
export interface Scopes {
  /** Cloud actions, or "*". */
  readonly actions: readonly string[];
  /** Region names, or "*". */
  readonly regions: readonly string[];
  /** Instance ids; `*` matches any characters. */
  readonly instances: readonly string[];
  /** The most instances one job may name. */
  readonly maxInstances: number;
  /** Names of accounts, or "*". */
  readonly accounts: readonly string[];
  /** May read /metrics and /readyz. */
  readonly metrics: boolean;
  /** May issue tokens, which can do no more than itself, and revoke every one. */
  readonly admin: boolean;
}

/** Who calls, and what it may do. */
export interface GatewaySession {
  readonly name: string;
  readonly accounts: ReadonlyArray<{
    readonly name: string;
    readonly regions: readonly string[];
    readonly protected: boolean;
  }>;
  readonly actions: readonly string[];
  readonly regions: readonly string[];
  readonly instances: readonly string[];
  readonly maxInstances: number;
  readonly metrics: boolean;
  readonly admin: boolean;
  /** When the token ends, Unix milliseconds. */
  readonly expiresAt?: number;
}

/** A token as it is listed, without its value. Times are Unix milliseconds. */
export interface TokenView {
  readonly name: string;
  /** `configuration`: of GATEWAY_TOKENS, where it has to be removed; `made`: issued by the gateway. */
  readonly source: "configuration" | "made";
  /**
   * Missing if they are not within the caller's own, or if another release wrote them in a format that this one cannot read;
   * in the latter case the token is refused.
   */
  readonly scopes?: Scopes;
  /** Its scopes are not within the caller's own, or may not be. */
  readonly stronger?: true;
  readonly createdAt?: number;
  readonly createdBy?: string;
  readonly expiresAt?: number;
  /** Accurate to the hour. */
  readonly lastUsedAt?: number;
  readonly revokedAt?: number;
}

/** A token to issue. */
export interface NewToken {
  readonly name: string;
  readonly scopes?: Partial<Scopes>;
  readonly expiresAt?: number;
}

/** A token that was issued; only this answer holds its value. */
export interface IssuedToken extends TokenView {
  readonly token: string;
  /** What of its scopes has no effect at present. */
  readonly warnings?: readonly string[];
}

/** A token that was revoked. */
export interface RevokedToken extends TokenView {
  /** How long other places of the gateway may take it still, in milliseconds. */
  readonly withinMs: number;
}

/** Whether the gateway is configured. */
export interface Readiness {
  readonly ok: boolean;
  readonly missing: readonly string[];
  readonly warnings: readonly string[];
  readonly release: string;
  readonly accounts: ReadonlyArray<{
    readonly name: string;
    readonly regions: readonly string[];
    readonly protected: boolean;
    readonly assumeRole: boolean;
  }>;
}

/** Why the gateway refused a request (RFC 9457). Holds no secret. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** The cloud's code, a `Client.…` one of this package, or a `Gateway.…` one. */
  readonly code: string;
  readonly detail: string;
  readonly requestId?: string;
  readonly advice?: Advice;
  /** The field of the request that is wrong. */
  readonly field?: string;
  readonly [member: string]: unknown;
}
