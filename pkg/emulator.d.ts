/// <reference lib="esnext.disposable" />

/**
 * `tencentcloud-edge/emulator`: a CVM control plane in one WebAssembly module. It verifies every signature, keeps the
 * documented rules, limits and rates, and moves instances through their states. It opens no connection and needs no
 * set-up: the emulator *is* a fetch, so pass `emulator.fetch` wherever a fetch is taken.
 *
 * ```js
 * import { startInstances } from "tencentcloud-edge";
 * import { createEmulator, demoCredentials } from "tencentcloud-edge/emulator";
 *
 * const emulator = createEmulator({ instances: 3, bootMs: [10, 20] });
 * const [{ InstanceId, region }] = emulator.snapshot().instances;
 * await startInstances([InstanceId], { region, credentials: demoCredentials, fetch: emulator.fetch });
 * ```
 *
 * What the service does not document was decided, and can be changed where it matters: a batch with one bad id does
 * nothing (`batches`), an operation takes 2 to 6 seconds (`bootMs`), a throttled request counts towards the rate like any
 * other, and requests are checked in the order transport, common parameters, key, timestamp, signature, token, version,
 * action, region, rate, parameters, instance states.
 *
 * A field called `...Ms` in options is a duration in milliseconds; `nowMs` and `atMs` are moments, in Unix milliseconds.
 */
import type { Credentials, Instance, InstanceState } from "./index.js";

export type { Credentials, Instance, InstanceState };

/**
 * What an emulator is made from. A field that is `undefined` counts as absent; an unknown one is a TypeError, whose `code` is
 * Client.InvalidArgument and which names the nearest one.
 */
export interface EmulatorOptions {
  /**
   * How many instances to make in all, dealt over the regions (up to 200,000), or the instances themselves: fields that are
   * missing are filled in from the seed, and the region is that of `Placement.Zone`, else the first of `regions`.
   * Default 12, of which every fourth is RUNNING and the others are STOPPED.
   */
  instances?: number | Array<Partial<Instance> & { InstanceId: string }>;
  /**
   * Keys that may call. With a `token`, requests must carry it; after `expiresAtMs` they are refused with
   * AuthFailure.TokenFailure. Each belongs to an account of its own unless `uin` says which. Default:
   * {@link demoCredentials}, of the account 100000000001.
   */
  credentials?: EmulatorKey[];
  /**
   * What keys and roles may do. A key or role that no row speaks of may do everything; any other only what one of its rows
   * allows and none denies. What is refused is answered with UnauthorizedOperation, and nothing of the request is done.
   * Default none.
   */
  policies?: PolicyRow[];
  /** The roles that can be assumed, by RoleArn; asking for another is ResourceNotFound.RoleNotFound. Default every one. */
  roles?: string[];
  /**
   * How long temporary keys last, in seconds from 1 to 43,200, whatever `DurationSeconds` asked for; the reply tells. Default:
   * what was asked for, which may be any number from 1 to 43,200.
   */
  sessionSeconds?: number;
  /** The regions there are; requests to others are refused. Default `["ap-guangzhou", "ap-singapore", "na-ashburn"]`. */
  regions?: string[];
  /** The same seed and the same calls give the same instances, times, request ids and faults, byte for byte. Default 1. */
  seed?: number;
  /**
   * Default `"real"`. `"virtual"` moves only by {@link Emulator.advance} and needs a client whose time you drive too, as with
   * `createJob`. The `Date` header of every reply is this clock.
   */
  clock?: "real" | "virtual";
  /** Where the virtual clock begins. Default 2026-01-01T00:00:00Z. A TypeError with a real clock. */
  nowMs?: number;
  /** How long an operation takes, at least and at most. Default `[2_000, 6_000]`. */
  bootMs?: [number, number];
  /**
   * What ends an operation: a time of `bootMs` (`"time"`, the default), a number of describes that show the instance
   * (`"describes"`), or nothing but {@link Emulator.set} (`"hand"`).
   */
  transitions?: "time" | "describes" | "hand";
  /** With `transitions: "describes"`: how many describes an operation takes, at least and at most. Default `[2, 4]`. */
  bootDescribes?: [number, number];
  /** Whether 10 (start, stop, reboot) and 40 (describe) requests a second per account, region and action are kept. Default true. */
  enforceRateLimits?: boolean;
  /** What one bad id does to its batch: nothing is done, or the others are acted on; the answer is the same. Default `"atomic"`. */
  batches?: "atomic" | "partial";
  /** Which generation of the API pages holds: whether `X-TC-Region` may be left out or not. Default `"2024-01"`: it may. */
  rules?: "2024-01" | "2025-11";
  /** Which origins get CORS headers: none, as from the real service, every one, or these. Default false. */
  cors?: boolean | string[];
  /**
   * What no documentation says and so was chosen here, listed in
   * https://github.com/tencentcloud-edge/tencentcloud-edge/blob/main/docs/emulator-fidelity.md
   */
  assume?: Assumptions;
}

