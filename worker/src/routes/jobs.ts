import { allowsRegion, checkAction } from "../auth/scopes";
import { variableOf } from "../config/limits";
import type { LimitReached } from "../fleet/api";
import { readCursor, writeCursor } from "../http/cursor";
import { HttpProblem } from "../http/problem";
import type { Query } from "../http/query";
import type { JobSummary, JobView } from "../jobs/types";
import { within } from "../timeout";
import {
  accountsIn,
  assertAllowed,
  type Caller,
  fleetOf,
  fleetOfJob,
  redactRows,
  requireVisible,
  viewerOf,
} from "./caller";

const PAGE_SIZE = 50;
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
  return requireVisible(caller, id, await fleet.cancel(id));
}

/** The job's event stream. @throws HttpProblem 404, 429 */
export async function jobEvents(caller: Caller, id: string, lastEventId: string | null): Promise<Response> {
  const fleet = await fleetOfJob(caller, id);
  requireVisible(caller, id, await fleet.summary(id));
  const query = new URLSearchParams({ job: id, for: caller.principal.name });
  const reply = await fleet.fetch(`http://fleet/events?${query}`, {
    headers: lastEventId ? { "last-event-id": lastEventId } : {},
  });
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

/** A region whose jobs could not be read. */
interface Unavailable {
  readonly account: string;
  readonly region: string;
  readonly code: string;
}

interface JobPage {
  readonly items: JobSummary[];
  readonly cursor?: string;
  readonly unavailable?: Unavailable[];
}

type Before = { createdAt: number; id: string } | undefined;

async function jobsOf(
  caller: Caller,
  account: string,
  region: string,
  before: Before,
): Promise<JobSummary[] | Unavailable> {
  try {
    const fleet = fleetOf(caller, account, region);
    const asked: Promise<JobSummary[]> = fleet.list(viewerOf(caller), PAGE_SIZE + 1, before);
    return (await within(REGION_TIMEOUT_MS, asked)) ?? { account, region, code: "Gateway.Timeout" };
  } catch {
    return { account, region, code: "Gateway.RegionUnavailable" };
  }
}

function mergePages(answers: ReadonlyArray<JobSummary[] | Unavailable>): JobPage {
  const jobs = answers
    .flatMap((answer) => (Array.isArray(answer) ? answer : []))
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  const unavailable = answers.flatMap((answer) => (Array.isArray(answer) ? [] : [answer]));
  const items = jobs.slice(0, PAGE_SIZE);
  const last = items.at(-1);
  return {
    items,
    ...(jobs.length > PAGE_SIZE && last && { cursor: writeCursor([last.createdAt, last.id]) }),
    ...(unavailable.length > 0 && { unavailable }),
  };
}

/** A page of the jobs of all regions that the caller may see, newest first. @throws HttpProblem 400 */
export async function listJobs(caller: Caller, { cursor }: Query): Promise<JobPage> {
  const [createdAt, id] = readCursor(cursor, ["number", "string"]) ?? [];
  const before: Before =
    createdAt === undefined ? undefined : { createdAt: Number(createdAt), id: String(id) };
  const { scopes } = caller.principal;
  const asked = accountsIn(caller).flatMap(({ name, regions }) =>
    regions
      .filter((region) => allowsRegion(scopes, region))
      .map((region) => jobsOf(caller, name, region, before)),
  );
  return mergePages(await Promise.all(asked));
}
