import { cpus } from "node:os";
import { ask } from "../../scripts/lib/run.mjs";
import { tellsTime } from "./clock.mjs";

/**
 * @typedef {object} Machine
 * @property {string} cpu
 * @property {number} cores
 * @property {string} node
 * @property {string} date
 * @property {string} commit
 * @property {boolean} cpuTime whether times are those that the process itself has run
 */

/** @returns {Machine} */
export function machine() {
  const all = cpus();
  const commit = ask("git", ["rev-parse", "--short=10", "HEAD"]) ?? "unknown";
  const changed = ask("git", ["status", "--porcelain", "--", "src", "pkg", "Cargo.toml", "scripts"]) !== "";
  return {
    cpu: all[0]?.model.trim() ?? "unknown",
    cores: all.length,
    node: process.versions.node,
    date: new Date().toISOString().slice(0, 10),
    commit: changed ? `${commit}, with changes` : commit,
    cpuTime: tellsTime(),
  };
}
