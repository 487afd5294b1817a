/**
 * `tencentcloud-edge/gateway`: the gateway's routes as functions, for pages, programs and Workers. It holds no key and no wasm.
 *
 * ```js
 * import { createGatewayClient } from "tencentcloud-edge/gateway";
 *
 * const gateway = createGatewayClient({ url: "https://gateway.example.com", token });
 * const job = await gateway.jobs.create({ action: "StartInstances", region: "ap-guangzhou", instanceIds });
 * for await (const { state, outcomes } of gateway.jobs.watch(job.id)) console.log(state, outcomes);
 * ```
 *
 * Everything that fails, fails with a {@link GatewayError}, or a `TencentCloudError` where there is no answer.
 */
import type { FleetProgress, Instance, InstanceRef, TencentCloudError } from "./index.js";
import type {
  DryRun,
  GatewaySession,
  InstanceRow,
  InstanceRowsPage,
  InstancesPage,
  IssuedToken,
  JobState,
  JobSummary,
  JobsPage,
  JobView,
  NewJob,
  NewToken,
  ProblemDocument,
  Readiness,
  RevokedToken,
  TokenView,
} from "./types/gateway.js";

export { TencentCloudError } from "./index.js";
export type * from "./types/gateway.js";

/** Where the gateway is, and who calls. One of `token` and `session` is needed. */
export interface GatewayClientOptions {
  /** Its origin, with a path if it is below one; in a page `"/"` is the page's own. Plain http goes to this machine alone. */
  url: string;
  /**
   * A token, or a function that gives the one of now. It is part of no error. What the function throws is the `cause` of a
   * `Client.InvalidArgument`, unless it is a TencentCloudError.
   */
  token?: string | (() => string | Promise<string>);
  /** Calls with the cookies that the browser holds for the gateway: of Cloudflare Access, or of a session. */
  session?: boolean;
  /** Named in requests that do not name one, where the token may use several. */
  account?: string;
  /** Default the global one. It is called as `(url, init)`. */
  fetch?: typeof globalThis.fetch;
  /** Of one request and its `token` function, in milliseconds; a stream of events has none. Default 20,000. */
  timeoutMs?: number;
  /** The language of the cloud's messages. Default `"en-US"`. */
  language?: "en-US" | "zh-CN";
}

/** The gateway refused a request. */
export class GatewayError extends TencentCloudError {
  /** The HTTP status, as `httpStatus`. */
  readonly status: number;
  /** The whole document. */
  readonly problem: ProblemDocument;
}

/** A call that can be aborted. */
export interface Abortable {
  signal?: AbortSignal;
}

/** Which instances to list. */
export interface InstancesQuery {
  region: string;
  account?: string;
  /** `"STOPPED"` */
  state?: string;
  /** An id, or part of a name. */
  q?: string;
  cursor?: string;
  limit?: number;
}

/** Which jobs to list. */
export interface JobsQuery {
  account?: string;
  state?: JobState;
  cursor?: string;
  limit?: number;
}

/** Which instances of a job to read. */
export interface JobInstancesQuery {
  outcome?: InstanceRow["outcome"];
  code?: string;
  cursor?: string;
  limit?: number;
}

/** A job to create, its instances given as to `startInstances`. */
export interface JobRequest extends Omit<NewJob, "instanceIds"> {
  readonly instanceIds: Iterable<InstanceRef> & object;
}

/** How to create a job. */
export interface CreateOptions extends Abortable {
  /** The same key and the same job give the same job. Default a new one, so that a lost reply can be asked about. */
  idempotencyKey?: string;
}

/** How to watch a job. */
export interface WatchOptions extends Abortable {
  /** The version that is known already: what comes is newer. */
  after?: number;
  /** How often the job is read while its stream is not to be had. Default 1,000. */
  pollMs?: number;
  /** How long the gateway may give no answer at all before it rejects. Default 60,000. */
  patienceMs?: number;
}

