import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startChild } from "../../scripts/lib/child.mjs";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { paths } from "../../scripts/lib/paths.mjs";

/** The part `cli` runs the command of a packed tarball; a test file run by hand, the repository's. */
const MAIN = process.env.CLI_UNDER_TEST ?? `${paths.root}/pkg/cli/main.js`;
const ON_TERMINAL = `${paths.root}/tests/cli/on_terminal.py`;
/** What the machine has set must decide nothing. */
const CLEARED = /^(TENCENTCLOUD_|TKE_|LC_|LANG|NO_COLOR|FORCE_COLOR|.*_proxy$|.*_PROXY$)/;

/**
 * An emulator's server, and the command line beside it, with a home of its own.
 * @param {import("node:test").TestContext | {after: (f: () => unknown) => void}} t
 * @param {Parameters<typeof startEmulator>[0] & {fleet?: object[]}} [options] `fleet`: the instances themselves
 */
export async function terminal(t, { fleet, args = [], ...options } = {}) {
  const home = mkdtempSync(join(tmpdir(), "cli-"));
  const file = join(home, "fleet.json");
  if (fleet !== undefined) writeFileSync(file, JSON.stringify(fleet));
  const server = await startEmulator({
    ...options,
    args: [...args, ...(fleet === undefined ? [] : ["--fleet", file])],
  });
  t.after(async () => {
    await server.kill();
    rmSync(home, { recursive: true, force: true });
  });
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !CLEARED.test(name)));
  const env = {
    ...clean,
    HOME: home,
    TENCENTCLOUD_SECRET_ID: demoCredentials.secretId,
    TENCENTCLOUD_SECRET_KEY: demoCredentials.secretKey,
    TENCENTCLOUD_REGION: "ap-guangzhou",
    TENCENTCLOUD_ENDPOINT: server.url,
  };
  return {
    server,
    home,
    env,
    run: (/** @type {string[]} */ args, more = {}) => runCli(args, { env, ...more }),
    runOnTerminal: (/** @type {string[]} */ args, /** @type {Partial<Typed>} */ more = {}) =>
      runOnTerminal(args, { env, ...more }),
  };
}

/**
 * @typedef {object} Typed
 * @property {Record<string, string | undefined>} env
 * @property {Array<{wait: string, send: string, afterS?: number}>} [steps] each waits for a regular expression, and so many seconds
 *   longer, then types
 * @property {number} [columns]
 * @property {number} [rows]
 * @property {number} [timeoutS] when it is killed (default 60)
 * @property {string} [stdout] a file that standard output goes to instead
 */

/**
 * Runs a command on a pseudo-terminal, to its end.
 * @param {string[]} args
 * @param {Typed} how
 * @returns {Promise<{status: number, output: string}>} `status`: minus the signal that ended it; `output`: everything that the
 *   terminal was written, what was typed included
 */
export async function runOnTerminal(args, { env, steps = [], columns = 100, rows = 30, stdout, timeoutS }) {
  const task = { argv: [process.execPath, MAIN, ...args], steps, columns, rows, stdout, timeoutS };
  const {
    status,
    stdout: said,
    stderr,
  } = await collected(
    startChild("terminal", "python3", [ON_TERMINAL, JSON.stringify(task)], {
      env: /** @type {NodeJS.ProcessEnv} */ ({ ...env, TERM: "xterm-256color" }),
    }),
  );
  if (status !== 0) throw new Error(`the pseudo-terminal failed: ${stderr}`);
  return JSON.parse(said);
}

/**
 * Runs a command to its end, without a terminal.
 * @param {string[]} args
 * @param {{env: Record<string, string | undefined>, input?: string, cwd?: string}} how `input`: standard input
 * @returns {Promise<{status: number | null, stdout: string, stderr: string}>}
 */
export async function runCli(args, { env, input, cwd }) {
  const child = startChild("cli", process.execPath, [MAIN, ...args], {
    env: /** @type {NodeJS.ProcessEnv} */ (env),
    ...(cwd !== undefined && { cwd }),
    tied: input !== undefined,
  });
  child.process.stdin?.end(input);
  return collected(child);
}

/** @param {import("../../scripts/lib/child.mjs").Child} child */
async function collected(child) {
  const [stdout, stderr] = [child.process.stdout, child.process.stderr].map((stream) => {
    let text = "";
    stream?.on("data", (/** @type {string} */ chunk) => {
      text += chunk;
    });
    return () => text;
  });
  const { code } = await child.exited;
  return { status: code, stdout: stdout?.() ?? "", stderr: stderr?.() ?? "" };
}
