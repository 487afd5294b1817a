import { playCrowd } from "./fairness.mjs";
import { playLarge } from "./large.mjs";
import { playLeavers } from "./left.mjs";
import { playLoad } from "./load.mjs";
import { thirds } from "./memory.mjs";

const WAIT_MS = 2_000;

/**
 * What is measured on its own, on a machine that does nothing else: times are judged here and nowhere in `npm test`.
 * @param {{load?: number, soak?: number, large?: boolean, fairness?: boolean, seed: number}} options `load` in seconds, `soak` in minutes
 * @param {string} workerDir an instrumented gateway
 * @returns {Promise<string[]>} what did not hold
 */
export async function playApart({ load, soak, large, fairness, seed }, workerDir) {
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
    const played = await playLeavers({ workerDir, seed, minutes: soak, perRound: 25 });
    const { faults: found, heap, resident, rested, left, jobs, listMs } = played;
    const ends = (/** @type {number[]} */ mb) =>
      `${mb[0]?.toFixed(1)} MB at first, ${mb.at(-1)?.toFixed(1)} at last; medians of the thirds ${thirds(mb)
        .map((each) => each.toFixed(1))
        .join(", ")}`;
    console.log(
      `soak: ${left} left in ${heap.length} rounds, ${jobs} jobs came of them, lists after it in ${listMs} ms`,
    );
    console.log(`heap: ${ends(heap)}\nresident: ${ends(resident)}; after a rest ${rested?.toFixed(1)}`);
    faults.push(...found);
  }
  if (large) {
    const { faults: found, ...figures } = await playLarge({ workerDir, seed, jobs: 5, idsAJob: 20_000 });
    console.log(`large: ${JSON.stringify(figures)}`);
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
