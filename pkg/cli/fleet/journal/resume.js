import { restoreJob } from "../../../index.js";
import { isTencentCloudError } from "../../../lib/core/errors.js";
import { usage } from "../../exit.js";
import { withTimeFrom } from "./deadline.js";

/** @typedef {import("../jobs.js").RegionJob} RegionJob */
/** @typedef {import("../jobs.js").RegionResult} RegionResult */

/**
 * What a journal holds: the jobs that are to go on, and what the others came to.
 * @param {string} path
 * @param {import("./format.js").Rows} rows
 * @param {number} timeoutMs from now on, for those that go on
 * @returns {{open: RegionJob[], ended: RegionResult[], regions: string[]}}
 */
export function restoreJobs(path, rows, timeoutMs) {
  /** @type {RegionJob[]} */
  const open = [];
  /** @type {RegionResult[]} */
  const ended = [];
  for (const [region, saved] of rows) {
    const job = restored(path, withTimeFrom(saved, Date.now(), timeoutMs));
    const { instances, halted = false } = job.result();
    if (instances.some(({ outcome }) => outcome === "pending")) open.push({ region, job });
    else {
      ended.push({ region, instances, halted });
      job.free();
    }
  }
  return { open, ended, regions: [...rows.keys()] };
}

/** @param {string} path @param {Map<string, string>} rows */
function restored(path, rows) {
  try {
    return restoreJob(rows);
  } catch (error) {
    if (!isTencentCloudError(error)) throw error;
    throw usage(
      `--resume ${path}: the journal cannot be read: ${error.message}. Nothing was sent.`,
      `--resume ${path}：无法读取日志：${error.message}。未发送任何请求。`,
    );
  }
}

/** What is not over yet in each region. @param {RegionJob[]} open @returns {import("../../selection/choose.js").Chosen[]} */
export const pendingIn = (open) =>
  open.map(({ region, job }) => ({
    region,
    ids: job
      .result()
      .instances.filter(({ outcome }) => outcome === "pending")
      .map(({ instanceId }) => instanceId),
  }));
