/**
 * Tencent Cloud API 3.0 for pages, edge workers and small functions: signing, and fleets of CVM instances.
 *
 * `import { signRequest } from "tencentcloud-edge"` is all the set-up there is, in Node from 20.12, Deno, Bun, workerd and
 * browsers, and through Vite, webpack, Rollup and esbuild.
 *
 * Everywhere: an optional field that is `undefined` counts as absent; a callback that throws never breaks the work it
 * watches; an option called `...Ms` is a duration in milliseconds, a field called `...AtMs` or `nowMs` a moment in Unix
 * milliseconds. Everything that fails, fails with a {@link TencentCloudError}.
 */

import type {
  Advice,
  ClientErrorCode,
  InstanceState,
  OperationName,
  OperationParameters,
  RebootInstancesParameters,
  SecretParameters,
  StopInstancesParameters,
} from "./types/model.gen.js";

export type { ClientErrorCode, InstanceState };

// ---------------------------------------------------------------------------------------------- signing

/**
 * How requests are signed. TC3-HMAC-SHA256 is the one to use, and the one of this entry; HmacSHA256 and HmacSHA1 are Signature
 * v1, for products and programs that still ask for it (Signature v1 page), in `tencentcloud-edge/v1`.
 */
export type SignatureAlgorithm = "TC3-HMAC-SHA256" | "HmacSHA256" | "HmacSHA1";
/** The language of the service's messages, sent as `X-TC-Language`. */
export type Language = "zh-CN" | "en-US";

/** An API key pair. */
export interface Credentials {
  /** Printable ASCII. */
  readonly secretId: string;
  /** Any non-empty text. It is never part of an error, a log, a saved job or an event. */
  readonly secretKey: string;
  /** Session token of temporary credentials, sent as `X-TC-Token`, by v1 as the parameter `Token`. */
  readonly token?: string;
  /**
   * When temporary credentials end, Unix milliseconds; a source is asked again a minute before. A Date, a text or what looks
   * like seconds is `Client.InvalidArgument`.
   */
  readonly expiresAtMs?: number;
}

/** One call of API 3.0, of any product. */
export interface ApiRequest {
  /** The product in the credential scope: `"cvm"`. */
  service: string;
  /** `X-TC-Version`: `"2017-03-12"`. */
  version: string;
  /** `X-TC-Action`, case-sensitive: `"StartInstances"`. */
  action: string;
  /** `X-TC-Region`: `"ap-guangzhou"`. Without it no such header is sent. */
  region?: string;
  /** Default `"POST"`. */
  method?: "POST" | "GET";
  /**
   * POST: an object is written once, with JSON.stringify; a text or bytes go out unchanged. Default `{}`.
   * GET: an object, flattened to `InstanceIds.0=...&Filters.0.Name=...` in insertion order; null and undefined members are
   * left out. At most 10 MB (POST) or 32 KB (GET).
   */
  payload?: object | string | Uint8Array;
  /**
   * An origin, port allowed; default `https://${service}.tencentcloudapi.com`. When calling, plain http goes to loopback
   * addresses only; signing takes it anywhere.
   */
  endpoint?: string;
  language?: Language;
  /**
   * Further headers to send; signed if `signedHeaders` names them. host, authorization, content-type and x-tc-* are refused
   * here: they have fields of their own.
   */
  headers?: Record<string, string>;
}

/** How to sign. */
export interface SignOptions {
  /** The v1 algorithms throw `Client.UnsupportedAlgorithm`: they are in `tencentcloud-edge/v1`. */
  algorithm?: "TC3-HMAC-SHA256";
  /** Unix seconds; default now. */
  timestamp?: number;
  /** Default `["content-type", "host", "x-tc-action"]`; the first two must be among them (Signature v3 page). */
  signedHeaders?: string[];
  /** Default `"application/json"` for POST, `"application/x-www-form-urlencoded"` for GET. */
  contentType?: string;
  /** Leaves the body out of the signature (`X-TC-Content-SHA256: UNSIGNED-PAYLOAD`). Not every product takes it. */
  unsignedPayload?: boolean;
}

/**
 * What to hand to fetch: `fetch(signed.url, signed)`. Header names are in lower case; `host` is not among them, because the
 * user agent makes it from the URL, though it is signed.
 */
export interface SignedRequest {
  method: "POST" | "GET";
  url: string;
  headers: Record<string, string>;
  /** The payload that was given: the same bytes, or the JSON that was made of an object. */
  body?: string | Uint8Array<ArrayBuffer>;
}

