import { accountsOf, chooseAccount, refuseProtected } from "../auth/account";
import type { Principal } from "../auth/authenticate";
import {
  allowsAction,
  allowsEveryInstance,
  allowsRegion,
  type Refusal,
  refuseAction,
  refuseInstances,
} from "../auth/scopes";
import type { Config } from "../config/config";
import type { Env } from "../config/env";
import { KEYS, objectName } from "../config/objects";
import type { FleetObject } from "../fleet/object";
import { hexDigest } from "../hash";
import { readCursor, writeCursor } from "../http/cursor";
import { cloudProblem, HttpProblem, tame } from "../http/problem";
import { type Plan, planJob } from "../jobs/dry-run";
import { malformedIds, readJobRequest } from "../jobs/request";
import type { JobSummary, JobView, Viewer } from "../jobs/types";

const PAGE = 50;
/* An account's name holds no dot. Ids from before accounts had names begin with the region. */
const JOB_ID = /^job_(?:([A-Za-z0-9_-]+)\.)?([a-z0-9-]+)_[0-9a-z]{9}[0-9a-f]{24}$/;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Everything a route needs to know about the request it answers. */
export interface Caller {
  readonly env: Env;
  readonly config: Config;
  readonly principal: Principal;
}

const fleetOf = ({ env }: Caller, account: string, region: string): DurableObjectStub<FleetObject> =>
  env.FLEET.get(env.FLEET.idFromName(objectName(account, region)));

/* Keys are of the whole account, so that one key cannot make a job in each of two regions. */
const keysOf = ({ env }: Caller, account: string): DurableObjectStub<FleetObject> =>
  env.FLEET.get(env.FLEET.idFromName(objectName(account, KEYS)));

const secretsOf = ({ config }: Caller) =>
  config.accounts.flatMap(({ credentials: { secretKey, secretId, token } }) => [secretKey, secretId, token]);