/** A key that may call. */
export interface EmulatorKey extends Credentials {
  /** When it ends, Unix milliseconds. Default never. */
  expiresAtMs?: number;
  /**
   * The account it belongs to, a text of digits. Keys of one account share its rates, as at the service. Default: of
   * {@link EmulatorOptions.credentials} an account for each, of a key that is added the account of the first of those.
   */
  uin?: string;
}

/** What is known of a key but its secrets. */
export interface EmulatorKeyInfo {
  secretId: string;
  uin: string;
  /** When it ends or ended, Unix milliseconds. */
  expiresAtMs?: number;
  /** The role that it was issued for; absent for a key that was given. */
  roleArn?: string;
}

/** One row of what keys and roles may do. In every pattern `*` stands for any text. */
export interface PolicyRow {
  /** The keys it speaks of, a pattern: `"AKID…"`, `"*"`. One of `secretId` and `role` is needed. */
  secretId?: string;
  /** The roles whose temporary keys it speaks of, a pattern of their RoleArns. */
  role?: string;
  /** Default `"allow"`. A denial wins. */
  effect?: "allow" | "deny";
  /** Patterns with the service: `"cvm:StartInstances"`, `"cvm:Describe*"`, `"sts:AssumeRole"`, `"*"`. */
  actions: string | string[];
  /**
   * Patterns of instance ids. A request that names no instance, such as a list, needs a row for all of them (`"*"` or
   * `"ins-*"`); to an action that concerns no instance it does not matter. Default `"*"`.
   */
  instances?: string | string[];
}

/** Choices where the documentation is silent. */
export interface Assumptions {
  /** Codes to answer instead of those chosen: `{ InvalidRequest: "InvalidParameter" }`. Messages stay. Default none. */
  codes?: Record<string, string>;
  /** How far a timestamp may be from the clock, in seconds, up to 86,400. Default 300. */
  skewSeconds?: number;
  /** Whether `X-TC-Content-SHA256: UNSIGNED-PAYLOAD` is taken. Default true. */
  unsignedPayload?: boolean;
  /** Whether a request refused for its rate counts toward the rate. Default true. */
  countRefused?: boolean;
  /** The language of messages where `X-TC-Language` asks for none. Default `"en-US"`. */
  language?: "en-US" | "zh-CN";
  /** What an id given twice does: it is acted on once, or the request is refused. Default `"once"`. */
  duplicateIds?: "once" | "refused";
}

/** Which requests meet a fault, and which. Every condition that is given must hold. */
export interface FaultRule {
  /** One of {@link faultKinds}. */
  kind: FaultKindName | (string & {});
  /** Only requests of this action. Default any. */
  action?: string;
  /** Only these of the requests that meet `action` and `instanceId`, counted from 1. Default every one. */
  nth?: number | number[];
  /** From 0 to 1; drawn from the seed. Default 1. */
  probability?: number;
  /**
   * Only requests that name this instance, and describes that name none; faults of operations and rows then concern this
   * instance alone.
   */
  instanceId?: string;
  /** How often at most. Default unlimited. */
  times?: number;
  /**
   * What the kind says; for kinds that say nothing of it, how long the reply is held back. A reply held back on a virtual clock
   * needs {@link Emulator.advance}.
   */
  delayMs?: number;
  /** The code that the kind `"error"` answers with. */
  code?: string;
}

