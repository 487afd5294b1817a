import type { FleetProgress, InstanceOutcome } from "./fleet.js";
import type { Instance } from "./instances.js";
import type { Advice, OperationName } from "./model.gen.js";
import type { Schedule } from "./schedule.js";
export type JobAction = OperationName;
export type JobState = "running" | "done" | "cancelled" | "halted" | "stuck";
export type WaitingFor = "turn" | "restart" | "credentials" | "connection" | "rate-limit" | "throttled" | "refused" | "cloud" | "instances" | "settle" | "reply";
export interface Waiting {
    readonly reason: WaitingFor;
    readonly untilMs?: number;
    readonly code?: string;
}
export interface JobSummary {
    readonly id: string;
    readonly action: JobAction;
    readonly account: string;
    readonly region: string;
    readonly state: JobState;
    readonly reason?: string;
    readonly cancelRequested?: true;
    readonly waiting?: Waiting;
    readonly createdAt: number;
    readonly finishedAt?: number;
    readonly createdBy: string;
    readonly version: number;
    readonly progress: FleetProgress;
}
export type InstanceRow = Omit<InstanceOutcome, "outcome" | "sent"> & {
    readonly outcome: InstanceOutcome["outcome"] | "pending";
    readonly sent?: boolean;
};
export interface JobView extends JobSummary {
    readonly instances: readonly InstanceRow[];
}
export interface JobOptions {
    readonly wait?: boolean;
    readonly deadlineMs?: number;
    readonly connectMs?: number;
    readonly shortageMs?: number;
    readonly parameters?: Readonly<Record<string, unknown>>;
    readonly ramp?: {
        readonly first: number;
        readonly factor?: number;
    };
    readonly stopAfter?: number | string;
}
export interface NewJob extends JobOptions {
    readonly action: JobAction;
    readonly region: string;
    readonly instanceIds: readonly string[];
    readonly account?: string;
}
export interface RefusedId {
    readonly instanceId: string;
    readonly code: string;
    readonly reason: string;
}
export interface DryRun extends Schedule {
    readonly dryRun: true;
    readonly action: JobAction;
    readonly region: string;
    readonly instances: number;
    readonly waitsForInstances: boolean;
    readonly accepted: boolean;
    readonly jobId?: string;
    readonly problem?: {
        readonly status: number;
        readonly code: string;
        readonly detail: string;
    };
    readonly refused: readonly RefusedId[];
    readonly refusedCount: number;
}
export interface InstancesPage {
    readonly items: Instance[];
    readonly total: number;
    readonly partial?: true;
    readonly cursor?: string;
}
export interface UnavailableRegion {
    readonly account: string;
    readonly region: string;
    readonly code: string;
}
export interface JobsPage {
    readonly items: JobSummary[];
    readonly cursor?: string;
    readonly unavailable?: UnavailableRegion[];
}
export interface InstanceRowsPage {
    readonly items: readonly InstanceRow[];
    readonly cursor?: string;
}
export interface Scopes {
    readonly actions: readonly string[];
    readonly regions: readonly string[];
    readonly instances: readonly string[];
    readonly maxInstances: number;
    readonly accounts: readonly string[];
    readonly metrics: boolean;
    readonly admin: boolean;
}
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
    readonly expiresAt?: number;
}
export interface TokenView {
    readonly name: string;
    readonly source: "configuration" | "made";
    readonly scopes?: Scopes;
    readonly stronger?: true;
    readonly createdAt?: number;
    readonly createdBy?: string;
    readonly expiresAt?: number;
    readonly lastUsedAt?: number;
    readonly revokedAt?: number;
}
export interface NewToken {
    readonly name: string;
    readonly scopes?: Partial<Scopes>;
    readonly expiresAt?: number;
}
export interface IssuedToken extends TokenView {
    readonly token: string;
    readonly warnings?: readonly string[];
}
export interface RevokedToken extends TokenView {
    readonly withinMs: number;
}
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
export interface ProblemDocument {
    readonly type: string;
    readonly title: string;
    readonly status: number;
    readonly code: string;
    readonly detail: string;
    readonly requestId?: string;
    readonly advice?: Advice;
    readonly field?: string;
    readonly [member: string]: unknown;
}