/* Account and region say where the job lives; ids of one region sort by their moment. */
function newJobId(account: string, region: string): string {
  const moment = Date.now().toString(36).padStart(9, "0");
  const random = crypto.getRandomValues(new Uint8Array(12));
  return `job_${account}.${region}_${moment}${Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

function forbid(refusal: Refusal | undefined): void {
  if (refusal)
    throw new HttpProblem(403, "Gateway.Forbidden", refusal.detail, { members: { scope: refusal.scope } });
}

const noJob = (id: string) =>
  new HttpProblem(404, "Gateway.NotFound", `There is no job ${id.slice(0, 100)}.`);

function viewerOf({ principal }: Caller): Viewer {
  const { name, scopes } = principal;
  const actions = ["StartInstances", "StopInstances", "RebootInstances"];
  return {
    name,
    others: allowsEveryInstance(scopes) ? actions.filter((action) => allowsAction(scopes, action)) : [],
  };
}

const sees = ({ name, others }: Viewer, job: JobSummary) =>
  job.createdBy === name || others.includes(job.action);

/** Where a job lives, if the caller may look there. A job that is not to be seen is as absent as one that is not. */
function locate(caller: Caller, id: string): DurableObjectStub<FleetObject> {
  const [, name, region = ""] = JOB_ID.exec(id) ?? [];
  const { config, principal } = caller;
  const account = accountsOf(config, principal.scopes).find(
    (usable) => (name === undefined || usable.name === name) && usable.regions.includes(region),
  );
  if (!account || !allowsRegion(principal.scopes, region)) throw noJob(id);
  return fleetOf(caller, account.name, region);
}

function shown<T extends JobSummary>(caller: Caller, id: string, job: T | undefined): T {
  if (!job || !sees(viewerOf(caller), job)) throw noJob(id);
  return job;
}

/* The service's messages may repeat the secretId. */
function withTameMessages(caller: Caller, job: JobView): JobView {
  const secrets = secretsOf(caller);
  const instances = job.instances.map((instance) =>
    instance.error
      ? { ...instance, error: { ...instance.error, message: tame(instance.error.message, secrets) } }
      : instance,
  );
  return { ...job, instances };
}

async function claimId(
  caller: Caller,
  account: string,
  key: string | undefined,
  fresh: string,
  body: object,
): Promise<string> {
  if (key === undefined) return fresh;
  if (!IDEMPOTENCY_KEY.test(key))
    throw new HttpProblem(
      400,
      "Gateway.BadRequest",
      "Idempotency-Key: must be 1 to 255 visible ASCII characters.",
    );
  const digest = await hexDigest(JSON.stringify(body));
  const bound = await keysOf(caller, account).claim(caller.principal.name, key, digest, fresh);
  if (bound.digest === digest) return bound.jobId;
  throw new HttpProblem(
    409,
    "Gateway.IdempotencyConflict",
    "This Idempotency-Key was used with another body; take a new key for a new job.",
    { members: { jobId: bound.jobId } },
  );
}

/**
 * Makes a job, or only its plan when the body says dryRun.
 *
 * @throws HttpProblem 400, 403, 409, 413, 415
 */
export async function createJobFor(caller: Caller, request: Request): Promise<JobView | Plan> {
  const { config, principal } = caller;
  const order = await readJobRequest(request, (named) => chooseAccount(config, principal.scopes, named));
  const { account, action, region, instanceIds, wait } = order;
  const { scopes, name } = principal;
  forbid(refuseAction(scopes, action, region));
  const malformed = malformedIds(order);
  if (order.dryRun) return planJob(order, new Set(malformed.ids.map(({ value }) => value)), scopes);
  refuseProtected(account);
  if (malformed.error) throw cloudProblem(malformed.error, secretsOf(caller));
  forbid(refuseInstances(scopes, instanceIds));
  const key = request.headers.get("idempotency-key") ?? undefined;
  const fresh = newJobId(account.name, region);
  const id = await claimId(caller, account.name, key, fresh, { action, region, instanceIds, wait });
  const job = await fleetOf(caller, account.name, region).create({
    id,
    action,
    region,
    instanceIds,
    wait,
    createdBy: name,
  });
  return withTameMessages(caller, job);
}

/** @throws HttpProblem 404 */
export async function getJob(caller: Caller, id: string): Promise<JobView> {
  return withTameMessages(caller, shown(caller, id, await locate(caller, id).get(id)));
}

/** @throws HttpProblem 403, 404 */
export async function cancelJob(caller: Caller, id: string): Promise<JobSummary> {
  const fleet = locate(caller, id);
  const job = shown(caller, id, await fleet.summary(id));
  forbid(refuseAction(caller.principal.scopes, job.action, job.region));
  return shown(caller, id, await fleet.cancel(id));
}

/** The job's event stream. @throws HttpProblem 404 */
export async function jobEvents(caller: Caller, id: string, lastEventId: string | null): Promise<Response> {
  const fleet = locate(caller, id);
  shown(caller, id, await fleet.summary(id));
  return fleet.fetch(`http://fleet/events?job=${encodeURIComponent(id)}`, {
    headers: lastEventId ? { "last-event-id": lastEventId } : {},
  });
}

/** A page of the jobs of all regions the caller may see, newest first. @throws HttpProblem 400 */
export async function listJobs(
  caller: Caller,
  cursor: string | undefined,
): Promise<{ items: JobSummary[]; cursor?: string }> {
  const [createdAt, id] = readCursor(cursor, ["number", "string"]) ?? [];
  const before = createdAt === undefined ? undefined : { createdAt: Number(createdAt), id: String(id) };
  const viewer = viewerOf(caller);
  const { scopes } = caller.principal;
  const pages = await Promise.all(
    accountsOf(caller.config, scopes).flatMap(({ name, regions }) =>
      regions
        .filter((region) => allowsRegion(scopes, region))
        .map((region): Promise<JobSummary[]> => fleetOf(caller, name, region).list(viewer, PAGE + 1, before)),
    ),
  );
  const jobs = pages.flat().sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  const items = jobs.slice(0, PAGE);
  const last = items.at(-1);
  return { items, ...(jobs.length > PAGE && last && { cursor: writeCursor([last.createdAt, last.id]) }) };
}
