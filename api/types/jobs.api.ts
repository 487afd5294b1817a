/// <reference lib="esnext.disposable" />
import type { CallOptions } from "./calling.js";
import type { FleetProgress, FleetResult, InstanceIds, OperationOptions, Outcome, SecretSource, } from "./fleet.js";
import type { OperationName } from "./model.gen.js";
import type { ApiRequest } from "./signing.js";
export interface FleetJob {
    next(nowMs: number, secretParameters?: Record<string, string | boolean | number>): Step;
    sent(ticket: number, nowMs: number): boolean;
    held(ticket: number, nowMs: number, reason?: string): boolean;
    repeated(ticket: number, nowMs: number): boolean;
    answered(ticket: number, nowMs: number, httpStatus: number, body: string, meta?: {
        retryAfter?: string;
        date?: string;
    }): void;
    lost(ticket: number, nowMs: number, reason: string): void;
    credentialsFailed(nowMs: number, error: {
        code: string;
        message: string;
    }): void;
    cancel(nowMs: number): void;
    progress(): FleetProgress;
    result(): FleetResult<Outcome | "pending">;
    save(): string;
    changes(): Array<[
        key: string,
        value: string
    ]>;
    free(): void;
    [Symbol.dispose](): void;
}
export type Step = {
    kind: "send";
    ticket: number;
    request: ApiRequest;
    acting: boolean;
    replyByMs: number;
} | {
    kind: "wait";
    untilMs: number;
    why: "pace" | "backoff" | "settle" | "reply" | "confirm";
} | {
    kind: "done";
};
export function createJob(action: OperationName, instanceIds: Exclude<InstanceIds, AsyncIterable<unknown>>, options: OperationOptions & {
    region: string;
    nowMs: number;
    seed?: number;
    timeoutMs?: number;
    retry?: CallOptions["retry"];
    stopType?: string;
    stoppedMode?: string;
    pace?: "job" | "driver";
    perSecond?: number;
}): FleetJob;
export function restoreJob(saved: string | Iterable<[
    key: string,
    value: string
]>): FleetJob;
export interface RunJobOptions extends CallOptions {
    region?: string;
    save?: (changes: Array<[
        key: string,
        value: string
    ]>) => unknown;
    onProgress?: (progress: FleetProgress) => void;
    secretParameters?: SecretSource<Record<string, string | boolean | number>>;
    throwOnFailure?: boolean;
}
export function runJob(job: FleetJob, options: RunJobOptions): Promise<FleetResult>;
