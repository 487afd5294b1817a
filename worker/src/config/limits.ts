import type { Env } from "./env";

/** Limits, so that no caller takes what others need. */
export interface Limits {
  /** Instances of one job. */
  readonly jobInstances: number;
  /** The longest `deadlineMs` of a job. */
  readonly jobDeadlineMs: number;
  /** Unfinished jobs of an account in a region. */
  readonly runningJobs: number;
  /** The same, of one token. */
  readonly runningJobsPerToken: number;
  /** Open event streams of an account in a region. */
  readonly eventStreams: number;
  /** The same, of one token. */
  readonly eventStreamsPerToken: number;
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Instances of a region scanned for a token that may see only some of them. */
  readonly scannedInstances: number;
}

type Variable = Extract<keyof Env, `MAX_${string}`>;

interface Limit {
  readonly variable: Variable;
  readonly fallback: number;
  /** Less than this makes no sense; default 1. */
  readonly min?: number;
  /** More than this is not safe, whatever is configured. */
  readonly max: number;
}

/** The variable, the default and the highest value of each. */
export const LIMITS: Readonly<Record<keyof Limits, Limit>> = {
  jobInstances: { variable: "MAX_JOB_INSTANCES", fallback: 20_000, max: 50_000 },
  /* At least the deadline of a job that names none. */
  jobDeadlineMs: { variable: "MAX_JOB_DEADLINE_MS", fallback: 604_800_000, min: 600_000, max: 2_592_000_000 },
  runningJobs: { variable: "MAX_RUNNING_JOBS", fallback: 2_000, max: 10_000 },
  runningJobsPerToken: { variable: "MAX_RUNNING_JOBS_PER_TOKEN", fallback: 500, max: 10_000 },
  eventStreams: { variable: "MAX_EVENT_STREAMS", fallback: 2_000, max: 10_000 },
  eventStreamsPerToken: { variable: "MAX_EVENT_STREAMS_PER_TOKEN", fallback: 1_000, max: 10_000 },
  bodyBytes: { variable: "MAX_BODY_BYTES", fallback: 1_048_576, max: 4_194_304 },
  scannedInstances: { variable: "MAX_SCANNED_INSTANCES", fallback: 10_000, max: 30_000 },
};

/** The variable that sets how many of these a token, or the whole account, may have in a region. */
export const variableOf = (what: "runningJobs" | "eventStreams", scope: "token" | "account"): string =>
  LIMITS[scope === "token" ? (`${what}PerToken` as const) : what].variable;

const isWithin = (value: number, min: number, max: number) =>
  Number.isInteger(value) && value >= min && value <= max;

/** Reads the limits. Of a malformed one the default applies, and `problems` names its variable. */
export function parseLimits(env: Env, problems: string[]): Limits {
  const read = ({ variable, fallback, min = 1, max }: Limit): number => {
    const text = env[variable]?.trim();
    if (!text) return fallback;
    const value = Number(text);
    if (isWithin(value, min, max)) return value;
    problems.push(`${variable} must be a whole number from ${min} to ${max}`);
    return fallback;
  };
  return Object.fromEntries(
    Object.entries(LIMITS).map(([name, limit]) => [name, read(limit)]),
  ) as unknown as Limits;
}

/** The limits for an object: malformed ones are reported where requests arrive. */
export const limitsOf = (env: Env): Limits => parseLimits(env, []);
