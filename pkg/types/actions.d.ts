/**
 * How `call` is typed by the names of the service and the action in its request. Types alone: nothing of it is there at run
 * time.
 */

import type { CvmActions } from "./cvm.gen.js";
import type { ApiRequest } from "./signing.js";

/** The services whose actions are known. */
export interface ServiceActions {
  cvm: CvmActions;
}

/** A request whose payload is an object as the action takes it. */
export type ActionRequest<S extends string, A extends string> = Named<S, A> & Payload<Part<S, A, "request">>;

/** A request of a known action whose payload is written already: its text or its bytes are not looked into. */
export type WrittenRequest<S extends string, A extends string> = Named<S, A> & {
  payload: string | Uint8Array;
};

/** A request of an action that is not known. */
export type UntypedRequest<S extends string, A extends string> = Named<S, A> &
  Pick<ApiRequest, "payload"> &
  (unknown extends Part<S, A, "request"> ? unknown : never);

/** What an action answers, RequestId included. */
export type ActionReply<S extends string, A extends string> =
  unknown extends Part<S, A, "reply"> ? Record<string, unknown> : Part<S, A, "reply">;

type Named<S extends string, A extends string> = Omit<ApiRequest, "service" | "action" | "payload"> & {
  service: S;
  action: A;
  /** See {@link EventStream}. */
  stream?: false;
};

/** Unknown where the action is not known. */
type Part<S extends string, A extends string, P extends "request" | "reply"> = S extends keyof ServiceActions
  ? A extends keyof ServiceActions[S]
    ? ServiceActions[S][A] extends Record<P, infer T>
      ? T
      : unknown
    : unknown
  : unknown;

type Payload<T> = unknown extends T
  ? Pick<ApiRequest, "payload">
  : Record<never, never> extends T
    ? { payload?: T }
    : { payload: T };
