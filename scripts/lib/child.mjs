import { spawn } from "node:child_process";

/** How long a server may go on after SIGTERM. workerd drains for as long as an event stream is open. */
const GRACE_MS = 500;
/** How much of a child's output is kept for the message when it dies. */
const TAIL_LINES = 40;
const HAS_GROUPS = process.platform !== "win32";

/**
 * @typedef {object} Child A long-running process that ends when this one does.
 * @property {string} name for messages
 * @property {number} pid
 * @property {Promise<{code: number | null, signal: NodeJS.Signals | null}>} exited when its output has ended too; what it
 *   started and left behind in its group is killed half a second after it. Never rejects
 * @property {(signal?: NodeJS.Signals) => Promise<void>} kill sends the signal (default SIGKILL), resolves when it is gone
 * @property {() => Promise<void>} stop SIGTERM, then SIGKILL half a second later; resolves when it is gone
 * @property {() => string} tail the last lines it wrote, both streams
 * @property {import("node:child_process").ChildProcess} process
 */

/** @type {Set<import("node:child_process").ChildProcess>} */
const alive = new Set();
process.on("exit", () => {
  for (const child of alive) send(child, "SIGKILL");
});
/** Makes sure "exit" is reached: a signal nobody listens for would end this process without it. */
function endOnSignals() {
  for (const [signal, status] of /** @type {const} */ ([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ])) {
    if (process.listenerCount(signal) === 0) process.once(signal, () => process.exit(status));
  }
}

/**
 * Starts a process and keeps the end of what it says.
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 * @param {{env?: NodeJS.ProcessEnv, cwd?: string, control?: boolean, tied?: boolean, onLine?: (line: string) => void}} [options]
 *   `control` opens a pipe as the child's descriptor 3; `tied`: its standard input is a pipe that ends when this process
 *   does, however it ends
 * @returns {Child}
 */
export function startChild(name, command, args, { env, cwd, control = false, tied = false, onLine } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: env ?? process.env,
    stdio: [tied ? "pipe" : "ignore", "pipe", "pipe", ...(control ? /** @type {const} */ (["pipe"]) : [])],
    // A Ctrl-C in the terminal reaches the whole foreground group: a group of its own lets the parent stop it in order,
    // with whatever it started itself.
    detached: HAS_GROUPS,
  });
  alive.add(child);
  endOnSignals();
  /** @type {string[]} */
  const tail = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) {
      onLines(stream, (line) => {
        tail.push(line);
        if (tail.length > TAIL_LINES) tail.shift();
        onLine?.(line);
      });
    }
  }
  /** @type {Child["exited"]} */
  const exited = new Promise((resolve) => {
    child.once("error", (error) => {
      tail.push(error.message);
      alive.delete(child);
      resolve({ code: null, signal: null });
    });
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    // What it started holds its output open, and nobody else is left to end that.
    child.once("exit", () => {
      timer = setTimeout(() => send(child, "SIGKILL"), GRACE_MS);
    });
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      alive.delete(child);
      resolve({ code, signal });
    });
  });
  /** @type {Child["kill"]} */
  const kill = async (signal = "SIGKILL") => {
    send(child, signal);
    await exited;
  };
  const stop = async () => {
    const timer = setTimeout(() => send(child, "SIGKILL"), GRACE_MS);
    await kill("SIGTERM");
    clearTimeout(timer);
  };
  return { name, pid: child.pid ?? -1, exited, kill, stop, tail: () => tail.join("\n"), process: child };
}

/**
 * Signals a child's group, which may go on when the child itself is gone.
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function send(child, signal) {
  if (child.pid === undefined || !alive.has(child)) return;
  if (!HAS_GROUPS) {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // Gone between the question and the signal.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}

/**
 * Calls `take` with each line of a text stream.
 * @param {NodeJS.ReadableStream} stream
 * @param {(line: string) => void} take
 */
export function onLines(stream, take) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (/** @type {string} */ text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line.replace(/\r$/, ""));
  });
  stream.on("end", () => {
    if (rest !== "") take(rest);
  });
}

/**
 * Waits for a child to say it is ready; a child that dies or stays silent is an Error with its last lines.
 * @template T
 * @param {Child} child
 * @param {Promise<T>} ready
 * @param {number} timeoutMs
 * @returns {Promise<T>}
 */
export async function whenReady(child, ready, timeoutMs) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${child.name} was not ready after ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
  });
  const died = child.exited.then(({ code, signal }) => {
    const how = signal === null ? `exit status ${code}` : signal;
    const said = child.tail();
    throw new Error(`${child.name} ended before it was ready (${how})${said === "" ? "" : `:\n${said}`}`);
  });
  try {
    return await /** @type {Promise<T>} */ (Promise.race([ready, died, late]));
  } catch (error) {
    await child.kill();
    throw error;
  } finally {
    clearTimeout(timer);
    died.catch(() => {});
  }
}