/**
 * Signs one request. Synchronous, and pure but for the default timestamp. The key of the day is kept inside the wasm
 * module until the turn of the event loop ends, so that a loop over requests of one key pair derives it once.
 *
 * @throws TencentCloudError `Client.InvalidArgument`, `Client.TooLarge` or `Client.UnsupportedAlgorithm`, naming the field
 *   that cannot be signed
 */
export function signRequest(
  request: ApiRequest,
  credentials: Credentials,
  options?: SignOptions,
): SignedRequest;

/** Every string on the way to the signature; holds neither the secret nor a derived key. */
export interface SignatureSteps {
  algorithm: SignatureAlgorithm;
  /** SHA-256 of the body, in hex. Empty for v1, as the other steps that v1 does not have. */
  payloadHash: string;
  canonicalRequest: string;
  /** In hex. */
  canonicalRequestHash: string;
  /** `2019-02-25/cvm/tc3_request`; the date is UTC. */
  credentialScope: string;
  stringToSign: string;
  /** In hex; by v1 in base64. */
  signature: string;
  /** The Authorization header. Empty for v1, whose signature is a parameter. */
  authorization: string;
}

/** What {@link signRequest} does, step by step. Throws as it does. */
export function explainSignature(
  request: ApiRequest,
  credentials: Credentials,
  options?: SignOptions,
): SignatureSteps;

/** Signs many requests of one key pair. The key of the day is derived once, and kept inside the wasm module. */
export interface Signer {
  /** As {@link signRequest}; after `free()` it throws `Client.Freed`. */
  sign(request: ApiRequest, options?: SignOptions): SignedRequest;
  /** Wipes the key material. */
  free(): void;
}

/** @throws TencentCloudError `Client.InvalidArgument` for credentials that cannot be sent */
export function createSigner(credentials: Credentials): Signer;

// ---------------------------------------------------------------------------------------------- calling

/**
 * Credentials, or where they come from. A function is called once for each operation, again within a minute of
 * `expiresAtMs`, and once after TokenFailure, InvalidToken or SecretIdNotFound, so that a rotated key is picked up. If it
 * throws, the operation rejects when nothing was sent yet, else what is open becomes `unknown`.
 */
export type CredentialSource = Credentials | (() => Credentials | Promise<Credentials>);

/** How to call. */
export interface CallOptions {
  credentials: CredentialSource;
  region?: string;
  endpoint?: string;
  /** Default `"en-US"`. */
  language?: Language;
  /** Default the global one. It is given a Request. */
  fetch?: typeof globalThis.fetch;
  signal?: AbortSignal;
  /**
   * Of one attempt, headers and body; default 10,000. For {@link call} and {@link describeInstances} it covers waiting for
   * credentials and for a slot of the pace, too, after which the error says that nothing was sent, and the repeat after a
   * corrected clock or with another key; a fleet operation waits for credentials and slots until `deadlineMs`.
   */
  timeoutMs?: number;
  /**
   * `attempts` (default 3) bounds the failures of one request in a row in {@link call}; a fleet operation backs off after
   * them and goes on until `deadlineMs`. Waits grow from `baseMs` (50) to `maxMs` (20,000), with full jitter. Throttling is
   * not a failure. `false`: one attempt of anything; a throttled request has then failed, a lost one is unknown after
   * `settleMs`.
   */
  retry?: { attempts?: number; baseMs?: number; maxMs?: number } | false;
  /**
   * The budget of the acting request (start, stop, reboot); describes have their own, planned at 34 a second. Default: one
   * for each account, region and action in this process.
   */
  pace?: Pace;
  /** Which account this is, for the default pace. Default: the first `secretId` the source gave. */
  accountKey?: string;
  /** For logs and metrics. */
  onEvent?: (event: ClientEvent) => void;
}

/** Something that happened on the way; holds no secret. */
export interface ClientEvent {
  kind: "send" | "reply" | "retry" | "throttle" | "clock" | "lost";
  atMs: number;
  action: string;
  /** Which try of the same request, from 1. */
  attempt: number;
  requestId?: string;
  code?: string;
  /** Of `retry`. */
  waitMs?: number;
  /** Of `clock`: the service's clock less this one's. */
  offsetMs?: number;
}

/**
 * A sliding log of `perSecond` slots. A slot frees 1,005 ms after its reply (or timeout), so that whatever the network does
 * the service never sees more than `perSecond` requests in any second. A slot is a lease: whoever took it may vanish, and it
 * is free again once its request can no longer be answered. Pure: time is an argument.
 */
