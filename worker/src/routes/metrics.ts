import { entryOf } from "../auth/issued-tokens";
import { type ConfigResult, readConfig } from "../config/config";
import { releaseOf } from "../config/release";
import { scopeWarnings } from "../config/scope-names";
import { REGISTRY } from "../fleet/api";
import type { FleetMetrics } from "../fleet/metrics";
import { registryOf } from "../fleet/registry-client";
import { HttpProblem } from "../http/problem";
import { familiesOf, type ObjectMetrics } from "../metrics/families";
import { CONTENT_TYPE, writeMetrics } from "../metrics/open-metrics";
import type { RequestCounts } from "../metrics/request-counts";
import { within } from "../timeout";
import { type Caller, fleetOf } from "./caller";

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
  const objects = config.accounts.flatMap(({ name: account, regions }) =>
    regions.map(async (region): Promise<ObjectMetrics> => {
      const asked: Promise<FleetMetrics> = fleetOf(caller, account, region).metrics();
      return { account, region, metrics: await soon(asked) };
    }),
  );
  const text = writeMetrics(familiesOf(await Promise.all(objects), await registryMetrics));
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

/**
 * Whether the gateway is configured, and if not, what is missing.
 *
 * @throws HttpProblem 403
 */
export async function readyz(caller: Caller): Promise<Response> {
  requireScope(caller);
  const { config, problems }: ConfigResult = readConfig(caller.env);
  const body = {
    ok: problems.length === 0,
    missing: problems,
    warnings: [...config.warnings, ...(await issuedTokenWarnings(caller))],
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
