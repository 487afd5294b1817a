import { existsSync } from "node:fs";
import { ask, installProblem, Problem, run } from "./run.mjs";

/** Whether this machine installs with apt. */
export const hasApt = () => process.platform === "linux" && existsSync("/usr/bin/apt-get");

/**
 * Whether apt knows a package it could install. Call after aptUpdate().
 * @param {string} name
 */
export function aptKnows(name) {
  const policy = ask("apt-cache", ["policy", name], { LC_ALL: "C" }) ?? "";
  return /Candidate: (?!\(none\))/.test(policy);
}

/**
 * Refreshes apt's lists.
 * @param {import("./steps.mjs").Say} say
 */
export async function aptUpdate(say) {
  await apt(["update"], "package lists", say);
}

/**
 * @param {string[]} packages
 * @param {string} what they are for, in a message
 * @param {import("./steps.mjs").Say} say
 */
export async function aptInstall(packages, what, say) {
  await apt(["install", "-y", "--no-install-recommends", ...packages], what, say);
}

/**
 * @param {string[]} args
 * @param {string} what
 * @param {import("./steps.mjs").Say} say
 */
async function apt(args, what, say) {
  const root = process.getuid?.() === 0;
  const typed = `sudo apt-get ${args.join(" ")}`;
  if (!root && ask("sudo", ["-n", "true"]) === undefined) {
    throw new Problem(`${what}: this needs an administrator. Run \`${typed}\`, then this command again.`);
  }
  const command = ["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", "apt-get", ...args];
  const [head, ...rest] = root ? command : ["sudo", "-n", ...command];
  const { ok, output } = await run(/** @type {string} */ (head), rest, { onLine: say });
  // `update` succeeds when every mirror is out of reach; it only warns.
  if (!ok || (args[0] === "update" && /^W: Failed to fetch/m.test(output)))
    throw installProblem(what, typed, output);
}
