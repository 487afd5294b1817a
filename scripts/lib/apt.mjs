import { existsSync } from "node:fs";
import { ask, installProblem, Problem, run } from "./run.mjs";

/** Whether this machine installs with apt. */
export const hasApt = () => process.platform === "linux" && existsSync("/usr/bin/apt-get");

/** Whether apt's lists have a package it could install. @param {string} name */
function aptKnows(name) {
  const policy = ask("apt-cache", ["policy", name], { LC_ALL: "C" }) ?? "";
  return /Candidate: (?!\(none\))/.test(policy);
}

/**
 * Installs packages, refreshing apt's lists first where they do not know them.
 * @param {string[]} packages
 * @param {string} what they are for, in a message
 * @param {import("./steps.mjs").Say} say
 * @returns {Promise<boolean>} false when apt has no such packages
 */
export async function aptInstall(packages, what, say) {
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  const prefix = administrator();
  if (prefix === undefined) {
    throw new Problem(
      `${what}: this needs an administrator. Run \`apt-get update && apt-get ${install.join(" ")}\` as one, then this command again.`,
    );
  }
  if (!packages.every(aptKnows)) await apt(prefix, ["update"], "package lists", say);
  if (!packages.every(aptKnows)) return false;
  await apt(prefix, install, what, say);
  return true;
}

/** What stands before a command so that it runs as root; undefined where that takes a password. */
function administrator() {
  if (process.getuid?.() === 0) return [];
  return ask("sudo", ["-n", "true"]) === undefined ? undefined : ["sudo", "-n"];
}

/**
 * @param {string[]} prefix
 * @param {string[]} args
 * @param {string} what
 * @param {import("./steps.mjs").Say} say
 */
async function apt(prefix, args, what, say) {
  const [head = "env", ...rest] = [
    ...prefix,
    "env",
    "DEBIAN_FRONTEND=noninteractive",
    "LC_ALL=C",
    "apt-get",
    ...args,
  ];
  const { ok, output } = await run(head, rest, { onLine: say });
  // `update` succeeds when every mirror is out of reach; it only warns.
  if (!ok || (args[0] === "update" && /^W: Failed to fetch/m.test(output)))
    throw installProblem(what, ["apt-get", ...args].join(" "), output);
}
