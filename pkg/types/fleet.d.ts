import type { CallOptions } from "./calling.js";
import type {
  Advice,
  InstanceState,
  OperationParameters,
  RebootInstancesParameters,
  SecretParameters,
  StopInstancesParameters,
} from "./model.gen.js";

/** How far and how fast a fleet operation goes. */
export interface OperationOptions {
  /** Poll until the instances reach their target state. Default true. */
  wait?: boolean;
  /**
   * The whole operation, in milliseconds, also while credentials are waited for; instances still under way then are
   * `unknown`, those the service refused last have `failed` with its words. Default 600,000.
   */
  deadlineMs?: number;
  /**
   * While no request has reached anything, because every connection was refused, for so many milliseconds, the operation
   * goes on; then it rejects with `Client.Network`, nothing sent. Default 15,000.
   */
  connectMs?: number;
  /**
   * How long, in milliseconds from its first refusal, an instance is tried again that the service has no resources for
   * (`ResourceInsufficient`, `ResourcesSoldOut`). Default: until the deadline.
   */
  shortageMs?: number;
  /**
   * Waves: `first` instances, then `factor` times as many (default 2, from 1), each wave only after all instances of the
   * one before have ended.
   */
  ramp?: { first: number; factor?: number };
  /**
   * After so many instances have failed, are in conflict or unknown (a number, or a part of all like `"10%"`), no further
   * wave or batch goes: what is under way is followed to its end, the rest is `unknown` with `Client.Halted`.
   */
  stopAfter?: number | `${number}%`;
  /**
   * The action's own parameters by their names on the wire, like `{ StopType: "SOFT" }`; checked before anything is sent.
   * Secret ones are refused here, because a job can be saved: see {@link SecretSource}.
   */
  parameters?: Record<string, string | boolean | number>;
  /**
   * How long after a lost reply an instance must be seen unchanged before it is sent again. Default 20,000: describes have
   * been seen stale for more than 10 s.
   */
  settleMs?: number;
}

/**
 * The secret parameters of an operation, or a function that gives them. It is asked once before anything is sent and for each
 * acting request; what it gives is part of that request alone, never of a job, an error, an event or a log. If it fails later,
 * what was not sent ends as if credentials could not be had.
 */
export type SecretSource<P> = P | (() => P);

/** One instance: its id, or the service's own object of it. */
export type InstanceRef = string | { readonly InstanceId: string };

/** Instances, also as they come. A text alone is none: its letters would be ids. */
export type InstanceIds = (Iterable<InstanceRef> & object) | AsyncIterable<InstanceRef>;

/** How to run a fleet operation. */
export interface FleetOptions extends CallOptions, OperationOptions {
  region: string;
  /**
   * Rejects with `Client.SomeFailed` if the result is not `ok`; the error's `result` is the {@link FleetResult}. Default false:
   * partial success is a value.
   */
  throwOnFailure?: boolean;
  /** At most 20 times a second, and once at the end. */
  onProgress?: (progress: FleetProgress) => void;
}

/** How far an operation is. */
export interface FleetProgress {
  total: number;
  /** Adds up to `total`. An instance is pending until its outcome is final. */
  outcomes: Record<Outcome | "pending", number>;
  /** How often fetch was called so far. */
  requests: number;
  /** Grows with every change, also over a restore: of two answers the one with the smaller version is the older. */
  version: number;
}

/**
 * How an instance ended.
 *
 * - `accepted`: the service took our request, and we were told not to wait; or credentials failed before its end was seen,
 *   which `error` says then.
 * - `done`: the target state was seen after our request was taken.
 * - `already`: it was in the target state, or on its way there, before our request could reach it.
 * - `conflict`: after our request was taken somebody moved it elsewhere, or it vanished; it was not touched again.
 * - `failed`: refused, or taken and then FAILED; `error` says why. An instance that was refused until the deadline has the
 *   last refusal's code, message and RequestId.
 * - `unknown`: a deadline, an abort, a halt or a loss that could not be resolved; never counted as success. Without `sent`
 *   no request naming it has left; with `sent` and a `requestId` the service took it and its end was not seen; with `sent`
 *   alone there was no answer.
 */
export type Outcome = "accepted" | "done" | "already" | "conflict" | "failed" | "unknown";

/** What became of one instance, or that it is still under way. */
export interface InstanceOutcome<O extends Outcome | "pending" = Outcome> {
  instanceId: string;
  outcome: O;
  /** Last seen. */
  state?: InstanceState;
  /** Of the request that took or refused it. */
  requestId?: string;
  /** `inferred`: not said by the service but by what a describe showed. */
  error?: { code: string; message: string; advice: Advice; inferred?: boolean };
  /** An acting request naming it has left: fetch was called with it. */
  sent: boolean;
}

/** What became of all of them. */
export interface FleetResult<O extends Outcome | "pending" = Outcome> {
  /** No instance is failed, conflict, unknown or pending, and none carries an error. */
  ok: boolean;
  /** One for each distinct id, in the caller's order. */
  instances: InstanceOutcome<O>[];
  /** How often fetch was called, by action. */
  requests: Record<string, number>;
  /** `stopAfter` has ended it early. */
  halted?: true;
  /** As in {@link FleetProgress}. */
  version: number;
}

/**
 * Starts any number of instances. All ids are checked first; duplicates are collapsed; as many ids go in a request as the service takes and
 * at most 10 acting requests in any second. Partial success is a value, not an exception.
 *
 * Rejects only when nothing could be attempted: bad input (`Client.EmptyList`, `Client.InvalidInstanceId` naming every bad
 * id, `Client.InvalidArgument`), a first request refused for its credentials, its permission or its form, a redirect, nothing
 * reached for `connectMs` (`Client.Network`), or an abort before the first request. An abort later resolves at once with what is known, the rest `unknown`.
 */
export function startInstances(instanceIds: InstanceIds, options: FleetOptions): Promise<FleetResult>;

/** As {@link startInstances}; `stopType` and `stoppedMode` as on the StopInstances page. */
export function stopInstances(
  instanceIds: InstanceIds,
  options: FleetOptions & {
    parameters?: OperationParameters["StopInstances"];
    stopType?: StopInstancesParameters["StopType"];
    stoppedMode?: StopInstancesParameters["StoppedMode"];
  },
): Promise<FleetResult>;

/** As {@link startInstances}; `stopType` as on the RebootInstances page. */
export function rebootInstances(
  instanceIds: InstanceIds,
  options: FleetOptions & {
    parameters?: OperationParameters["RebootInstances"];
    stopType?: RebootInstancesParameters["StopType"];
  },
): Promise<FleetResult>;

/**
 * As {@link startInstances}: resets the password of the system's administrator, or of `parameters.UserName`. Stopped instances
 * only: others are refused, and none is stopped for it. An instance is `done` when the service says that the operation has
 * succeeded. The password is no part of any result, error or event.
 */
export function resetInstancesPassword(
  instanceIds: InstanceIds,
  options: FleetOptions & {
    parameters?: OperationParameters["ResetInstancesPassword"];
    secretParameters: SecretSource<SecretParameters["ResetInstancesPassword"]>;
  },
): Promise<FleetResult>;
