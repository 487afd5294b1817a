import type { ActionReply, ActionRequest, ServiceActions, UntypedRequest, WrittenRequest, } from "./actions.js";
import type { CvmActions } from "./cvm.gen.js";
import type { Pace } from "./pace.js";
import type { ApiRequest, Credentials, Language } from "./signing.js";
export type CredentialSource = Credentials | (() => Credentials | Promise<Credentials>);
export interface CallOptions {
    credentials: CredentialSource;
    region?: string;
    endpoint?: string;
    host?: string;
    language?: Language;
    fetch?: Fetch;
    signal?: AbortSignal;
    timeoutMs?: number;
    retry?: {
        attempts?: number;
        baseMs?: number;
        maxMs?: number;
    } | false;
    pace?: Pick<Pace, "perSecond" | "take" | "freed" | "throttled">;
    accountKey?: string;
    onEvent?: (event: ClientEvent) => void;
}
export interface ClientEvent {
    kind: "send" | "reply" | "retry" | "throttle" | "clock" | "lost";
    atMs: number;
    action: string;
    attempt: number;
    requestId?: string;
    code?: string;
    waitMs?: number;
    offsetMs?: number;
}
export type Fetch = (url: string, init: any) => Promise<unknown>;
export interface ServerSentEvent {
    event?: string;
    data: string;
    id?: string;
    retry?: number;
}
export interface EventStream extends Promise<AsyncIterable<ServerSentEvent>>, AsyncIterable<ServerSentEvent> {
}
export function call<T = Record<string, unknown>, S extends string = string, A extends string = string>(request: UntypedRequest<S, A>, options: CallOptions): Promise<T>;
export function call(request: ApiRequest & {
    stream: true;
}, options: CallOptions): EventStream;
export function call<S extends keyof ServiceActions, A extends keyof ServiceActions[S] & string>(request: WrittenRequest<S, A>, options: CallOptions): Promise<ActionReply<S, A>>;
export function call<S extends string, A extends string>(request: ActionRequest<S, A>, options: CallOptions): Promise<ActionReply<S, A>>;
export interface PaginateOptions extends CallOptions {
    items?: string;
    key?: string;
}
export function paginate<T = Record<string, unknown>>(request: Omit<ApiRequest, "payload"> & {
    payload?: object;
}, options: PaginateOptions): AsyncIterable<T>;
