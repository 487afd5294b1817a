import { existsSync, readdirSync, readFileSync } from "node:fs";

/**
 * Milliseconds that all threads of a process have run, where the system tells (Linux); else those that went by. Other
 * programs on the machine do not count in the former.
 * @param {number} pid
 * @returns {() => number}
 */
export function clockOf(pid) {
  const tasks = `/proc/${pid}/task`;
  if (!tellsTime(pid)) return () => performance.now();
  /** Of threads that have ended too: what a thread had when it was last seen. @type {Map<string, number>} */
  const seen = new Map();
  return () => {
    for (const task of readdirSync(tasks)) {
      const ran = nanoseconds(`${tasks}/${task}/schedstat`);
      if (ran !== undefined) seen.set(task, ran);
    }
    let sum = 0;
    for (const ran of seen.values()) sum += ran;
    return sum / 1e6;
  };
}

/** Whether the time that a process has run can be told. @param {number} [pid] */
export const tellsTime = (pid = process.pid) => existsSync(`/proc/${pid}/task/${pid}/schedstat`);

/** @param {string} file of a thread, which may have ended meanwhile */
function nanoseconds(file) {
  try {
    return Number(readFileSync(file, "utf8").split(" ")[0]);
  } catch {
    return undefined;
  }
}