/** The names of {@link faultKinds}. */
export type FaultKindName =
  /** the connection is refused: the request never arrives and is not logged */
  | "refuse"
  /** the host's name is not found, over a real socket a refused connection: the request never arrives and is not logged */
  | "no-name"
  /** the host's certificate has expired, over a real socket a refused connection: the request never arrives and is not logged */
  | "bad-certificate"
  /** the connection breaks before any byte of the reply; nothing is executed */
  | "reset"
  /** nothing is executed and nothing is ever sent */
  | "hang"
  /** a gateway's HTML page with status 500; nothing is executed */
  | "html-500"
  /** a gateway's HTML page with status 502; nothing is executed */
  | "html-502"
  /** a gateway's HTML page with status 504; nothing is executed */
  | "html-504"
  /** an HTML page with status 200, as a captive portal sends it; nothing is executed */
  | "html-200"
  /** status 429 with `Retry-After: 2`; nothing is executed */
  | "http-429"
  /** status 429 without `Retry-After`; nothing is executed */
  | "http-429-bare"
  /** status 503 with `Retry-After: 2`; nothing is executed */
  | "http-503"
  /** status 503 without `Retry-After`; nothing is executed */
  | "http-503-bare"
  /** status 503 with `Retry-After: 0`; nothing is executed */
  | "http-503-zero"
  /** status 503 with a `Retry-After` that is the date in 2 seconds; nothing is executed */
  | "http-503-date"
  /** status 503 with `Retry-After: soon`; nothing is executed */
  | "http-503-garbage"
  /** status 503 with `Retry-After: 1000000000`; nothing is executed */
  | "http-503-forever"
  /** status 302 to `https://portal.invalid/`; nothing is executed */
  | "redirect"
  /** status 200 and a body that is not JSON; nothing is executed */
  | "not-json"
  /** status 200 and no body; nothing is executed */
  | "empty"
  /** status 200 and the body `null`; nothing is executed */
  | "null"
  /** status 200 and the body `{}`; nothing is executed */
  | "no-envelope"
  /** an error in the envelope of the API before 3.0; nothing is executed */
  | "old-envelope"
  /** the error `code`; nothing is executed */
  | "error"
  /** RequestLimitExceeded; nothing is executed */
  | "throttle"
  /** RequestLimitExceeded.UinLimitExceeded; nothing is executed */
  | "throttle-account"
  /** RequestLimitExceeded.IPLimitExceeded; nothing is executed */
  | "throttle-address"
  /** RequestLimitExceeded.GlobalRegionUinLimitExceeded; nothing is executed */
  | "throttle-global"
  /** InternalError; nothing is executed, which the caller cannot know */
  | "internal-error"
  /** InternalServerError; nothing is executed, which the caller cannot know */
  | "internal-server-error"
  /** ServiceUnavailable; nothing is executed */
  | "unavailable"
  /** MutexOperation.TaskRunning; nothing is executed */
  | "busy"
  /** OperationDenied.InstanceOperationInProgress; nothing is executed */
  | "in-progress"
  /** ResourceInsufficient; nothing is executed */
  | "no-stock"
  /** UnauthorizedOperation: the access policy denies it; nothing is executed */
  | "denied"
  /** AuthFailure.TokenFailure, whatever token was sent; nothing is executed */
  | "expired-token"
  /** AuthFailure.SecretIdNotFound, as for a key that was just disabled; nothing is executed */
  | "disabled-key"
  /** the server's clock, and so its `Date`, is `delayMs` ahead (default 10 minutes) */
  | "clock-ahead"
  /** the server's clock, and so its `Date`, is `delayMs` behind (default 10 minutes) */
  | "clock-behind"
  /** executed on arrival; the reply is held back for `delayMs` (default 1000) */
  | "delay"
  /** executed; the reply's body comes byte by byte, each after `delayMs` (default 1000) */
  | "drip"
  /** executed; the connection breaks in the middle of the reply's body */
  | "cut"
  /** executed; the connection breaks before any byte of the reply */
  | "accepted-but-reply-lost"
  /** executed; no reply is ever sent */
  | "accepted-but-hang"
  /** executed; a gateway's HTML page with status 504 comes instead of the reply */
  | "accepted-but-html"
  /** executed; a body that is not JSON comes instead of the reply */
  | "accepted-but-not-json"
  /** executed; InternalError comes instead of the reply */
  | "accepted-but-internal-error"
  /** executed; the reply ends in the middle of its JSON, as if it were whole */
  | "truncated"
  /** executed; every text of the reply is a number and every number a text */
  | "wrong-types"
  /** executed; the reply has no RequestId */
  | "no-request-id"
  /** executed; the reply is padded to 16 MB */
  | "huge"
  /** executed; the reply is 200 KB of gzip that become 32 MB */
  | "gzip-bomb"
  /** executed twice, as by a proxy that sends again; the second reply arrives */
  | "replay"
  /** somebody else's request for the same arrives just before, and is executed first */
  | "raced"
  /** only the first half of InstanceIds is acted on; the reply is InternalServerError */
  | "half-done"
  /** one bad instance does not stop the others of its batch, as with `batches: "partial"` */
  | "partial"
  /** accepted; the operation ends FAILED and the instance is where it was */
  | "fails"
  /** accepted; the operation never ends */
  | "stuck"
  /** accepted; the operation takes `delayMs` longer (default 60000) */
  | "slow"
  /** accepted; the operation begins only `delayMs` later (default 30000) */
  | "late"
  /** accepted; half way, somebody at the console stops the instance */
  | "human-stop"
  /** accepted; half way, somebody at the console terminates the instance */
  | "human-terminate"
  /** describes what changed in the last `delayMs` as it was before (default 5000) */
  | "stale-describe"
  /** describes as if the instance, or every one, did not exist */
  | "omit"
  /** describes half of the rows, though TotalCount counts all */
  | "short-page"
  /** describes every row twice */
  | "repeat-rows"
  /** describes instances nobody asked for, under ids of their own */
  | "foreign-rows"
  /** describes the instance, or every one, in a state that no documentation knows */
  | "unknown-state"
  /** describes the instance, or every one, without LatestOperation and its companions */
  | "no-latest-operation";

