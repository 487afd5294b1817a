import type { Readiness } from "tencentcloud-edge/gateway";
import { entryOf } from "../auth/issued-tokens";
import { type ConfigResult, readConfig } from "../config/config";
import { releaseOf } from "../config/release";
import { scopeWarnings } from "../config/scope-names";
import { REGISTRY } from "../fleet/api";
import type { FleetMetrics } from "../fleet/metrics";
import { registryOf } from "../fleet/registry-client";
import type { Place } from "../fleet/store/places";
import { HttpProblem } from "../http/problem";
import { familiesOf, type ObjectMetrics } from "../metrics/families";
import { CONTENT_TYPE, writeMetrics } from "../metrics/open-metrics";
import type { RequestCounts } from "../metrics/request-counts";
import { within } from "../timeout";
import { awakeFleetOf, type Caller } from "./caller";
import { formerPlaces, servedPlaces, unservedPlaces } from "./places";

/* An object that does not answer in time is shown as down, beside the metrics of the others. */
const TIMEOUT_MS = 5_000;
const MAX_TOKEN_WARNINGS = 20;

function requireScope({ principal }: Caller): void {
  if (!principal.scopes.metrics)
    throw new HttpProblem(403, "Gateway.Forbidden", 'This token\'s scope "metrics" is not set.', {
      members: { scope: "metrics" },
    });
}

const soon = <T>(work: Promise<T>) => within(TIMEOUT_MS, work).catch(() => undefined);

async function metricsOf(caller: Caller, { account, region }: Place): Promise<ObjectMetrics> {
  const asked = awakeFleetOf(caller, account, region).then((fleet): Promise<FleetMetrics> => fleet.metrics());
  return { account, region, metrics: await soon(asked) };
}

/**
 * The metrics of all objects, as OpenMetrics text.
 *
 * @throws HttpProblem 403
 */
export async function metrics(caller: Caller, counts: RequestCounts): Promise<Response> {
  requireScope(caller);
  const { env, config } = caller;
  const registry = async (): Promise<FleetMetrics> => {
    await counts.flush(env);
    return env.FLEET.get(env.FLEET.idFromName(REGISTRY)).metrics();
  };
  const registryMetrics = soon(registry());
  const ask = (places: readonly Place[]) => Promise.all(places.map((place) => metricsOf(caller, place)));
  const former = formerPlaces(env, config).then(ask, () => []);
  const [served, unserved] = await Promise.all([ask(servedPlaces(config)), former]);
  /* A place that is not served any more is of interest as long as it holds jobs. */
  const objects = [...served, ...unserved.filter((it) => it.metrics?.jobs.length !== 0)];
  const text = writeMetrics(familiesOf(objects, await registryMetrics));
  return new Response(text, { headers: { "content-type": CONTENT_TYPE, "cache-control": "no-store" } });
}

/** What of the scopes of issued tokens has no effect: a change of the accounts or regions may have made it so. */
async function issuedTokenWarnings({ env, config }: Caller): Promise<string[]> {
  const tokens = await soon(registryOf(env).tokens());
  if (!tokens) return ["the issued tokens could not be read"];
  const served = { regions: config.regions, accounts: config.accounts.map(({ name }) => name) };
  const now = Date.now();
  return tokens
    .flatMap((stored) => entryOf(stored, now) ?? [])
    .flatMap(({ name, scopes }) => scopeWarnings("issued token: ", name, scopes, served))
    .slice(0, MAX_TOKEN_WARNINGS);
}

/** `3 running jobs and 1 stuck job`; empty if every job has ended. */
function unfinished({ jobs }: FleetMetrics): string {
  const count = (...states: string[]) =>
    jobs.reduce((sum, job) => sum + (states.includes(job.state) ? job.count : 0), 0);
  return [
    { word: "running", jobs: count("running", "cancelling") },
    { word: "stuck", jobs: count("stuck") },
  ]
    .filter((it) => it.jobs > 0)
    .map((it) => `${it.jobs} ${it.word} job${it.jobs === 1 ? "" : "s"}`)
    .join(" and ");
}

/** The places that are not served any more and have, or may have, unfinished jobs. */
async function placeWarnings(caller: Caller): Promise<string[]> {
  const { env, config } = caller;
  /* Accounts that could not be read are not accounts that were taken out. */
  if (config.accounts.length === 0) return [];
  const places = await unservedPlaces(env, config).catch(() => undefined);
  if (!places) return ["whether regions that are not served any more have running jobs could not be read"];
  const asked = await Promise.all(places.map((place) => metricsOf(caller, place)));
  return asked.flatMap(({ account, region, metrics }) => {
    const isConfigured = config.accounts.some(({ name }) => name === account);
    const why = isConfigured
      ? `region ${region} of account ${account} is not served any more`
      : `account ${account} is not configured any more`;
    if (!metrics)
      return [`${why}, and whether it has running jobs in ${region} is not known: it does not answer`];
    const jobs = unfinished(metrics);
    if (jobs === "") return [];
    return [
      isConfigured ? `${why} and has ${jobs}` : `${why} and has ${jobs} in ${region}, which wait for its key`,
    ];
  });
}

/**
 * Whether the gateway is configured, and if not, what is missing.
 *
 * @throws HttpProblem 403
 */
export async function readyz(caller: Caller): Promise<Response> {
  requireScope(caller);
  const { config, problems }: ConfigResult = readConfig(caller.env);
  const [ofTokens, ofPlaces] = await Promise.all([issuedTokenWarnings(caller), placeWarnings(caller)]);
  const body: Readiness = {
    ok: problems.length === 0,
    missing: problems,
    warnings: [...config.warnings, ...ofPlaces, ...ofTokens],
    release: releaseOf(caller.env),
    accounts: config.accounts.map((account) => ({
      name: account.name,
      regions: account.regions,
      protected: account.protected,
      assumeRole: account.assumeRole !== undefined,
    })),
  };
  return Response.json(body, { status: body.ok ? 200 : 503, headers: { "cache-control": "no-store" } });
}