export interface Pace {
  readonly perSecond: number;
  /**
   * `slot`: the number of this lease, which no other one of this pace has; -1 with Infinity. `atMs`: when the request may go;
   * Infinity while every slot waits for its reply: ask again after `freed()`, or in a while.
   *
   * `leaseMs`: how long after `atMs` the request may be under way at most, milliseconds, from 1 to a day; default 11,000 (the
   * default timeout, and a second to notice it). A slot that is never given back is free again 1,005 ms after that. A request
   * that would leave later than planned, so that its reply could come after its lease, gives its slot back and takes another.
   */
  take(nowMs: number, leaseMs?: number): { slot: number; atMs: number };
  /** A slot that is unknown, over or given back already is ignored. */
  freed(slot: number, nowMs: number): void;
  /** The service refused a request for its rate: halves the rate, which recovers by one a second. */
  throttled(nowMs: number): void;
  /** The whole state, leases included; `createPace(perSecond, saved)` goes on from it. Older texts are read too. */
  save(): string;
}

/**
 * `saved`: what `save()` of an earlier one gave, or of several that ran before: what any of them holds is held.
 * @throws TencentCloudError `Client.InvalidArgument`
 */
export function createPace(perSecond: number, saved?: string | readonly string[]): Pace;

/**
 * Any action of any product. Resolves with what stands inside `Response`, RequestId included. Integers that a double cannot
 * hold come as BigInt. A lost reply is asked for again only if the action's name says that it changes nothing.
 */
export function call<T = Record<string, unknown>>(request: ApiRequest, options: CallOptions): Promise<T>;

/** The one error of this package. */
export class TencentCloudError extends Error {
  constructor(
    code: string,
    message: string,
    details: {
      advice: Advice;
      requestId?: string;
      action?: string;
      httpStatus?: number;
      attempts?: number;
      cause?: unknown;
      invalidIds?: TencentCloudError["invalidIds"];
    },
  );
  /** The service's code, or a {@link ClientErrorCode}. */
  readonly code: string;
  readonly requestId?: string;
  readonly action?: string;
  readonly httpStatus?: number;
  /** What to do about it. */
  readonly advice: Advice;
  /** The same request may succeed later: `advice` is `retry` or `wait`. */
  readonly retryable: boolean;
  /** How often the call was tried. */
  readonly attempts?: number;
  readonly cause?: unknown;
  /** For `Client.InvalidInstanceId`: all of them; the message shows the first 20. */
  readonly invalidIds?: ReadonlyArray<{ index: number; value: string }>;
}

// ---------------------------------------------------------------------------------------------- instances

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

/** How to run a fleet operation. */
export interface FleetOptions extends CallOptions, OperationOptions {
  region: string;
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
export function startInstances(instanceIds: Iterable<string>, options: FleetOptions): Promise<FleetResult>;

/** As {@link startInstances}; `stopType` and `stoppedMode` as on the StopInstances page. */
export function stopInstances(
  instanceIds: Iterable<string>,
  options: FleetOptions & {
    parameters?: OperationParameters["StopInstances"];
    stopType?: StopInstancesParameters["StopType"];
    stoppedMode?: StopInstancesParameters["StoppedMode"];
  },
): Promise<FleetResult>;

/** As {@link startInstances}; `stopType` as on the RebootInstances page. */
export function rebootInstances(
  instanceIds: Iterable<string>,
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
  instanceIds: Iterable<string>,
  options: FleetOptions & {
    parameters?: OperationParameters["ResetInstancesPassword"];
    secretParameters: SecretSource<SecretParameters["ResetInstancesPassword"]>;
  },
): Promise<FleetResult>;

/** One filter of DescribeInstances. */
export interface Filter {
  Name: string;
  Values: string[];
}

/**
 * Pages by itself, 100 a page. Field names are the service's own. Either ids or filters, as at the service. Every instance
 * that is there throughout is given once, also while others come and go between two pages; a list that changes faster than it
 * can be read ends with `Client.BadReply`.
 */
export function describeInstances(
  options: CallOptions & { region: string; instanceIds?: Iterable<string>; filters?: Filter[] },
): AsyncIterable<Instance>;

/** The service's own object. */
export interface Instance {
  InstanceId: string;
  InstanceName: string;
  InstanceState: InstanceState;
  [field: string]: unknown;
}

// ---------------------------------------------------------------------------------------------- durable jobs

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
  free(): void;
}

/** What the driver of a job does next. */
export type Step =
  | { kind: "send"; ticket: number; request: ApiRequest; acting: boolean; replyByMs: number }
  | { kind: "wait"; untilMs: number; why: "pace" | "backoff" | "settle" | "reply" | "confirm" }
  | { kind: "done" };

/** @throws TencentCloudError as {@link startInstances} for bad input */
export function createJob(
  action: OperationName,
  instanceIds: Iterable<string>,
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
