import type {
  ActionReply,
  ActionRequest,
  ServiceActions,
  UntypedRequest,
  WrittenRequest,
} from "./actions.js";
import type { CvmActions } from "./cvm.gen.js";
import type { Pace } from "./pace.js";
import type { ApiRequest, Credentials, Language } from "./signing.js";

/**
 * Credentials, or where they come from. A function is called once for each operation, again within a minute of
 * `expiresAtMs`, and once after TokenFailure, InvalidToken or SecretIdNotFound, so that a rotated key is picked up. If it
 * throws, the operation rejects when nothing was sent yet, else what is open becomes `unknown`. If it has a method
 * `forget(secretId)`, that is called first with the id that was refused, so that a source that keeps credentials lets go of them.
 */
export type CredentialSource = Credentials | (() => Credentials | Promise<Credentials>);

/** How to call. */
export interface CallOptions {
  credentials: CredentialSource;
  region?: string;
  endpoint?: string;
  /** As in {@link ApiRequest}. */
  host?: string;
  /** Default `"en-US"`. */
  language?: Language;
  /**
   * Default the global one. It is called as `(url, init)` with a text and a plain object, so that the fetch of undici, of
   * node-fetch, of a proxy agent or of another realm can be given here; of its reply `status`, `headers.get()` and `body` or
   * `text()` are used.
   */
  fetch?: Fetch;
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
  pace?: Pick<Pace, "perSecond" | "take" | "freed" | "throttled">;
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
 * A fetch of any realm or library. `init` has `method`, `headers` (an object), `body` (a text or bytes; absent by GET), `signal`
 * and `redirect: "manual"`. What it resolves with is checked.
 */
// biome-ignore lint/suspicious/noExplicitAny: each library has a type of its own for `init`, and none is assignable to all
export type Fetch = (url: string, init: any) => Promise<unknown>;

/** One event of a stream (WHATWG HTML, server-sent events). */
export interface ServerSentEvent {
  /** The event's type, where it has one. */
  event?: string;
  /** The lines of `data`, joined by line feeds: most products send JSON, some end with the text `[DONE]`. */
  data: string;
  id?: string;
  /** Milliseconds. */
  retry?: number;
}

/**
 * The events of a reply. Can be iterated over at once, or awaited first: it resolves when the reply begins, and rejects if the
 * action is refused.
 */
export interface EventStream
  extends Promise<AsyncIterable<ServerSentEvent>>,
    AsyncIterable<ServerSentEvent> {}

/**
 * Any action of any product. Resolves with what stands inside `Response`, RequestId included. Integers that a double cannot
 * hold come as BigInt; they can be given back in a payload, and printed with
 * `JSON.stringify(reply, (_, value) => (typeof value === "bigint" ? String(value) : value))`. A lost reply is asked for again
 * only if the action's name says that it changes nothing.
 *
 * The actions of CVM are typed by the names in the request: what `payload` takes and what comes back ({@link CvmActions}).
 * Any other action takes any payload, and so does one for which `T` is given: `call<T>(...)`.
 */
export function call<T = Record<string, unknown>, S extends string = string, A extends string = string>(
  request: UntypedRequest<S, A>,
  options: CallOptions,
): Promise<T>;
/**
 * An action that replies with server-sent events, such as a chat completion. Leaving the loop ends the reply. `timeoutMs` is the
 * longest silence, before the reply begins and within it. A stream that breaks off ends with `Client.ReplyLost`; an action that
 * replies without a stream rejects with `Client.UnexpectedReply`, as does one that replies with a stream where `stream` is
 * not given. In both cases it may have been executed.
 */
export function call(request: ApiRequest & { stream: true }, options: CallOptions): EventStream;
/** The same for an action of {@link CvmActions} whose payload is written already, as a text or bytes. */
export function call<S extends keyof ServiceActions, A extends keyof ServiceActions[S] & string>(
  request: WrittenRequest<S, A>,
  options: CallOptions,
): Promise<ActionReply<S, A>>;
/** The same for an action of {@link CvmActions}: `payload` is what it takes, and what comes back is typed. */
export function call<S extends string, A extends string>(
  request: ActionRequest<S, A>,
  options: CallOptions,
): Promise<ActionReply<S, A>>;

/** How {@link paginate} reads a list. */
export interface PaginateOptions extends CallOptions {
  /** The member of the reply that holds the rows; needed where it has several lists. */
  items?: string;
  /**
   * The member of a row that tells it from others. Default: that of the list's name, such as `DiskId` of `DiskSet`, where every
   * row has it.
   */
  key?: string;
}

/**
 * The pages of a list, one request each: by `Offset` and `Limit`, or by `NextToken` or `Token` where the action has one. Resolves
 * each with what stands inside `Response`. By offset, rows that tell themselves apart are given once, also while others come and
 * go between two pages; of other rows some may come twice where the list shrinks, but none is left out. A list that changes
 * faster than it can be read ends with `Client.BadReply`. `payload.Offset` is where it begins, `payload.Limit` how much a page has.
 */
export function paginate<T = Record<string, unknown>>(
  request: Omit<ApiRequest, "payload"> & { payload?: object },
  options: PaginateOptions,
): AsyncIterable<T>;