/** One kind of fault. */
export interface FaultKind {
  readonly name: FaultKindName;
  /** What it does, in one line. */
  readonly about: string;
}

/** What a stub answers: what stands inside `Response` besides `RequestId`, which the emulator makes. */
export type StubReply = { Error: { Code: string; Message: string } } | { [field: string]: unknown };

/** Answers the requests of one action. */
export type StubFunction = (request: StubRequest) => StubReply | Promise<StubReply>;

/** A request that a stub answers. Its signature is valid. */
export interface StubRequest {
  service: string;
  action: string;
  version: string;
  region?: string;
  /** The parameters; of a GET or a form every value is a text. Empty where the body is no JSON object. */
  payload: Record<string, unknown>;
  /** The key it is signed with. */
  secretId?: string;
  requestId: string;
  atMs: number;
}

/** What there is and what happened. */
export interface EmulatorSnapshot {
  nowMs: number;
  /** Every instance as DescribeInstances shows it, with its region, in the order they were made. */
  instances: Array<Instance & { region: string }>;
  /** The last 20,000 requests, oldest first. CORS preflights and connections that a fault refused are not among them. */
  requests: EmulatorRequest[];
  /**
   * How many times an instance really went from STOPPED to STARTING: the ground truth for "no double start". Instances that
   * never did are left out.
   */
  starts: Record<string, number>;
}

/** One request that arrived. */
export interface EmulatorRequest {
  atMs: number;
  /** `X-TC-Action` as sent; empty when there was none. */
  action: string;
  /** `X-TC-Region` as sent. */
  region?: string;
  requestId: string;
  /**
   * What it was answered with: an error code, or `Fault.<kind>` when a fault answered and nothing was executed. Absent when it
   * was executed, whatever became of the reply.
   */
  code?: string;
  /** `InstanceIds`, where there were any. */
  instanceIds?: string[];
  /** The SecretId it was signed with, as it claims. Absent where it names none. */
  secretId?: string;
}

