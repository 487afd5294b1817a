import { createJob, createPace, runJob } from "../../index.js";
import { isTencentCloudError } from "../../lib/core/errors.js";
import { failuresMeant } from "./operation.js";

/** @typedef {import("../../index.js").FleetJob} FleetJob */
/** @typedef {import("../../index.js").FleetProgress} FleetProgress */
/** @typedef {import("../../index.js").TencentCloudError} TencentCloudError */
/** @typedef {import("../../index.js").InstanceOutcome<import("../../index.js").Outcome | "pending">} InstanceOutcome */
/** @typedef {{region: string, job: FleetJob}} RegionJob */
/** How a region ended; `error`: why nothing more could be done there. @typedef {{region: string, instances: InstanceOutcome[], halted: boolean, error?: TencentCloudError}} RegionResult */

/**
 * A job for each region that has instances.
 * @param {import("../selection/choose.js").Chosen[]} chosen
 * @param {import("./operation.js").Task} task
 * @returns {RegionJob[]}
 */
export function createJobs(chosen, { operation: { action }, options, timeoutMs, stopAfter }) {
  const regions = chosen.filter(({ ids }) => ids.length > 0);
  return regions.map(({ region, ids }) => ({
    region,
    job: createJob(action, ids, {
      ...options,
      ...(stopAfter !== undefined && { stopAfter: failuresMeant(stopAfter, ids.length) }),
      region,
      nowMs: Date.now(),
      deadlineMs: timeoutMs,
      pace: "driver",
    }),
  }));
}

/**
 * Runs jobs side by side, each to its end.
 * @param {RegionJob[]} jobs
 * @param {import("../connection/connection.js").Connection} connection
 * @param {object} how
 * @param {number | undefined} how.rate acting requests a second in each region; undefined: as many as the service takes
 * @param {AbortSignal} how.signal ends all of them at once
 * @param {(region: string, progress: FleetProgress) => void} how.onProgress
 * @param {(region: string, changes: Array<[string, string]>) => Promise<void>} [how.save] awaited before each acting request
 * @returns {Promise<RegionResult[]>}
 */
export async function runJobs(jobs, connection, { rate, signal, onProgress, save }) {
  const paces = jobs.map(() => (rate === undefined ? undefined : createPace(rate)));
  try {
    return await Promise.all(jobs.map((one, at) => runOne(one, paces[at])));
  } finally {
    // Not before all of them are over: until then each may be looked at.
    for (const { job } of jobs) job.free();
    for (const pace of paces) pace?.free();
  }

  /** @param {RegionJob} one @param {import("../../index.js").Pace | undefined} pace @returns {Promise<RegionResult>} */
  async function runOne({ region, job }, pace) {
    try {
      const { instances, halted = false } = await runJob(job, {
        ...connection.options("cvm"),
        region,
        signal,
        ...(pace && { pace }),
        ...(save && { save: (changes) => save(region, changes) }),
        onProgress: (progress) => onProgress(region, progress),
      });
      return { region, instances, halted };
    } catch (error) {
      if (!isTencentCloudError(error)) throw error;
      const { instances, halted = false } = job.result();
      return { region, instances, halted, error };
    }
  }
}
