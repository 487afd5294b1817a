import type { DryRun } from "tencentcloud-edge/gateway";
import { chooseAccount } from "../auth/account";
import { authenticateRequest } from "../auth/authenticate-request";
import { variableOf } from "../config/limits";
import type { LimitReached } from "../fleet/api";
import type { Claim } from "../fleet/store/idempotency";
import { languageOf } from "../http/language";
import { HttpProblem } from "../http/problem";
import { digestOf, isDigestOf } from "../jobs/canonical";
import { coreError, validateJob } from "../jobs/checks";
import { describeDryRun, type Verdict } from "../jobs/dry-run";
import { type JobRequest, readJobRequest } from "../jobs/request";
import type { JobView } from "../jobs/types";
import { awakeFleetOf, type Caller, fleetOf, idempotencyKeysOf, redactRows } from "./caller";

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/* Account and region say where the job is stored; ids of one region sort by time. */
function newJobId(account: string, region: string): string {
  const time = Date.now().toString(36).padStart(9, "0");
  const random = crypto.getRandomValues(new Uint8Array(12));
  return `job_${account}.${region}_${time}${Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

const tooManyJobs = ({ scope, limit }: LimitReached) =>
  new HttpProblem(
    429,
    "Gateway.TooManyJobs",
    `There are ${limit} running jobs of this ${scope} in this region already, which is the limit ` +
      `(${variableOf("runningJobs", scope)}); wait until some have ended, or cancel them.`,
    { headers: { "retry-after": "5" } },
  );

/** @throws HttpProblem 400 */
function readKey(request: Request): string | undefined {
  const key = request.headers.get("idempotency-key") ?? undefined;
  if (key === undefined || IDEMPOTENCY_KEY.test(key)) return key;
  throw new HttpProblem(
    400,
    "Gateway.BadRequest",
    "Idempotency-Key: must be 1 to 255 visible ASCII characters.",
  );
}

/** The job that an idempotency key is bound to. @throws HttpProblem 409 if it was made from another body */
async function jobOfClaim({ digest, jobId }: Claim, request: JobRequest): Promise<string> {
  if (await isDigestOf(digest, request)) return jobId;
  throw new HttpProblem(
    409,
    "Gateway.IdempotencyConflict",
    "This Idempotency-Key was used with another body; use a new key for a new job.",
    { members: { jobId } },
  );
}

/** The id of the job to create, or of the one that was created with the same idempotency key. @throws HttpProblem 409 */
async function claimId(caller: Caller, key: string | undefined, request: JobRequest): Promise<string> {
  const fresh = newJobId(request.account.name, request.region);
  if (key === undefined) return fresh;
  const keys = idempotencyKeysOf(caller, request.account.name);
  const claim = await keys.claim(caller.principal.name, key, await digestOf(request), fresh);
  return jobOfClaim(claim, request);
}

async function createOrFind(caller: Caller, key: string | undefined, spec: JobRequest, language: string) {
  const { account, action, region, instanceIds, options } = spec;
  const id = await claimId(caller, key, spec);
  const createdBy = caller.principal.name;
  const fleet = await awakeFleetOf(caller, account.name, region);
  const job = await fleet.create({ id, action, region, instanceIds, options, language, createdBy });
  if ("limit" in job) throw tooManyJobs(job);
  return { ...job, instances: redactRows(caller, job.instances) };
}

/** What POST would answer to a valid request, as far as its key and the limits decide. @throws HttpProblem 400, 409, 429 */
async function findEarlierJob(
  caller: Caller,
  request: Request,
  spec: JobRequest,
): Promise<string | undefined> {
  const { name } = caller.principal;
  const { name: account } = spec.account;
  const key = readKey(request);
  const claim = key === undefined ? undefined : await idempotencyKeysOf(caller, account).findClaim(name, key);
  const jobId = claim && (await jobOfClaim(claim, spec));
  const fleet = fleetOf(caller, account, spec.region);
  if (jobId !== undefined && (await fleet.summary(jobId))) return jobId;
  const reached = await fleet.jobLimitReached(name);
  if (reached) throw tooManyJobs(reached);
  return undefined;
}

/** What POST would answer; `problem`: why it refuses the request already for what is in it. */
async function verdictOf(
  caller: Caller,
  request: Request,
  spec: JobRequest,
  problem: HttpProblem | undefined,
): Promise<Verdict> {
  if (problem) return { problem };
  try {
    return { jobId: await findEarlierJob(caller, request, spec) };
  } catch (cause) {
    if (cause instanceof HttpProblem) return { problem: cause };
    throw cause;
  }
}

/**
 * Creates a job, or only describes it if the body says dryRun.
 *
 * @throws HttpProblem 400, 401, 403, 409, 413, 415, 429, 503
 */
export async function createJobFor(caller: Caller, request: Request): Promise<JobView | DryRun> {
  const { scopes } = caller.principal;
  const { limits } = caller.config;
  const spec = await readJobRequest(request, limits.bodyBytes, (named) =>
    chooseAccount(caller.config, scopes, named),
  );
  /* The body may have taken longer to arrive than the token was valid. */
  await authenticateRequest(caller.env, caller.config, request);
  const core = coreError(spec);
  const problem = validateJob(spec, scopes, limits, core);
  if (spec.dryRun) {
    const malformed = new Set(core?.invalidIds?.map(({ value }) => String(value)));
    const verdict = await verdictOf(caller, request, spec, problem);
    return describeDryRun(spec, malformed, scopes, limits.jobInstances, verdict);
  }
  if (problem) throw problem;
  return createOrFind(caller, readKey(request), spec, languageOf(request));
}
