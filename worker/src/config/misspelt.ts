import type { Env } from "./env";
import { nearest } from "./validation";

/* More letters that differ are another name, not a slip. */
const MAX_DISTANCE = 2;

/** Every name of Env. */
const NAMES: Readonly<Record<keyof Env, true>> = {
  FLEET: true,
  ASSETS: true,
  ACCOUNTS: true,
  TENCENTCLOUD_SECRET_ID: true,
  TENCENTCLOUD_SECRET_KEY: true,
  TENCENTCLOUD_TOKEN: true,
  TENCENTCLOUD_FORMER_SECRET_IDS: true,
  TENCENTCLOUD_ENDPOINT: true,
  GATEWAY_TOKENS: true,
  ALLOWED_ORIGINS: true,
  REGIONS: true,
  ENVIRONMENT: true,
  MAX_JOB_INSTANCES: true,
  MAX_RUNNING_JOBS: true,
  MAX_RUNNING_JOBS_PER_TOKEN: true,
  MAX_EVENT_STREAMS: true,
  MAX_EVENT_STREAMS_PER_TOKEN: true,
  MAX_JOB_DEADLINE_MS: true,
  MAX_BODY_BYTES: true,
  MAX_SCANNED_INSTANCES: true,
  RELEASE: true,
  CF_VERSION_METADATA: true,
};

/** Variables that are not the gateway's, but nearly have the name of one that is. Their values are not shown. */
export function misspeltVariables(env: Env): string[] {
  const known = Object.keys(NAMES);
  return Object.keys(env).flatMap((name) => {
    const meant = known.includes(name) ? undefined : nearest(name, known, MAX_DISTANCE);
    return meant ? [`${name} is not a variable of the gateway; is ${meant} meant?`] : [];
  });
}

/**
 * Regions that nearly have the name of a known one. They are served nevertheless: there may be new ones.
 * @param place where they are configured
 */
export const misspeltRegions = (
  place: string,
  regions: readonly string[],
  known: readonly string[],
): string[] =>
  regions.flatMap((region) => {
    const meant = known.includes(region) ? undefined : nearest(region, known, MAX_DISTANCE);
    return meant ? [`${place}: ${region} is not a known region; is ${meant} meant?`] : [];
  });
