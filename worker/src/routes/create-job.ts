import { chooseAccount } from "../auth/account";
import { hexDigest } from "../hash";
import { languageOf } from "../http/language";
import { HttpProblem } from "../http/problem";
import { coreRefusal, refusalOf } from "../jobs/checks";
import { type Plan, planJob } from "../jobs/dry-run";
import { type JobRequest, readJobRequest } from "../jobs/request";
import type { JobView } from "../jobs/types";
import { type Caller, fleetOf, keysOf, tamed } from "./caller";

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/* Account and region say where the job lives; ids of one region sort by their moment. */
function newJobId(account: string, region: string): string {
  const moment = Date.now().toString(36).padStart(9, "0");
  const random = crypto.getRandomValues(new Uint8Array(12));
  return `job_${account}.${region}_${moment}${Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

const tooManyJobs = ({ full, limit }: { full: string; limit: number }) =>
  new HttpProblem(
    429,
    "Gateway.TooManyJobs",
    `There are ${limit} running jobs of this ${full} already; wait for some to end, or cancel them.`,
    { headers: { "retry-after": "5" } },
  );

/* The members and their order are those of the first release, whose keys are still bound to them. */
function bodyOf({ action, region, instanceIds, options: { wait = true, ...more } }: JobRequest) {
  return { action, region, instanceIds, wait, ...more };
}

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
  const bound = await keysOf(caller, request.account.name).claim(caller.principal.name, key, digest, fresh);
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
 * @throws HttpProblem 400, 403, 409, 413, 415, 429
 */
export async function createJobFor(caller: Caller, request: Request): Promise<JobView | Plan> {
  const { scopes, name } = caller.principal;
  const { limits } = caller.config;
  const order = await readJobRequest(request, limits.bodyBytes, (named) =>
    chooseAccount(caller.config, scopes, named),
  );
  const { account, action, region, instanceIds, options } = order;
  const fleet = fleetOf(caller, account.name, region);
  const core = coreRefusal(order);
  const problem = refusalOf(order, scopes, limits, core);
  if (order.dryRun) {
    const full = problem ? undefined : await fleet.room(name);
    const malformed = new Set(core?.invalidIds?.map(({ value }) => String(value)));
    return planJob(order, malformed, scopes, limits.jobInstances, problem ?? (full && tooManyJobs(full)));
  }
  if (problem) throw problem;
  const id = await claimId(caller, request.headers.get("idempotency-key") ?? undefined, order);
  const language = languageOf(request);
  const job = await fleet.create({
    id,
    action,
    region,
    instanceIds,
    options,
    language,
    createdBy: name,
  });
  if ("full" in job) throw tooManyJobs(job);
  return { ...job, instances: tamed(caller, job.instances) };
}
