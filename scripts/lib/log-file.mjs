import { existsSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { paths } from "./paths.mjs";

/** Logs of earlier runs that are kept. */
const KEPT = 3;
const SHOWN_WORDS = 20;

/**
 * A log of this run: `NAME.log`, with those of the runs before as `NAME.1.log` and so on.
 * @param {string} name
 * @param {string} [dir]
 */
export function openLog(name, dir = paths.logs) {
  mkdirSync(dir, { recursive: true });
  const path = (/** @type {number} */ age) => `${dir}/${name}${age === 0 ? "" : `.${age}`}.log`;
  for (let age = KEPT - 1; age >= 0; age--) if (existsSync(path(age))) renameSync(path(age), path(age + 1));
  const file = openSync(path(0), "w");
  /** @type {string[]} */
  const words = [];
  return {
    path: path(0),
    /** @param {string} line */
    write(line) {
      writeSync(file, `${line}\n`);
      if (isRecord(line)) return;
      words.push(line);
      if (words.length > SHOWN_WORDS) words.shift();
    },
    /** The last lines that are no records of events: what a program says when it fails. */
    words: () => words.join("\n"),
  };
}

/** Whether a line is one of the structured log. @param {string} line */
const isRecord = (line) => line.startsWith('{"');
