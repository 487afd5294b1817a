import type { Config } from "../config/config";
import type { Env } from "../config/env";
import { registryOf } from "../fleet/registry-client";
import type { Place } from "../fleet/store/places";
import { registryFailed } from "../http/errors";
import { within } from "../timeout";

const CACHE_MS = 5_000;
const TIMEOUT_MS = 2_000;

/* The places, not the promise of them: in workerd no request may wait for another's. */
const cache = new WeakMap<Env, { readonly untilMs: number; readonly places: readonly Place[] }>();

/** The places that the configuration serves. */
export const servedPlaces = ({ accounts }: Pick<Config, "accounts">): Place[] =>
  accounts.flatMap(({ name: account, regions }) => regions.map((region) => ({ account, region })));

/**
 * Every place that has had jobs, as the registry knew it some seconds ago at most.
 * @throws HttpProblem 503 if the registry does not answer
 */
async function recordedPlaces(env: Env): Promise<readonly Place[]> {
  const known = cache.get(env);
  const now = Date.now();
  if (known && now < known.untilMs && known.untilMs <= now + CACHE_MS) return known.places;
  try {
    const places = await within(TIMEOUT_MS, registryOf(env).places());
    if (!places) throw new Error(`the registry did not answer within ${TIMEOUT_MS} ms`);
    cache.set(env, { untilMs: now + CACHE_MS, places });
    return places;
  } catch (cause) {
    throw registryFailed(
      cause,
      "The registry of the regions that hold jobs does not answer; try again.",
      "5",
    );
  }
}

/** The places that have had jobs and are not served any more, of accounts too that are not configured any more. */
export async function unservedPlaces(env: Env, config: Config): Promise<Place[]> {
  const served = new Set(servedPlaces(config).map(({ account, region }) => `${account}:${region}`));
  const recorded = await recordedPlaces(env);
  return recorded.filter(({ account, region }) => !served.has(`${account}:${region}`));
}

/**
 * Those of them whose account is configured: its jobs go on, and can be read and cancelled.
 * @throws HttpProblem 503 if the registry does not answer
 */
export async function formerPlaces(env: Env, config: Config): Promise<Place[]> {
  const unserved = await unservedPlaces(env, config);
  return unserved.filter(({ account }) => config.accounts.some(({ name }) => name === account));
}
