import { spawnSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { UsageError } from "../../pkg/cli/usage-error.js";
import { startChild } from "./child.mjs";
import { paths } from "./paths.mjs";

/** Something the reader can mend: shown as one sentence, without a stack. */
export class Problem extends UsageError {}

/**
 * For the environment of a program whose output is read: some write colours into a pipe too, where CI or one of these says so.
 * @type {Record<string, string | undefined>}
 */
export const PLAIN = { FORCE_COLOR: undefined, NO_COLOR: "1", CARGO_TERM_COLOR: "never" };

/**
 * Runs the body of a script; a Problem becomes one line and exit status 1.
 * @param {() => Promise<void>} body
 */
export function main(body) {
  body().catch((error) => {
    console.error(error instanceof UsageError ? `\n✗ ${error.message}` : error);
    process.exit(1);
  });
}

/**
 * Runs a command to its end and answers what it said.
 * @param {string} command
 * @param {string[]} args
 * @param {{env?: Record<string, string | undefined>, cwd?: string, onLine?: (line: string) => void}} [options]
 *   `env` is added to this process's
 * @returns {Promise<{ok: boolean, missing: boolean, output: string}>} `missing`: it could not be started; `output`: both
 *   streams, without the colours that some write whatever they are told
 */
export async function run(command, args, { env = {}, cwd = paths.root, onLine = () => {} } = {}) {
  /** @type {string[]} */
  const lines = [];
  const child = startChild(command, command, args, {
    cwd,
    env: { ...process.env, ...PLAIN, ...env },
    onLine: (line) => {
      lines.push(line);
      onLine(line);
    },
  });
  const { code, signal } = await child.exited;
  const missing = code === null && signal === null;
  const output = missing ? child.tail() : stripVTControlCharacters(lines.join("\n"));
  return { ok: code === 0, missing, output };
}

/**
 * What a short command prints, trimmed; undefined when it fails or does not exist.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string | undefined>} [env]
 */
export function ask(command, args, env = {}) {
  const { status, stdout } = spawnSync(command, args, {
    cwd: paths.root,
    env: { ...process.env, ...PLAIN, ...env },
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : undefined;
}

const OFFLINE =
  /could not resolve|temporary failure|failed to fetch|enotfound|eai_again|econnrefused|econnreset|etimedout|network is unreachable|could not connect|failed to download|spurious network|error sending request|couldn't connect|timed out/i;

/**
 * Turns the failure of an installing command into one sentence that names its class.
 * @param {string} what "npm packages"
 * @param {string} command as the reader would type it
 * @param {string} output what it said
 */
export function installProblem(what, command, output) {
  if (OFFLINE.test(output)) {
    return new Problem(
      `${what}: no network, or the package registry cannot be reached (\`${command}\` failed). Connect, then try again.`,
    );
  }
  if (/permission denied|eacces|are you root|operation not permitted/i.test(output)) {
    return new Problem(`${what}: no rights to install. Run \`${command}\` as a user who may.`);
  }
  if (/linker `?\w+`? not found|unable to find (?:a )?linker/i.test(output)) {
    return new Problem(
      `${what}: a C compiler is missing, which Rust links with. Install gcc (\`apt-get install gcc\`, or Xcode's command line tools), then run this again.`,
    );
  }
  const lines = output.trimEnd().split("\n");
  const errors = lines.filter((line) => /^(npm )?(error|E:)/i.test(line.trim()));
  const said = (errors.length > 0 ? errors.slice(0, 10) : lines.slice(-10)).join("\n");
  return new Problem(`${what}: \`${command}\` failed:\n${said}`);
}
