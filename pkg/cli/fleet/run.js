import { runJobs } from "./jobs.js";
import { showProgress } from "./progress.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("./jobs.js").RegionJob} RegionJob */
/** @typedef {import("./jobs.js").RegionResult} RegionResult */
/** @typedef {{results: RegionResult[], interrupted: boolean, ms: number}} Ended */

/** How long an interrupted operation may look what became of its last requests. */
const LAST_LOOK_MS = 5_000;

/**
 * Runs jobs to their ends, or until Ctrl-C.
 * @param {Invocation} invocation
 * @param {RegionJob[]} jobs
 * @param {object} how
 * @param {import("../connection/connection.js").Connection} how.connection
 * @param {import("./operation.js").Task} how.task
 * @param {ReturnType<typeof import("./interrupts.js").onInterrupt>} how.interrupts
 * @param {import("./journal/journal.js").Journal | undefined} how.journal
 * @returns {Promise<Ended>}
 */
export async function run(invocation, jobs, { connection, task, interrupts, journal }) {
  const stop = new AbortController();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const began = performance.now();
  const progress = showProgress(invocation, jobs);
  interrupts.change(() => {
    progress.stop();
    invocation.warn(
      invocation.say({
        en: "\nEnding: nothing more is sent; looking once at what was. Ctrl-C again ends at once.",
        zh: "\n正在结束：不再发送请求，并最后查询一次已发送的请求。再次按 Ctrl-C 立即退出。",
      }),
    );
    for (const { region, job } of jobs) {
      // What is known until now is kept: what comes after the end is not.
      journal?.append(region, job.changes()).catch(() => {});
      job.cancel(Date.now());
    }
    timer = setTimeout(() => stop.abort(), LAST_LOOK_MS);
  });
  try {
    const results = await runJobs(jobs, connection, {
      rate: task.rate,
      signal: stop.signal,
      onProgress: progress.update,
      ...(journal && { save: journal.append }),
    });
    return { results, interrupted: interrupts.count() > 0, ms: performance.now() - began };
  } finally {
    clearTimeout(timer);
    progress.stop();
  }
}
