import { mkdirSync } from "node:fs";
import { relative } from "node:path";
import { claim } from "../claim.js";
import { UsageError } from "../usage-error.js";

/**
 * Claims a folder for this process, until it ends: two gateways on one store would start machines twice.
 * @param {string} dir made when missing
 * @param {{port: number}} owner may change later
 * @returns {Promise<void>}
 * @throws {UsageError} naming the process that has it, if that answers
 */
export async function claimState(dir, owner) {
  mkdirSync(dir, { recursive: true });
  await claim(dir, owner, (other) => inUse(dir, other));
}

/** @param {string} dir @param {{pid?: unknown, port?: unknown}} owner */
function inUse(dir, owner) {
  const who =
    owner.pid === undefined
      ? ", which does not answer: it may be suspended (Ctrl-Z)"
      : ` (process ${owner.pid}, port ${owner.port})`;
  return new UsageError(
    `${relative(process.cwd(), dir) || dir} is in use by another gateway${who}. End that one first: two on one store would act twice.`,
  );
}