/** A job as it is now, and its counts. The last one has ended: its `finishedAt` is set. */
export type JobProgress = JobSummary & Pick<FleetProgress, "total" | "outcomes" | "requests">;

/** What `create` rejects with where it is not known whether the job was created: `Client.ReplyLost`. */
export interface LostJobError extends TencentCloudError {
  /** To be given as `idempotencyKey` with the same job: it is created then, or found. */
  readonly idempotencyKey: string;
}

/** The routes. */
export interface GatewayClient {
  /** `GET /healthz` */
  healthz(options?: Abortable): Promise<{ ok: true }>;
  /** `GET /readyz`: also of a gateway that is not configured, whose `ok` is false. */
  readyz(options?: Abortable): Promise<Readiness>;
  /** `GET /metrics`: OpenMetrics as text. */
  metrics(options?: Abortable): Promise<string>;
  /** `GET /v1/session`: who calls, and what it may do. */
  session(options?: Abortable): Promise<GatewaySession>;

  readonly instances: {
    /** `GET /v1/instances`: one page. */
    list(query: InstancesQuery, options?: Abortable): Promise<InstancesPage>;
    /** Every instance, page by page. */
    all(query: Omit<InstancesQuery, "cursor">, options?: Abortable): AsyncIterable<Instance>;
  };

  readonly jobs: {
    /**
     * `POST /v1/jobs`. A lost reply is asked for again with the same idempotency key, so that the job is created once.
     *
     * Rejects with a {@link GatewayError} where the gateway refused it, with {@link LostJobError} where a request may have arrived
     * and no answer came, and with `Client.Aborted` where nothing was sent.
     */
    create(job: JobRequest, options?: CreateOptions): Promise<JobView>;
    /** What a job would do. Nothing is sent to the cloud. */
    dryRun(job: JobRequest, options?: CreateOptions): Promise<DryRun>;
    /** `GET /v1/jobs`: one page, newest first. */
    list(query?: JobsQuery, options?: Abortable): Promise<JobsPage>;
    /** Every job, page by page. What could not be read of a region is left out: `list` says so. */
    all(query?: Omit<JobsQuery, "cursor">, options?: Abortable): AsyncIterable<JobSummary>;
    /** `GET /v1/jobs/{id}`: with the first of its instances. */
    get(id: string, options?: Abortable): Promise<JobView>;
    /** `GET /v1/jobs/{id}/instances`: one page. */
    instances(id: string, query?: JobInstancesQuery, options?: Abortable): Promise<InstanceRowsPage>;
    /** Every instance of a job, page by page. */
    allInstances(
      id: string,
      query?: Omit<JobInstancesQuery, "cursor">,
      options?: Abortable,
    ): AsyncIterable<InstanceRow>;
    /** The instances as CSV. */
    csv(
      id: string,
      query?: Pick<JobInstancesQuery, "outcome" | "code">,
      options?: Abortable,
    ): Promise<string>;
    /** `POST /v1/jobs/{id}/cancel`. What is under way is followed to its end. */
    cancel(id: string, options?: Abortable): Promise<JobSummary>;
    /**
     * The job whenever it changes, until it has ended. It follows `GET /v1/jobs/{id}/events`, goes on after the last event when
     * the stream breaks, and reads the job itself where streams fail. Leaving the loop ends it.
     */
    watch(id: string, options?: WatchOptions): AsyncIterable<JobProgress>;
  };

  readonly tokens: {
    /** `GET /v1/tokens` */
    list(options?: Abortable): Promise<{ items: TokenView[] }>;
    /** `POST /v1/tokens`. It is sent once: a lost reply holds the token's value. */
    create(token: NewToken, options?: Abortable): Promise<IssuedToken>;
    /** `DELETE /v1/tokens/{name}` */
    revoke(name: string, options?: Abortable): Promise<RevokedToken>;
  };
}

/** @throws TencentCloudError `Client.InvalidArgument` naming the option */
export function createGatewayClient(options: GatewayClientOptions): GatewayClient;
