import { accountsOf, chooseAccount } from "../auth/account";
import type { Principal } from "../auth/authenticate";
import { allowsAction, allowsEveryInstance, allowsRegion, type Refusal } from "../auth/scopes";
import type { Account } from "../config/accounts";
import type { Config } from "../config/config";
import type { Env } from "../config/env";
import { KEYS, objectName } from "../config/object-names";
import type { FleetObject } from "../fleet/object";
import { HttpProblem, tame } from "../http/problem";
import type { InstanceRow, JobSummary, Viewer } from "../jobs/types";

/* An account's name holds no dot. Ids from before accounts had names begin with the region. */
const JOB_ID = /^job_(?:([A-Za-z0-9_-]+)\.)?([a-z0-9-]+)_[0-9a-z]{9}[0-9a-f]{24}$/;

/** What the log says of a request beside its address. */
export interface Trace {
  /** The account it went to, `*` for several. */
  account?: string;
}

/** Everything a route needs to know about the request it answers. */
export interface Caller {
  readonly env: Env;
  readonly config: Config;
  readonly principal: Principal;
  /** The account that the address names. */
  readonly account: string | undefined;
  readonly trace: Trace;
}

export function fleetOf(
  { env, trace }: Caller,
  account: string,
  region: string,
): DurableObjectStub<FleetObject> {
  trace.account = (trace.account ?? account) === account ? account : "*";
  return env.FLEET.get(env.FLEET.idFromName(objectName(account, region)));
}

/** The accounts that a request about jobs means: the one its address names, else all that its token may use. */
export const accountsIn = ({ config, principal: { scopes }, account }: Caller): Account[] =>
  account ? [chooseAccount(config, scopes, account)] : accountsOf(config, scopes);

/* Keys are of the whole account, so that one key cannot make a job in each of two regions. */
export const keysOf = ({ env }: Caller, account: string): DurableObjectStub<FleetObject> =>
  env.FLEET.get(env.FLEET.idFromName(objectName(account, KEYS)));

export const secretsOf = ({ config }: Caller) =>
  config.accounts.flatMap(({ credentials: { secretKey, secretId, token } }) => [secretKey, secretId, token]);

export function forbid(refusal: Refusal | undefined): void {
  if (refusal)
    throw new HttpProblem(403, "Gateway.Forbidden", refusal.detail, { members: { scope: refusal.scope } });
}

const noJob = (id: string) =>
  new HttpProblem(404, "Gateway.NotFound", `There is no job ${id.slice(0, 100)}.`);

export function viewerOf({ principal }: Caller): Viewer {
  const { name, scopes } = principal;
  const actions = ["StartInstances", "StopInstances", "RebootInstances"];
  return {
    name,
    others: allowsEveryInstance(scopes) ? actions.filter((action) => allowsAction(scopes, action)) : [],
  };
}

/** Where a job lives, if the caller may look there. A job that is not to be seen is as absent as one that is not. */
export function locate(caller: Caller, id: string): DurableObjectStub<FleetObject> {
  const [, name, region = ""] = JOB_ID.exec(id) ?? [];
  const account = accountsIn(caller).find(
    (usable) => (name === undefined || usable.name === name) && usable.regions.includes(region),
  );
  if (!account || !allowsRegion(caller.principal.scopes, region)) throw noJob(id);
  return fleetOf(caller, account.name, region);
}

/** @throws HttpProblem 404 for a job that is not there or not to be seen */
export function shown<T extends JobSummary>(caller: Caller, id: string, job: T | undefined): T {
  const { name, others } = viewerOf(caller);
  if (!job || !(job.createdBy === name || others.includes(job.action))) throw noJob(id);
  return job;
}

/** The same rows without secrets: the service's messages may repeat the secretId. */
export function tamed(caller: Caller, rows: readonly InstanceRow[]): InstanceRow[] {
  const secrets = secretsOf(caller);
  return rows.map((row) =>
    row.error ? { ...row, error: { ...row.error, message: tame(row.error.message, secrets) } } : row,
  );
}
