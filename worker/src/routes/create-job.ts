import { chooseAccount } from "../auth/account";
import { variableOf } from "../config/limits";
import type { LimitReached } from "../fleet/api";
import { hexDigest } from "../hash";
import { languageOf } from "../http/language";
import { HttpProblem } from "../http/problem";
import { coreError, validateJob } from "../jobs/checks";
import { type DryRun, describeDryRun } from "../jobs/dry-run";
import { type JobRequest, readJobRequest } from "../jobs/request";
import type { JobView } from "../jobs/types";
import { type Caller, fleetOf, idempotencyKeysOf, redactRows } from "./caller";

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

/* The members and their order are those of the first release, whose keys are still bound to their digest. */
function bodyOf({ action, region, instanceIds, options: { wait = true, ...more } }: JobRequest) {
  return { action, region, instanceIds, wait, ...more };
}

/** The id of the job to create, or of the one that was created with the same idempotency key. */
async function claimId(caller: Caller, key: string | undefined, request: JobRequest): Promise<string> {
  const fresh = newJobId(request.account.name, request.region);
  if (key === undefined) return fresh;
  if (!IDEMPOTENCY_KEY.test(key))
    throw new HttpProblem(
      400,
      "Gateway.BadRequest",
      "Idempotency-Key: must be 1 to 255 visible ASCII characters.",
    );
  const digest = await hexDigest(JSON.stringify(bodyOf(request)));
  const keys = idempotencyKeysOf(caller, request.account.name);
  const claim = await keys.claim(caller.principal.name, key, digest, fresh);
  if (claim.digest === digest) return claim.jobId;
  throw new HttpProblem(
    409,
    "Gateway.IdempotencyConflict",
    "This Idempotency-Key was used with another body; use a new key for a new job.",
    { members: { jobId: claim.jobId } },
  );
}

async function createOrFind(caller: Caller, key: string | undefined, spec: JobRequest, language: string) {
  const { account, action, region, instanceIds, options } = spec;
  const id = await claimId(caller, key, spec);
  const createdBy = caller.principal.name;
  const fleet = fleetOf(caller, account.name, region);
  const job = await fleet.create({ id, action, region, instanceIds, options, language, createdBy });
  if ("limit" in job) throw tooManyJobs(job);
  return { ...job, instances: redactRows(caller, job.instances) };
}

/**
 * Creates a job, or only describes it if the body says dryRun.
 *
 * @throws HttpProblem 400, 403, 409, 413, 415, 429
 */
export async function createJobFor(caller: Caller, request: Request): Promise<JobView | DryRun> {
  const { scopes, name } = caller.principal;
  const { limits } = caller.config;
  const spec = await readJobRequest(request, limits.bodyBytes, (named) =>
    chooseAccount(caller.config, scopes, named),
  );
  const core = coreError(spec);
  const problem = validateJob(spec, scopes, limits, core);
  if (spec.dryRun) {
    const fleet = fleetOf(caller, spec.account.name, spec.region);
    const reached = problem ? undefined : await fleet.jobLimitReached(name);
    const malformed = new Set(core?.invalidIds?.map(({ value }) => String(value)));
    const refusal = problem ?? (reached && tooManyJobs(reached));
    return describeDryRun(spec, malformed, scopes, limits.jobInstances, refusal);
  }
  if (problem) throw problem;
  const key = request.headers.get("idempotency-key") ?? undefined;
  return createOrFind(caller, key, spec, languageOf(request));
}
