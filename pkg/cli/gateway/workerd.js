import { spawn } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../usage-error.js";
import { CONFIG } from "./variables.js";

/** The version that the gateway is tested with; an older one may not know its compatibility date. */
export const WORKERD_VERSION = "1.20261117.1";

/** What `npm run build` makes and the package ships. */
const BUILD = fileURLToPath(new URL("../../../build/", import.meta.url));
const SUPERVISOR = fileURLToPath(new URL("supervise.js", import.meta.url));
const TAIL_LINES = 20;

/**
 * The workerd program: the one that was named, else the one of the project, else the one beside this package.
 * @param {string | undefined} named
 * @returns {string}
 * @throws {UsageError} that says how to install it
 */
export function findWorkerd(named) {
  if (named !== undefined) {
    try {
      accessSync(named, constants.X_OK);
      return named;
    } catch {
      throw new UsageError(`${named} is not a program that can be run (--workerd, WORKERD).`);
    }
  }
  for (const from of [join(process.cwd(), "package.json"), import.meta.url]) {
    try {
      return createRequire(from)("workerd").default;
    } catch {
      // Not installed there, or not for this machine.
    }
  }
  throw new UsageError(
    `The gateway runs in workerd, which is not installed here. Install it with \`npm install workerd@${WORKERD_VERSION}\`, or name the program with --workerd or WORKERD.`,
  );
}

/**
 * Starts workerd under a supervisor, so that it ends with this process even where that is killed.
 * @param {{program: string, host: string, port: number, state: string, env: Record<string, string>}} options
 * @returns {{listening: Promise<number>, exited: Promise<number>, end: (signal: NodeJS.Signals) => void}}
 *   `listening`: the port, or a UsageError
 */
export function startWorkerd({ program, host, port, state, env }) {
  if (!existsSync(`${BUILD}worker/index.js`)) {
    throw new UsageError("The gateway is not built here: run `npm run build` first.");
  }
  const address = host.includes(":") ? `[${host}]` : host;
  const child = spawn(
    process.execPath,
    [
      ...[SUPERVISOR, program, "serve", fileURLToPath(CONFIG), "--control-fd=3"],
      `--socket-addr=http=${address}:${port}`,
      `--directory-path=state=${state}`,
      `--directory-path=assets=${BUILD}www`,
    ],
    { env, stdio: ["pipe", "pipe", "pipe", "pipe"], detached: process.platform !== "win32" },
  );
  /** @type {string[]} */
  const tail = [];
  const control = /** @type {NodeJS.ReadableStream} */ (child.stdio[3]);
  const exited = new Promise((/** @type {(code: number) => void} */ resolve) =>
    child.once("close", (code) => resolve(code ?? 1)),
  );
  const listening = new Promise((/** @type {(port: number) => void} */ resolve, reject) => {
    eachLine(control, (line) => {
      const event = JSON.parse(line);
      if (event.event === "listen" && event.socket === "http") resolve(event.port);
    });
    exited.then((code) => reject(startProblem(code, { address, port, tail })));
  });
  const take = (/** @type {NodeJS.WriteStream} */ to) => (/** @type {string} */ line) => {
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    to.write(`${line}\n`);
  };
  eachLine(child.stdout, take(process.stdout));
  eachLine(child.stderr, take(process.stderr));
  const end = (/** @type {NodeJS.Signals} */ signal) => {
    try {
      if (child.pid !== undefined)
        process.kill(process.platform === "win32" ? child.pid : -child.pid, signal);
    } catch {
      // It has ended.
    }
  };
  return { listening, exited, end };
}

/**
 * @param {number} code
 * @param {{address: string, port: number, tail: string[]}} about
 */
function startProblem(code, { address, port, tail }) {
  const said = tail.join("\n");
  if (/address already in use/i.test(said)) {
    return new UsageError(
      `Port ${port} is already in use. Choose another with --port ${port + 1}, or any with --port 0.`,
    );
  }
  if (/compatibility date/i.test(said)) {
    return new UsageError(`This workerd is too old: \`npm install workerd@${WORKERD_VERSION}\`.`);
  }
  return new UsageError(`workerd ended before it listened on ${address}:${port} (exit status ${code}).`);
}

/** @param {NodeJS.ReadableStream} stream @param {(line: string) => void} take */
function eachLine(stream, take) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (/** @type {string} */ text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  });
  stream.on("end", () => {
    if (rest !== "") take(rest);
  });
}
