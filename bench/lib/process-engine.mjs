import { onLines, startChild } from "../../scripts/lib/child.mjs";
import { engineOf } from "./engine.mjs";

/** @typedef {import("../inside/answer.mjs").Answer} Answer */

/**
 * A runtime that runs a file from the command line, in a process of its own. Questions and answers are lines of its
 * standard input and output, which every runtime has.
 * @param {import("../inside/answer.mjs").ContestName} contest
 * @param {{name: string, version: string, command: string, args: string[], env?: Record<string, string>}} program
 * @returns {import("./engine.mjs").Engine}
 */
export function processEngine(contest, { name, version, command, args, env }) {
  const child = startChild(name, command, args, { tied: true, env: { ...process.env, ...env } });
  const { stdin, stdout } = child.process;
  if (stdin === null || stdout === null) throw new Error(`${name} has no standard input or output`);
  /** @type {Map<number, {resolve: (answer: Answer) => void, reject: (error: Error) => void}>} */
  const waiting = new Map();
  /** @type {Error | undefined} */
  let ended;
  let lastId = 0;
  onLines(stdout, (line) => {
    const { id, ...reply } = JSON.parse(line);
    waiting.get(id)?.resolve(reply);
    waiting.delete(id);
  });
  child.exited.then(({ code, signal }) => {
    ended = new Error(`${name} ended (${signal ?? `status ${code}`}):\n${child.tail()}`);
    for (const { reject } of waiting.values()) reject(ended);
  });
  // Whoever writes to a process that is gone learns of it from its end.
  stdin.on("error", () => {});
  return engineOf(contest, {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) return reject(ended);
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        stdin.write(`${JSON.stringify({ id: lastId, ...question })}\n`);
      }),
    pid: child.pid,
    version,
    close: () => child.stop(),
  });
}
