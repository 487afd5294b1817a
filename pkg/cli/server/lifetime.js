import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** How often it is looked whether the parent is still there. */
const LOOK_MS = 500;

/**
 * Calls `end` once when whoever started this process is gone: at the end of standard input where that was asked for, and
 * when npx or npm started it and has ended.
 *
 * npm does not hand a SIGTERM on, so that without this the server would hold its port until somebody finds it.
 * @param {{exitWithStdin: boolean, keepRunning: boolean}} settings
 * @param {() => void} end
 */
export function endWithParent({ exitWithStdin, keepRunning }, end) {
  if (exitWithStdin) watchStdin(end);
  if (startedByNpm(process.env) && !keepRunning) watchParents(end);
  // Nobody reads the log any more: the end of a pipe whose other side is gone.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

/** @param {() => void} end */
function watchStdin(end) {
  process.stdin.once("end", end);
  process.stdin.once("close", end);
  process.stdin.once("error", end);
  process.stdin.resume();
}

/**
 * npm and npx tell what they run in its environment, and what that runs inherits it.
 * @param {NodeJS.ProcessEnv} env
 */
const startedByNpm = (env) => env.npm_command !== undefined || env.npm_lifecycle_event !== undefined;

/** @param {() => void} end */
function watchParents(end) {
  const chain = parents();
  const timer = setInterval(() => {
    if (process.ppid === chain[0] && chain.every(isAlive) && isStillParent(chain)) return;
    clearInterval(timer);
    end();
  }, LOOK_MS);
  timer.unref();
}

/** The parent; and its own, where the parent is but a shell that npm put between. */
function parents() {
  const parent = process.ppid;
  const { name, ppid } = about(parent) ?? {};
  return ppid !== undefined && ppid > 1 && /^-?(ba|da|z|k|a)?sh$/.test(name ?? "")
    ? [parent, ppid]
    : [parent];
}

/**
 * A process that ended and was not waited for is still there by its id, but is nobody's parent.
 * @param {number[]} chain
 */
function isStillParent([parent = 0, grandparent]) {
  if (grandparent === undefined || process.platform !== "linux") return true;
  return about(parent)?.ppid === grandparent;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/**
 * The name and the parent of a process; undefined where neither can be told.
 * @param {number} pid
 * @returns {{name: string, ppid: number} | undefined}
 */
function about(pid) {
  try {
    if (process.platform === "linux") {
      // `123 (name) S 45 …`; the name may hold anything, a parenthesis too.
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const [, name = "", rest = ""] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? [];
      return { name, ppid: Number(rest.split(" ")[1]) };
    }
    if (process.platform === "win32") return undefined;
    const line = execFileSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], { encoding: "utf8" }).trim();
    const [, ppid = "", path = ""] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    return { name: path.split("/").at(-1) ?? "", ppid: Number(ppid) };
  } catch {
    return undefined;
  }
}
