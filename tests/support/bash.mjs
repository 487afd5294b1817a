import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

/**
 * Runs a script by bash to its end. What it left running ends with it.
 * @param {string} script
 * @param {{cwd: string, log: string, env?: Record<string, string>}} options `log`: the file that gets what it says
 * @returns {Promise<{code: number | null, said: string}>}
 */
export async function bash(script, { cwd, log, env = {} }) {
  const said = openSync(log, "w");
  // A group of its own, so that servers can be ended with it.
  const child = spawn("bash", ["-c", script], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", said, said],
    detached: true,
  });
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("exit", resolve));
  try {
    process.kill(-Number(child.pid), "SIGKILL");
  } catch {
    // Nobody is left in it.
  }
  closeSync(said);
  return { code, said: readFileSync(log, "utf8") };
}
