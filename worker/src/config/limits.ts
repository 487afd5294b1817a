import type { Env } from "./env";

/** What is bounded, so that no caller takes what others need. */
export interface Limits {
  /** Instances of one job. */
  readonly jobInstances: number;
  /** Jobs of an account in a region that have not ended. */
  readonly runningJobs: number;
  /** The same, of one token. */
  readonly runningJobsPerToken: number;
  /** Event streams of an account in a region that are open. */
  readonly eventStreams: number;
  /** The same, of one token. */
  readonly eventStreamsPerToken: number;
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Instances of a region looked through for a token that may see some of them. */
  readonly scannedInstances: number;
}

type Variable = Extract<keyof Env, `MAX_${string}`>;

interface Bound {
  readonly variable: Variable;
  readonly fallback: number;
  /** More than this is not safe, whatever is configured. */
  readonly most: number;
}

/** The variable, the default and the highest value of each. */
export const BOUNDS: Readonly<Record<keyof Limits, Bound>> = {
  jobInstances: { variable: "MAX_JOB_INSTANCES", fallback: 20_000, most: 50_000 },
  runningJobs: { variable: "MAX_RUNNING_JOBS", fallback: 2_000, most: 10_000 },
  runningJobsPerToken: { variable: "MAX_RUNNING_JOBS_PER_TOKEN", fallback: 500, most: 10_000 },
  eventStreams: { variable: "MAX_EVENT_STREAMS", fallback: 2_000, most: 10_000 },
  eventStreamsPerToken: { variable: "MAX_EVENT_STREAMS_PER_TOKEN", fallback: 1_000, most: 10_000 },
  bodyBytes: { variable: "MAX_BODY_BYTES", fallback: 1_048_576, most: 4_194_304 },
  scannedInstances: { variable: "MAX_SCANNED_INSTANCES", fallback: 10_000, most: 100_000 },
};

const isWithin = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;

/** Reads the bounds. What is wrong goes to `problems` by the variable's name, and its default stands. */
export function parseLimits(env: Env, problems: string[]): Limits {
  const read = ({ variable, fallback, most }: Bound): number => {
    const text = env[variable]?.trim();
    if (!text) return fallback;
    const value = Number(text);
    if (isWithin(value, most)) return value;
    problems.push(`${variable} must be a whole number from 1 to ${most}`);
    return fallback;
  };
  return Object.fromEntries(
    Object.entries(BOUNDS).map(([name, bound]) => [name, read(bound)]),
  ) as unknown as Limits;
}

/** The bounds for an object: what is malformed is told where requests come in. */
export const limitsOf = (env: Env): Limits => parseLimits(env, []);
