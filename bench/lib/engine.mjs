import { setTimeout } from "node:timers/promises";
import { clockOf, tellsTime } from "./clock.mjs";

/** @typedef {import("../inside/answer.mjs").Answer} Answer */
/** @typedef {import("../inside/answer.mjs").ContestName} ContestName */
/** @typedef {import("../inside/answer.mjs").Question} Question */
/** @typedef {import("../inside/contests.mjs").Comparison} Comparison */

const SETTLE_MS = 2;

/**
 * @typedef {object} Engine a runtime with the contenders of one contest in it
 * @property {() => Promise<Array<{name: string, signs: string}>>} list
 * @property {(name: string, caseName: string, count: number) => Promise<number>} batch milliseconds for `count` signatures
 * @property {(name: string, caseName: string) => Promise<Comparison>} compare the next signature with a cold one of ours
 * @property {string} version of the runtime
 * @property {() => Promise<void>} close
 */

/**
 * @param {ContestName} contest
 * @param {object} process
 * @param {(question: Question) => Promise<Answer>} process.ask calls a method of a suite inside
 * @param {number} process.pid of the process whose time counts
 * @param {string} process.version
 * @param {() => Promise<void>} process.close
 * @returns {Engine}
 */
export function engineOf(contest, { ask, pid, version, close }) {
  const clock = clockOf(pid);
  const counts = tellsTime(pid);
  /** @template T @param {string} method @param {...unknown} args @returns {Promise<T>} */
  const call = async (method, ...args) => {
    const { value, problem } = await ask({ contest, method, args });
    if (problem !== undefined) throw new Error(problem);
    return /** @type {T} */ (value);
  };
  return {
    list: () => call("list"),
    // Timed from outside: workerd's own clock stands still while it computes.
    async batch(...args) {
      const began = clock();
      await call("batch", ...args);
      // The system counts what a thread has run when it stops running, and that may be just after the answer.
      if (counts) await setTimeout(SETTLE_MS);
      return clock() - began;
    },
    compare: (...args) => call("compare", ...args),
    version,
    close,
  };
}
