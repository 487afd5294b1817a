import type { JobsPage, UnavailableRegion } from "tencentcloud-edge/gateway";
import { INVALID_TOKEN, unauthorized, unverifiable } from "../auth/authenticate";
import { allowsRegion, checkAction } from "../auth/scopes";
import { variableOf } from "../config/limits";
import type { LimitReached } from "../fleet/api";
import { streamRequest } from "../fleet/event-streams";
import type { Place } from "../fleet/store/places";
import { readCursor, writeCursor } from "../http/cursor";
import { badField, HttpProblem } from "../http/problem";
import { type Query, readLimit } from "../http/query";
import type { JobQuery, JobState, JobSummary, JobView } from "../jobs/types";
import { within } from "../timeout";
import {
  accountsIn,
  assertAllowed,
  awakeFleetOf,
  type Caller,
  fleetOfJob,
  redactRows,
  requireVisible,
  viewerOf,
} from "./caller";
import { formerPlaces, servedPlaces } from "./places";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const STATES: readonly JobState[] = ["running", "done", "cancelled", "halted", "stuck"];
/* A region whose object does not answer within this time is listed as unavailable beside the jobs of the others. */
const REGION_TIMEOUT_MS = 5_000;

/** @throws HttpProblem 404 */
export async function getJob(caller: Caller, id: string): Promise<JobView> {
  const fleet = await fleetOfJob(caller, id);
  const job = requireVisible(caller, id, await fleet.get(id));
  return { ...job, instances: redactRows(caller, job.instances) };
}

/** @throws HttpProblem 403, 404 */
export async function cancelJob(caller: Caller, id: string): Promise<JobSummary> {
  const fleet = await fleetOfJob(caller, id);
  const job = requireVisible(caller, id, await fleet.summary(id));
  assertAllowed(checkAction(caller.principal.scopes, job.action, job.region));
  return requireVisible(caller, id, await fleet.cancel(id, caller.principal.name));
}

/** The job's event stream. @throws HttpProblem 401, 404, 429, 503 */
export async function jobEvents(caller: Caller, id: string, lastEventId: string | null): Promise<Response> {
  const fleet = await fleetOfJob(caller, id);
  requireVisible(caller, id, await fleet.summary(id));
  const { name: principal, tokenId, expiresAt } = caller.principal;
  const owner = {
    principal,
    ...(tokenId !== undefined && { tokenId }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
  const reply = await fleet.fetch(streamRequest(id, owner, lastEventId));
  if (reply.status === 401) throw unauthorized(INVALID_TOKEN);
  if (reply.status === 503) throw unverifiable();
  if (reply.status !== 429) return reply;
  const { scope, limit } = (await reply.json()) as LimitReached;
  throw new HttpProblem(
    429,
    "Gateway.TooManyStreams",
    `There are ${limit} open event streams of this ${scope} in this region already, which is the limit ` +
      `(${variableOf("eventStreams", scope)}); close some, or poll GET /v1/jobs/${id}.`,
    { headers: { "retry-after": "5" } },
  );
}

/* Whether there are jobs in regions that are not served any more is not known. */
const FORMER_UNAVAILABLE: UnavailableRegion = {
  account: "*",
  region: "*",
  code: "Gateway.RegistryUnavailable",
};

async function jobsOf(
  caller: Caller,
  account: string,
  region: string,
  query: JobQuery,
): Promise<JobSummary[] | UnavailableRegion> {
  try {
    const fleet = await awakeFleetOf(caller, account, region);
    const asked: Promise<JobSummary[]> = fleet.list(viewerOf(caller), query);
    return (await within(REGION_TIMEOUT_MS, asked)) ?? { account, region, code: "Gateway.Timeout" };
  } catch {
    return { account, region, code: "Gateway.RegionUnavailable" };
  }
}

function mergePages(answers: ReadonlyArray<JobSummary[] | UnavailableRegion>, limit: number): JobsPage {
  const jobs = answers
    .flatMap((answer) => (Array.isArray(answer) ? answer : []))
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  const unavailable = answers.flatMap((answer) => (Array.isArray(answer) ? [] : [answer]));
  const items = jobs.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    ...(jobs.length > limit && last && { cursor: writeCursor([last.createdAt, last.id]) }),
    ...(unavailable.length > 0 && { unavailable }),
  };
}

function readJobQuery({ cursor, limit, state }: Query): JobQuery {
  const found = STATES.find((known) => known === state);
  if (state !== undefined && !found) throw badField("state", `must be one of ${STATES.join(", ")}`);
  const [createdAt, id] = readCursor(cursor, ["number", "string"]) ?? [];
  return {
    limit: readLimit(limit, DEFAULT_LIMIT, MAX_LIMIT),
    state: found,
    before: createdAt === undefined ? undefined : { createdAt: Number(createdAt), id: String(id) },
  };
}

/** A page of the jobs of all regions that the caller may see, also of those not served any more, newest first. @throws HttpProblem 400 */
export async function listJobs(caller: Caller, query: Query): Promise<JobsPage> {
  const jobQuery = readJobQuery(query);
  const { limit } = jobQuery;
  const { scopes } = caller.principal;
  const accounts = accountsIn(caller);
  if (accounts.length === 0) return { items: [] };
  const ask = (places: readonly Place[]) =>
    Promise.all(
      places
        .filter(({ region }) => allowsRegion(scopes, region))
        .map(({ account, region }) => jobsOf(caller, account, region, { ...jobQuery, limit: limit + 1 })),
    );
  const former = formerPlaces(caller.env, caller.config)
    .then((places) => places.filter(({ account }) => accounts.some(({ name }) => name === account)))
    .then(ask)
    .catch((): UnavailableRegion[] => [FORMER_UNAVAILABLE]);
  const answers = await Promise.all([ask(servedPlaces({ accounts })), former]);
  return mergePages(answers.flat(), limit);
}
