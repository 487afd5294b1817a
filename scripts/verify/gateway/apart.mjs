import { playCrowd } from "./fairness.mjs";
import { playLeavers } from "./left.mjs";
import { playLoad } from "./load.mjs";

/** What a round of leavers takes, in seconds, about. */
const ROUND_SECONDS = 2;
const WAIT_MS = 2_000;

/**
 * What is measured on its own, on a machine that does nothing else: times are judged here and nowhere in `npm test`.
 * @param {{load?: number, soak?: number, fairness?: boolean, seed: number}} options `load` in seconds, `soak` in minutes
 * @param {string} workerDir an instrumented gateway
 * @returns {Promise<string[]>} what did not hold
 */
export async function playApart({ load, soak, fairness, seed }, workerDir) {
  /** @type {string[]} */
  const faults = [];
  if (load !== undefined) {
    const { faults: found, ...figures } = await playLoad({
      workerDir,
      seed,
      streams: 500,
      perSecond: 200,
      seconds: load,
    });
    console.log(`load: ${JSON.stringify(figures)}`);
    faults.push(...found);
  }
  if (soak !== undefined) {
    const rounds = Math.max(3, Math.round((soak * 60) / ROUND_SECONDS));
    const {
      faults: found,
      heap,
      resident,
      left,
      listMs,
    } = await playLeavers({ workerDir, seed, rounds, perRound: 25 });
    const ends = (/** @type {number[]} */ mb) => `${mb[0]?.toFixed(1)} to ${mb.at(-1)?.toFixed(1)} MB`;
    console.log(
      `soak: ${left} left, heap ${ends(heap)}, resident ${ends(resident)}, lists after it in ${listMs} ms`,
    );
    faults.push(...found);
  }
  if (fairness) {
    const { requestsBefore, waitedMs } = await playCrowd({ workerDir, seed, jobs: 300 });
    console.log(
      `fairness: the single job's request arrived after ${requestsBefore} of others, ${waitedMs} ms`,
    );
    if (!(waitedMs <= WAIT_MS)) faults.push(`the single job waited ${waitedMs} ms`);
  }
  return faults;
}
