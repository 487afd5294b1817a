import { accountsOf, chooseAccount, requireAccounts } from "../auth/account";
import type { Principal } from "../auth/authenticate";
import { allowsAction, allowsEveryInstance, allowsRegion, type ScopeViolation } from "../auth/scopes";
import type { Account } from "../config/accounts";
import type { Config } from "../config/config";
import type { Env } from "../config/env";
import { KEYS, objectName } from "../config/object-names";
import { OPERATION_NAMES } from "../config/operations";
import type { FleetApi } from "../fleet/api";
import { HttpProblem, redact } from "../http/problem";
import type { InstanceRow, JobSummary, Viewer } from "../jobs/types";
import { checkClock } from "./clock-check";
import { formerPlaces } from "./places";

/* An account's name holds no dot. Ids from before accounts had names begin with the region. */
const JOB_ID = /^job_(?:([A-Za-z0-9_-]+)\.)?([a-z0-9-]+)_[0-9a-z]{9}[0-9a-f]{24}$/;

/** What the log says of a request beside its address. */
export interface Trace {
  /** The account that it concerned, `*` for several. */
  account?: string;
}

/** An authenticated request, as its route sees it. */
export interface Caller {
  readonly env: Env;
  readonly config: Config;
  readonly principal: Principal;
  /** The account that the address names. */
  readonly account: string | undefined;
  readonly trace: Trace;
}

/** The RPC stub of a fleet object. */
export type FleetStub = DurableObjectStub<FleetApi>;

const stubOf = (env: Env, name: string): FleetStub => env.FLEET.get(env.FLEET.idFromName(name));

/** The object of an account and region; the log names the account. */
export function fleetOf({ env, trace }: Caller, account: string, region: string): FleetStub {
  trace.account = (trace.account ?? account) === account ? account : "*";
  return stubOf(env, objectName(account, region));
}

/** The same, asked for only once its clock is known to go on. */
export async function awakeFleetOf(caller: Caller, account: string, region: string): Promise<FleetStub> {
  const name = objectName(account, region);
  await checkClock(stubOf(caller.env, name), name);
  return fleetOf(caller, account, region);
}

/**
 * The accounts that a list of jobs concerns: the one its address names, else all that its token may use, maybe none.
 * @throws HttpProblem 403 if it may not use the one that is named
 */
export const accountsIn = ({ config, principal: { scopes }, account }: Caller): Account[] =>
  account ? [chooseAccount(config, scopes, account)] : accountsOf(config, scopes);

/* One object for the whole account, so that one key cannot create a job in each of two regions. */
export const idempotencyKeysOf = ({ env }: Caller, account: string): FleetStub =>
  stubOf(env, objectName(account, KEYS));

export const secretsOf = ({ config }: Caller) =>
  config.accounts.flatMap(({ credentials: { secretKey, secretId, token } }) => [secretKey, secretId, token]);

/** @throws HttpProblem 403 if there is a violation */
export function assertAllowed(violation: ScopeViolation | undefined): void {
  if (violation)
    throw new HttpProblem(403, "Gateway.Forbidden", violation.detail, {
      members: { scope: violation.scope },
    });
}

const noJob = (id: string) =>
  new HttpProblem(404, "Gateway.NotFound", `There is no job ${id.slice(0, 100)}.`);

export function viewerOf({ principal }: Caller): Viewer {
  const { name, scopes } = principal;
  const sharedActions = allowsEveryInstance(scopes)
    ? OPERATION_NAMES.filter((action) => allowsAction(scopes, action))
    : [];
  return { name, sharedActions };
}

/** The objects that may hold a job of this id: one, unless the id is from before accounts had names. */
async function candidatesFor(caller: Caller, id: string): Promise<FleetStub[]> {
  const [, name, region] = JOB_ID.exec(id) ?? [];
  if (region === undefined || !allowsRegion(caller.principal.scopes, region)) return [];
  if (!caller.account) requireAccounts(caller.config, caller.principal.scopes);
  const usable = accountsIn(caller).filter((account) => name === undefined || account.name === name);
  const served = usable.filter(({ regions }) => regions.includes(region)).map((account) => account.name);
  const former = served.length < usable.length ? await formerAccounts(caller, region, served.length > 0) : [];
  return Promise.all(
    usable
      .filter((account) => served.includes(account.name) || former.includes(account.name))
      .map((account) => awakeFleetOf(caller, account.name, region)),
  );
}

/**
 * The accounts that have had jobs in a region which they do not serve any more. A region in an id is never just believed:
 * asking for an object creates it.
 * @param isOptional whether there are none where the registry does not answer
 */
async function formerAccounts(
  { env, config }: Caller,
  region: string,
  isOptional: boolean,
): Promise<string[]> {
  try {
    const places = await formerPlaces(env, config);
    return places.filter((place) => place.region === region).map(({ account }) => account);
  } catch (cause) {
    if (isOptional) return [];
    throw cause;
  }
}

/**
 * The object that holds a job, if the caller may look there.
 * @throws HttpProblem 404, the same whether there is no such job or the caller may not see it; 503 if the region is not
 *   served any more and the registry does not answer
 */
export async function fleetOfJob(caller: Caller, id: string): Promise<FleetStub> {
  const candidates = await candidatesFor(caller, id);
  const [only] = candidates;
  if (only && candidates.length === 1) return only;
  const asked = await Promise.allSettled(candidates.map(async (fleet) => fleet.summary(id)));
  const holder = candidates[asked.findIndex((it) => it.status === "fulfilled" && it.value !== undefined)];
  if (holder) return holder;
  const failed = asked.find((it) => it.status === "rejected");
  throw failed ? failed.reason : noJob(id);
}

/** @throws HttpProblem 404 for a job that does not exist or that the caller may not see */
export function requireVisible<T extends JobSummary>(caller: Caller, id: string, job: T | undefined): T {
  const { name, sharedActions } = viewerOf(caller);
  if (!job || !(job.createdBy === name || sharedActions.includes(job.action))) throw noJob(id);
  return job;
}

/** The same rows without secrets: the service's messages may repeat the secretId. */
export function redactRows(caller: Caller, rows: readonly InstanceRow[]): InstanceRow[] {
  const secrets = secretsOf(caller);
  return rows.map((row) =>
    row.error ? { ...row, error: { ...row.error, message: redact(row.error.message, secrets) } } : row,
  );
}
