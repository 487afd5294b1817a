import { createJobs } from "./jobs.js";
import { openJournal } from "./journal/journal.js";
import { pendingIn, restoreJobs } from "./journal/resume.js";
import { headOf, requireSame } from "./journal/same.js";
import { grouped } from "./plan-text.js";
import { chooseFew, refuseMany } from "./selected.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("../connection/connection.js").Connection} Connection */
/** @typedef {import("./jobs.js").RegionJob} RegionJob */
/** @typedef {import("./operation.js").Task} Task */

/**
 * What is to be done, and what an earlier run has done.
 * @typedef {object} Work
 * @property {import("../selection/choose.js").Chosen[]} chosen the instances that are not over
 * @property {import("./jobs.js").RegionResult[]} ended by an earlier run
 * @property {import("./journal/journal.js").Journal | undefined} journal
 * @property {() => Promise<RegionJob[]>} begin makes the jobs, and has the journal ready for them
 */

/**
 * @param {Invocation} invocation
 * @param {Connection} connection
 * @param {Task} task
 * @returns {Promise<Work>}
 */
export async function findWork(invocation, connection, task) {
  const { resume } = invocation.values;
  const journal = resume === undefined ? undefined : await openJournal(resume);
  if (journal?.saved !== undefined)
    return goOn(invocation, connection, task, { journal, saved: journal.saved });
  const chosen = await chooseFew(invocation, connection);
  const begin = async () => {
    const jobs = createJobs(chosen, task);
    const regions = jobs.map(({ region }) => region);
    await journal?.begin(
      { ...headOf(invocation, connection, task), regions, beganAtMs: Date.now() },
      jobs.map(({ region, job }) => ({ region, changes: job.changes() })),
    );
    return jobs;
  };
  return { chosen, ended: [], journal, begin };
}

/**
 * @param {Invocation} invocation
 * @param {Connection} connection
 * @param {Task} task
 * @param {{journal: import("./journal/journal.js").Journal, saved: import("./journal/format.js").Saved}} kept
 * @returns {Promise<Work>}
 */
async function goOn(invocation, connection, task, { journal, saved: { head, rows } }) {
  const { path } = journal;
  const { open, ended } = restoreJobs(path, rows, task.timeoutMs);
  const all = [...open.map(({ job }) => job.result()), ...ended].flatMap(({ instances }) => instances);
  await requireSame(invocation, connection, task, {
    path,
    head,
    ids: all.map(({ instanceId }) => instanceId),
  });
  refuseMany(invocation, all.length);
  tellJournal(invocation, path, head.beganAtMs, {
    all: all.length,
    pending: all.filter(({ outcome }) => outcome === "pending").length,
  });
  const begin = async () => {
    await journal.goOn();
    return open;
  };
  return { chosen: pendingIn(open), ended, journal, begin };
}

/** @param {Invocation} invocation @param {string} path @param {number} beganAtMs @param {{all: number, pending: number}} counts */
function tellJournal({ tell, say }, path, beganAtMs, { all, pending }) {
  const began = new Date(beganAtMs).toISOString();
  const [en, zh] =
    pending === 0
      ? ["all are over, and nothing is sent", "已全部结束，不再发送请求"]
      : [`${grouped(pending)} are not over`, `${grouped(pending)} 台尚未结束`];
  tell(
    say({
      en: `Going on from ${path}, begun at ${began}: of ${grouped(all)} instances ${en}.`,
      zh: `从 ${path} 继续（开始于 ${began}）：共 ${grouped(all)} 台实例，${zh}。`,
    }),
  );
}
