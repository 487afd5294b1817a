import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startChild } from "../../scripts/lib/child.mjs";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { paths } from "../../scripts/lib/paths.mjs";

const MAIN = `${paths.root}/pkg/cli/main.js`;
/** What the machine has set must decide nothing. */
const CLEARED = /^(TENCENTCLOUD_|TKE_|LC_|LANG|NO_COLOR|FORCE_COLOR|.*_proxy$|.*_PROXY$)/;

/**
 * An emulator's server, and the command line beside it, with a home of its own.
 * @param {import("node:test").TestContext | {after: (f: () => unknown) => void}} t
 * @param {Parameters<typeof startEmulator>[0]} [options]
 */
export async function terminal(t, options = {}) {
  const home = mkdtempSync(join(tmpdir(), "cli-"));
  const server = await startEmulator(options);
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
  };
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
