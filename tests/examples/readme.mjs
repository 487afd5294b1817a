import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bash } from "../support/bash.mjs";
import { codeBlocks, commandsOf } from "../support/code-blocks.mjs";

/** What becomes of a command: `run` in its place, or `because`, why it cannot run here. @typedef {{run: string} | {because: string}} Instead */

/**
 * The commands of an example's README. All are run word for word but those of `instead`, each of which must be there.
 * @param {string} name
 * @param {Record<string, Instead>} [instead] by the command
 */
export function readmeScript(name, instead = {}) {
  const commands = codeBlocks(`examples/${name}/README.md`).flatMap(commandsOf);
  assert.ok(commands.length > 1, `examples/${name}/README.md has no commands`);
  for (const command of Object.keys(instead))
    assert.ok(commands.includes(command), `examples/${name}/README.md: \`${command}\` is not there any more`);
  const lines = commands.map((command) => {
    const other = instead[command];
    if (other === undefined) return command;
    return "run" in other ? other.run : `: ${JSON.stringify(other.because)}`;
  });
  return `set -euo pipefail\n${lines.join("\n")}\n`;
}

/** npm takes nothing from a registry. */
export const OFFLINE = {
  npm_config_offline: "true",
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_loglevel: "error",
};

/**
 * @param {string} script from {@link readmeScript}
 * @param {string} cwd the example's folder
 * @param {Record<string, string>} [env]
 * @returns {Promise<string>} what it said
 */
export async function runReadme(script, cwd, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), "readme-"));
  const { code, said } = await bash(script, { cwd, log: join(folder, "said"), env: { ...OFFLINE, ...env } });
  rmSync(folder, { recursive: true, force: true });
  assert.equal(code, 0, said);
  return said;
}
