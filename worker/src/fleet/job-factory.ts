import { createJob, type FleetJob } from "tencentcloud-edge";
import type { JobSpec } from "../jobs/types";

type CoreOptions = Parameters<typeof createJob>[2];

/**
 * The state machine of a job.
 *
 * @throws TencentCloudError for ids or options the core refuses
 */
export function newJob(
  { action, region, instanceIds, options }: Omit<JobSpec, "id" | "createdBy" | "language">,
  nowMs: number,
): FleetJob {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return createJob(action, instanceIds, { ...options, region, nowMs, pace: "driver", seed } as CoreOptions);
}
