/// <reference lib="esnext.disposable" />

import type { CallOptions } from "./calling.js";
import type {
  FleetProgress,
  FleetResult,
  InstanceIds,
  OperationOptions,
  Outcome,
  SecretSource,
} from "./fleet.js";
import type { OperationName } from "./model.gen.js";
import type { ApiRequest } from "./signing.js";

/**
 * The state machine under {@link startInstances}, without clock, network or credentials: for a Durable Object, a queue
 * consumer, a test on a virtual clock. Times are Unix milliseconds. Misuse is harmless: a stale or unknown ticket is
 * ignored, `done` is sticky.
 */
export interface FleetJob {
  /**
   * `secretParameters`: those of the action, where it has any. They stand in the request of the step and are kept nowhere, so
   * they are given in every call, also after a restore.
   *
   * @throws TencentCloudError `Client.InvalidArgument` if one is missing, unknown or unfit, before anything is given out
   */
  next(nowMs: number, secretParameters?: Record<string, string | boolean | number>): Step;
  /**
   * The request leaves now: called immediately before it is sent, after a slot, a key and a save were waited for. `false`: it
   * must not leave, because the job has ended, was cancelled, or the ticket was held longer than its `replyByMs`. A driver
   * calls this for all requests or, if it sends each at once and paces by `"job"`, for none.
   */
  sent(ticket: number, nowMs: number): boolean;
  /**
   * The request still waits to leave: its `replyByMs` begins anew. `false`: it must not leave any more. To be called every
   * second or so: the job's deadline is looked at too.
   *
   * `reason`: why it cannot leave where it waits for something else than a slot, such as credentials that cannot be had just
   * now; instances that end meanwhile are told. A job that was cancelled or is past its deadline does not wait for that any
   * longer than `replyByMs`.
   */
  held(ticket: number, nowMs: number, reason?: string): boolean;
  /**
   * The same ticket's request leaves once more, after a corrected clock or with another key: it is counted again. `false` as
   * for {@link FleetJob.sent}.
   */
  repeated(ticket: number, nowMs: number): boolean;
  /**
   * `meta`: the reply's Retry-After and Date headers. On SignatureExpire or TokenFailure the driver first corrects clock or
   * credentials and sends the same request once more; a second refusal it reports, and the job ends.
   */
  answered(
    ticket: number,
    nowMs: number,
    httpStatus: number,
    body: string,
    meta?: { retryAfter?: string; date?: string },
  ): void;
  /**
   * No reply will come. `"refused"`, or `"refused: "` and why: it reached nobody, so that nothing can have been executed. Any
   * other reason: it may have been. Where {@link FleetJob.sent} is called, a refused request that it was not called for has not
   * left and is not counted.
   */
  lost(ticket: number, nowMs: number, reason: string): void;
  /**
   * No further request can be signed, for good: there are no credentials. The job ends: what was never sent has failed with
   * this code and message and the advice `fix-credentials`, what was taken stays `accepted`, the rest is `unknown`.
   */
  credentialsFailed(nowMs: number, error: { code: string; message: string }): void;
  /** One describe of what is in flight, then done. */
  cancel(nowMs: number): void;
  progress(): FleetProgress;
  /** While the job runs, what is under way is `pending`. */
  result(): FleetResult<Outcome | "pending">;
  /**
   * What {@link restoreJob} takes. Save before every acting send. A request in flight at that time counts as lost on
   * restore, and is reconciled by a describe before anything is sent again.
   */
  save(): string;
  /** For big jobs: only the rows that changed since the last call, a few KB each. */
  changes(): Array<[key: string, value: string]>;
  /** Gives its memory back; after that it throws `Client.Freed`. */
  free(): void;
  /** `using job = createJob(...)` frees it, where the engine has `Symbol.dispose`. */
  [Symbol.dispose](): void;
}

/** What the driver of a job does next. */
export type Step =
  | { kind: "send"; ticket: number; request: ApiRequest; acting: boolean; replyByMs: number }
  | { kind: "wait"; untilMs: number; why: "pace" | "backoff" | "settle" | "reply" | "confirm" }
  | { kind: "done" };

/**
 * Synchronous: of an asynchronous iterable give what came of it, such as `await Array.fromAsync(ids)`.
 *
 * @throws TencentCloudError as {@link startInstances} for bad input
 */
export function createJob(
  action: OperationName,
  instanceIds: Exclude<InstanceIds, AsyncIterable<unknown>>,
  options: OperationOptions & {
    region: string;
    nowMs: number;
    /** Decides the jitter: the same seed and the same replies make the same run. Default `nowMs`. */
    seed?: number;
    timeoutMs?: number;
    retry?: CallOptions["retry"];
    stopType?: string;
    stoppedMode?: string;
    /** `"job"` (default): the job paces itself. `"driver"`: the caller does, for several jobs of one account. */
    pace?: "job" | "driver";
    /** Acting requests in any second, when the job paces itself; default 10. */
    perSecond?: number;
  },
): FleetJob;

/**
 * A job from what `save()` or `changes()` gave. Restored after its deadline it makes one describe sweep before it ends.
 *
 * Every format that was ever saved is read.
 *
 * @throws TencentCloudError `Client.InvalidArgument` when it is damaged or incomplete, `Client.UnsupportedVersion` when a
 *   later version saved it
 */
export function restoreJob(saved: string | Iterable<[key: string, value: string]>): FleetJob;

/** How {@link runJob} runs a job. */
export interface RunJobOptions extends CallOptions {
  /** The job's own, if it is given. */
  region?: string;
  /**
   * Awaited before each acting request is sent, and once at the end, with the rows of {@link FleetJob.changes}; one call at a
   * time. Keep them by their keys, and `restoreJob(rows)` goes on from there after any crash, without sending anything twice.
   * If it fails, nothing more is sent and the job rejects with `Client.SaveFailed`; the whole of it is in `job.save()`.
   */
  save?: (changes: Array<[key: string, value: string]>) => unknown;
  /** At most 20 times a second, and once at the end. */
  onProgress?: (progress: FleetProgress) => void;
  /** The job holds none: they are given here, also after a restore. */
  secretParameters?: SecretSource<Record<string, string | boolean | number>>;
  /** As for {@link startInstances}. */
  throwOnFailure?: boolean;
}

/**
 * Drives a job to its end, in any runtime: sends its requests, waits as long as it says, keeps the pace. Resolves and rejects
 * as {@link startInstances}; a job that was restored resolves with what its earlier runs have done, too. The job's times are
 * Unix milliseconds of this machine: make it with `nowMs: Date.now()`. It may be looked at and cancelled meanwhile, but not
 * stepped by hand. It is not freed.
 *
 * @throws TencentCloudError `Client.Freed`, `Client.InvalidArgument` for a region that is not the job's
 */
export function runJob(job: FleetJob, options: RunJobOptions): Promise<FleetResult>;