/** A running emulator. After {@link Emulator.free} every method but `free` throws (`fetch` rejects with) an Error that says so. */
export interface Emulator {
  /**
   * A fetch that reaches no network. It sends what the platform's fetch would: target and Host are those of the URL, whatever
   * its scheme and name, unless a `host` header is given where the platform lets one. It can be detached: `const { fetch } = emulator`.
   *
   * It rejects as the platform's does: with a TypeError whose `cause.code` is `"ECONNREFUSED"`, `"ENOTFOUND"`,
   * `"CERT_HAS_EXPIRED"` or `"ECONNRESET"` when a fault broke the connection, or `"ENOTFOUND"` when it was to follow a redirect; with the signal's reason when it was aborted.
   */
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>;
  /**
   * Moves a virtual clock, and lets happen what is due then.
   * @throws TypeError when the clock is real; RangeError for anything but a whole number of milliseconds from 0 up
   */
  advance(ms: number): void;
  /**
   * Adds fault rules after those in force. Several may strike one request: of those that answer, the first does; delays add up.
   * @throws TypeError that names the field of the first wrong rule; then none is added
   */
  inject(...rules: FaultRule[]): void;
  /** Drops all fault rules. What they did to instances stays done. */
  clearFaults(): void;
  /**
   * Has an action answered with this reply, or with what the function gives each time: of any service, also instead of what the
   * emulator does itself. The request is authenticated as all others are, meets faults and policies (`"tat:RunCommand"`) and
   * stands in the log; its version, region, rate and parameters are not checked. Replaces an earlier stub of that action.
   *
   * A host like `tat.tencentcloudapi.com` names the service. Under an address of this machine it is the one in the signature's
   * scope, else the first with a stub for the action.
   *
   * What a function throws is answered as an error, with its `code` if it has one, else InternalError. Functions are no part
   * of `save()`.
   * @throws TypeError that says what is wrong with it
   */
  stub(service: string, action: string, reply: StubReply | StubFunction): void;
  /** Drops all stubs. */
  clearStubs(): void;
  /**
   * Puts an instance into a state, as somebody at the console would. A state on the way to another ends by itself.
   * @throws TypeError when there is no such instance or state
   */
  set(instanceId: string, state: InstanceState): void;
  /**
   * Adds a key, or replaces the one with the same `secretId`.
   * @throws TypeError that says what is wrong with it; it never quotes a key
   */
  addKey(key: EmulatorKey): void;
  /**
   * Takes a key away: what is signed with it is refused with AuthFailure.SecretIdNotFound. Temporary keys that were issued for
   * it last as long as they do.
   * @throws TypeError when there is no such key
   */
  removeKey(secretId: string): void;
  /** Every key, temporary ones included, without its secrets. */
  keys(): EmulatorKeyInfo[];
  /**
   * Puts another table in place of {@link EmulatorOptions.policies}.
   * @throws TypeError that names the first wrong row; then the table stays
   */
  setPolicies(rows: PolicyRow[]): void;
  /** What there is and what happened, as of now. */
  snapshot(): EmulatorSnapshot;
  /**
   * Everything, as text for {@link restoreEmulator}: instances, log, fault rules, clock. It holds every key pair, which are
   * needed to verify signatures; treat it as you treat those.
   */
  save(): string;
  /** Gives the memory back. Replies still held back reject. A second call does nothing. */
  free(): void;
  /** `using emulator = createEmulator()` frees it, where the engine has `Symbol.dispose`. */
  [Symbol.dispose](): void;
}

/**
 * Makes an emulator.
 * @throws TypeError or RangeError with a sentence that names the option and what is wrong with it; it never quotes a key
 */
export function createEmulator(options?: EmulatorOptions): Emulator;

/**
 * The emulator that `save()` wrote: it goes on where that one was. A virtual clock stands where it stood; with a real one,
 * time went on meanwhile.
 * @throws TypeError when the text is not what `save()` returned
 */
export function restoreEmulator(saved: string): Emulator;

/** The key pair every emulator knows unless told otherwise. It opens nothing but an emulator. */
export const demoCredentials: Credentials;

/** Every kind of fault there is, and what it does. */
export const faultKinds: readonly FaultKind[];

/** An instance id that always answers an error. */
export interface MagicId {
  readonly id: string;
  readonly code: string;
}

/**
 * Instance ids that always answer a given code, so that a test in any language gets an error without a control call. Every
 * request that acts on one is refused with its code. A describe that names one is refused too, unless the code concerns the
 * instance alone: then it shows a STOPPED instance, or none where the code says that there is none.
 */
export const magicIds: readonly MagicId[];
