import type { CvmActions } from "./cvm.gen.js";
import type { ApiRequest } from "./signing.js";
export interface ServiceActions {
    cvm: CvmActions;
}
export type ActionRequest<S extends string, A extends string> = Named<S, A> & Payload<Part<S, A, "request">>;
export type WrittenRequest<S extends string, A extends string> = Named<S, A> & {
    payload: string | Uint8Array;
};
export type UntypedRequest<S extends string, A extends string> = Named<S, A> & Pick<ApiRequest, "payload"> & (unknown extends Part<S, A, "request"> ? unknown : never);
export type ActionReply<S extends string, A extends string> = unknown extends Part<S, A, "reply"> ? Record<string, unknown> : Part<S, A, "reply">;
type Named<S extends string, A extends string> = Omit<ApiRequest, "service" | "action" | "payload"> & {
    service: S;
    action: A;
    stream?: false;
};
type Part<S extends string, A extends string, P extends "request" | "reply"> = S extends keyof ServiceActions ? A extends keyof ServiceActions[S] ? ServiceActions[S][A] extends Record<P, infer T> ? T : unknown : unknown : unknown;
type Payload<T> = unknown extends T ? Pick<ApiRequest, "payload"> : Record<never, never> extends T ? {
    payload?: T;
} : {
    payload: T;
};
