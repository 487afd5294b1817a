import type { Job } from "../api/types";

/** A stuck job has not ended: the gateway's next release tries it again. */
const hasEnded = ({ state }: Job) => state !== "running" && state !== "stuck";

const versionOf = ({ version, progress }: Job) => version ?? progress.version ?? 0;

const newestFirst = (a: Job, b: Job) => b.createdAt - a.createdAt;

/**
 * The jobs with `job` added or updated; the same list if it is older than the known one: a job that has ended does not run
 * again, and its version only grows. A job without instances keeps those already known.
 */
export function mergeJob(jobs: readonly Job[], job: Job): readonly Job[] {
  const known = jobs.find((other) => other.id === job.id);
  if (!known) return [job, ...jobs].sort(newestFirst);
  if (hasEnded(known) && !hasEnded(job)) return jobs;
  if (versionOf(job) < versionOf(known)) return jobs;
  const merged: Job = { ...known, ...job };
  return jobs.map((other) => (other === known ? merged : other));
}
