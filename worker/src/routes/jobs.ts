import { allowsRegion, refuseAction } from "../auth/scopes";
import { readCursor, writeCursor } from "../http/cursor";
import { HttpProblem } from "../http/problem";
import type { Query } from "../http/query";
import type { JobSummary, JobView } from "../jobs/types";
import { accountsIn, type Caller, fleetOf, forbid, locate, shown, tamed, viewerOf } from "./caller";

const PAGE = 50;
/* A region whose object answers nothing for this long is named as such, and the others' jobs are shown. */
const REGION_PATIENCE_MS = 5_000;

/** @throws HttpProblem 404 */
export async function getJob(caller: Caller, id: string): Promise<JobView> {
  const job = shown(caller, id, await locate(caller, id).get(id));
  return { ...job, instances: tamed(caller, job.instances) };
}

/** @throws HttpProblem 403, 404 */
export async function cancelJob(caller: Caller, id: string): Promise<JobSummary> {
  const fleet = locate(caller, id);
  const job = shown(caller, id, await fleet.summary(id));
  forbid(refuseAction(caller.principal.scopes, job.action, job.region));
  return shown(caller, id, await fleet.cancel(id));
}

/** The job's event stream. @throws HttpProblem 404, 429 */
export async function jobEvents(caller: Caller, id: string, lastEventId: string | null): Promise<Response> {
  const fleet = locate(caller, id);
  shown(caller, id, await fleet.summary(id));
  const query = new URLSearchParams({ job: id, for: caller.principal.name });
  const reply = await fleet.fetch(`http://fleet/events?${query}`, {
    headers: lastEventId ? { "last-event-id": lastEventId } : {},
  });
  if (reply.status !== 429) return reply;
  const { full, limit } = (await reply.json()) as { full: string; limit: number };
  throw new HttpProblem(
    429,
    "Gateway.TooManyStreams",
    `There are ${limit} open event streams of this ${full} already; close some, or ask GET /v1/jobs/${id} now and then.`,
    { headers: { "retry-after": "5" } },
  );
}

/** A region whose jobs could not be had. */
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

async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: number | null = null;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function jobsOf(
  caller: Caller,
  account: string,
  region: string,
  before: { createdAt: number; id: string } | undefined,
): Promise<JobSummary[] | Unavailable> {
  try {
    const fleet = fleetOf(caller, account, region);
    const asked: Promise<JobSummary[]> = fleet.list(viewerOf(caller), PAGE + 1, before);
    return (await within(REGION_PATIENCE_MS, asked)) ?? { account, region, code: "Gateway.Timeout" };
  } catch {
    return { account, region, code: "Gateway.RegionUnavailable" };
  }
}

/** A page of the jobs of all regions the caller may see, newest first. @throws HttpProblem 400 */
export async function listJobs(caller: Caller, { cursor }: Query): Promise<JobPage> {
  const [createdAt, id] = readCursor(cursor, ["number", "string"]) ?? [];
  const before = createdAt === undefined ? undefined : { createdAt: Number(createdAt), id: String(id) };
  const { scopes } = caller.principal;
  const answers = await Promise.all(
    accountsIn(caller).flatMap(({ name, regions }) =>
      regions
        .filter((region) => allowsRegion(scopes, region))
        .map((region) => jobsOf(caller, name, region, before)),
    ),
  );
  const jobs = answers
    .flatMap((answer) => (Array.isArray(answer) ? answer : []))
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  const unavailable = answers.flatMap((answer) => (Array.isArray(answer) ? [] : [answer]));
  const items = jobs.slice(0, PAGE);
  const last = items.at(-1);
  return {
    items,
    ...(jobs.length > PAGE && last && { cursor: writeCursor([last.createdAt, last.id]) }),
    ...(unavailable.length > 0 && { unavailable }),
  };
}
