import type { FleetProgress, Instance, InstanceRef, TencentCloudError } from "./index.js";
import type { DryRun, GatewaySession, InstanceRow, InstanceRowsPage, InstancesPage, IssuedToken, JobState, JobSummary, JobsPage, JobView, NewJob, NewToken, ProblemDocument, Readiness, RevokedToken, TokenView, } from "./types/gateway.js";
export { TencentCloudError } from "./index.js";
export type * from "./types/gateway.js";
export interface GatewayClientOptions {
    url: string;
    token?: string | (() => string | Promise<string>);
    session?: boolean;
    account?: string;
    fetch?: typeof globalThis.fetch;
    timeoutMs?: number;
    language?: "en-US" | "zh-CN";
}
export class GatewayError extends TencentCloudError {
    readonly status: number;
    readonly problem: ProblemDocument;
}
export interface Abortable {
    signal?: AbortSignal;
}
export interface InstancesQuery {
    region: string;
    account?: string;
    state?: string;
    q?: string;
    cursor?: string;
    limit?: number;
}
export interface JobsQuery {
    account?: string;
    state?: JobState;
    cursor?: string;
    limit?: number;
}
export interface JobInstancesQuery {
    outcome?: InstanceRow["outcome"];
    code?: string;
    cursor?: string;
    limit?: number;
}
export interface JobRequest extends Omit<NewJob, "instanceIds"> {
    readonly instanceIds: Iterable<InstanceRef> & object;
}
export interface CreateOptions extends Abortable {
    idempotencyKey?: string;
}
export interface WatchOptions extends Abortable {
    after?: number;
    pollMs?: number;
    patienceMs?: number;
}
export type JobProgress = JobSummary & Pick<FleetProgress, "total" | "outcomes" | "requests">;
export interface LostJobError extends TencentCloudError {
    readonly idempotencyKey: string;
}
export interface GatewayClient {
    healthz(options?: Abortable): Promise<{
        ok: true;
    }>;
    readyz(options?: Abortable): Promise<Readiness>;
    metrics(options?: Abortable): Promise<string>;
    session(options?: Abortable): Promise<GatewaySession>;
    readonly instances: {
        list(query: InstancesQuery, options?: Abortable): Promise<InstancesPage>;
        all(query: Omit<InstancesQuery, "cursor">, options?: Abortable): AsyncIterable<Instance>;
    };
    readonly jobs: {
        create(job: JobRequest, options?: CreateOptions): Promise<JobView>;
        dryRun(job: JobRequest, options?: CreateOptions): Promise<DryRun>;
        list(query?: JobsQuery, options?: Abortable): Promise<JobsPage>;
        all(query?: Omit<JobsQuery, "cursor">, options?: Abortable): AsyncIterable<JobSummary>;
        get(id: string, options?: Abortable): Promise<JobView>;
        instances(id: string, query?: JobInstancesQuery, options?: Abortable): Promise<InstanceRowsPage>;
        allInstances(id: string, query?: Omit<JobInstancesQuery, "cursor">, options?: Abortable): AsyncIterable<InstanceRow>;
        csv(id: string, query?: Pick<JobInstancesQuery, "outcome" | "code">, options?: Abortable): Promise<string>;
        cancel(id: string, options?: Abortable): Promise<JobSummary>;
        watch(id: string, options?: WatchOptions): AsyncIterable<JobProgress>;
    };
    readonly tokens: {
        list(options?: Abortable): Promise<{
            items: TokenView[];
        }>;
        create(token: NewToken, options?: Abortable): Promise<IssuedToken>;
        revoke(name: string, options?: Abortable): Promise<RevokedToken>;
    };
}
export function createGatewayClient(options: GatewayClientOptions): GatewayClient;
