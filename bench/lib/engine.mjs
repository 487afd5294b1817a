import { setTimeout } from "node:timers/promises";
import { clockOf, tellsTime } from "./clock.mjs";

const SETTLE_MS = 2;

/**
 * @typedef {object} Engine a runtime with the contenders in it
 * @property {() => Promise<Array<{name: string, signs: string}>>} list
 * @property {(name: string, caseName: string, count: number) => Promise<number>} batch milliseconds for `count` signatures
 * @property {(name: string, caseName: string) => Promise<string>} authorization
 * @property {(signs: string, caseName: string) => Promise<string>} expected
 * @property {string} version of the runtime
 * @property {() => Promise<void>} close
 */

/**
 * @param {object} process
 * @param {<T>(method: string, ...args: unknown[]) => Promise<T>} process.ask calls a method of the suite inside
 * @param {number} process.pid of the process whose time counts
 * @param {string} process.version
 * @param {() => Promise<void>} process.close
 * @returns {Engine}
 */
export function engineOf({ ask, pid, version, close }) {
  const clock = clockOf(pid);
  const counts = tellsTime(pid);
  return {
    list: () => ask("list"),
    // Timed from outside: workerd's own clock stands still while it computes.
    async batch(...args) {
      const began = clock();
      await ask("batch", ...args);
      // The system counts what a thread has run when it stops running, and that may be just after the answer.
      if (counts) await setTimeout(SETTLE_MS);
      return clock() - began;
    },
    authorization: (...args) => ask("authorization", ...args),
    expected: (...args) => ask("expected", ...args),
    version,
    close,
  };
}
