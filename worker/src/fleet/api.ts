import type { Filter } from "tencentcloud-edge";
import type { Reply } from "../cloud/exchange";
import type { JobQuery, JobSpec, JobSummary, JobView, RowPage, RowQuery, Viewer } from "../jobs/types";
import type { FleetMetrics } from "./metrics";
import type { Labels } from "./store/counters";
import type { Claim } from "./store/idempotency";
import type { Place } from "./store/places";
import type { Added, StoredToken } from "./store/tokens";
import type { TransferAt, TransferPage } from "./store/transfer";

/** The name of the one object that keeps what belongs to no account. No account's object has it: theirs hold a colon. */
export const REGISTRY = "registry";

/** Why a job or an event stream was refused: the limit of this token, or of the whole account, is reached. */
export interface LimitReached {
  readonly scope: "token" | "account";
  readonly limit: number;
}

/** One page of DescribeInstances. */
export interface PageQuery {
  readonly ids?: readonly string[];
  readonly filters?: readonly Filter[];
  readonly offset: number;
  readonly limit: number;
  readonly language: string;
}

/** `pending`: ask again. `failed`: the cloud could not be reached. `busy`: too many pages are asked for at once. */
export type PageResult =
  | { readonly kind: "reply"; readonly reply: Reply }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "pending" }
  | { readonly kind: "busy" };

/** An increment of one counter. */
export interface Increment {
  readonly labels: Labels;
  readonly value: number;
}

/** Issued tokens, request counts and the places of jobs; only the object called REGISTRY is asked for them. */
export interface RegistryApi extends Rpc.RpcTargetBranded {
  /** The token of this id, even if revoked or expired, if its SHA-256 (hexadecimal) is this one; records its use. */
  verifyToken(id: string, sha256: string): StoredToken | undefined;
  /** Those of the ids whose tokens are neither revoked nor expired. */
  activeTokens(ids: readonly string[]): string[];
  tokens(): StoredToken[];
  findToken(name: string): StoredToken | undefined;
  /** @param issuerId the id of the token that issues it, which must still be active; undefined if it is not an issued one */
  addToken(token: StoredToken, issuerId: string | undefined): Added;
  revokeToken(id: string): StoredToken | undefined;
  countRequests(increments: readonly Increment[]): void;
  /** Records that this place has jobs. */
  addPlace(place: Place): void;
  /** Every place that has had jobs, whether it is still served or not. */
  places(): Place[];
}

/** How an object hands its data to the one that replaces it, see former-objects.ts. */
export interface TransferApi {
  /** Whether there is anything to export, and the saved pace. */
  describeExport(): Promise<{ readonly hasData: boolean; readonly pace?: string }>;
  exportPage(at: TransferAt): Promise<TransferPage>;
  /** Everything that was exported is on disk elsewhere. */
  finishExport(): Promise<void>;
  /** Asks the object under the new name to import from the former ones. */
  importNow(): Promise<void>;
}

/** The methods of a fleet object, as its callers reach them over RPC. */
export interface FleetApi extends Rpc.DurableObjectBranded, TransferApi {
  create(spec: JobSpec): Promise<JobView | LimitReached>;
  jobLimitReached(createdBy: string): Promise<LimitReached | undefined>;
  get(id: string): Promise<JobView | undefined>;
  summary(id: string): Promise<JobSummary | undefined>;
  rows(id: string, query: RowQuery): Promise<RowPage>;
  list(viewer: Viewer, query: JobQuery): Promise<JobSummary[]>;
  cancel(id: string, by: string): Promise<JobSummary | undefined>;
  claim(owner: string, key: string, digest: string, jobId: string): Promise<Claim>;
  findClaim(owner: string, key: string): Promise<Claim | undefined>;
  page(query: PageQuery, region: string, caller: string): Promise<PageResult>;
  closeStreams(principal: string): Promise<void>;
  metrics(): Promise<FleetMetrics>;
  /** Begins anew if the object's clock stands still, see frozen-clock.ts; the call then rejects. */
  checkClock(callerMs: number): Promise<void>;
  registry(): RegistryApi;
  /** The event stream of a job, see event-streams.ts. */
  fetch(request: Request): Promise<Response>;
}
