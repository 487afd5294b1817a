import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { paths } from "../../scripts/lib/paths.mjs";
import { idOf } from "./operate-support.mjs";

const HOOK = pathToFileURL(join(paths.root, "tests/cli/kill-hook.mjs")).href;
const REGIONS = /** @type {const} */ (["ap-guangzhou", "ap-singapore", "na-ashburn"]);
/** In each region, in waves of two: two acting requests, and so two saves. */
const PER_REGION = 4;
export const WHEN = /** @type {const} */ (["before", "middle", "after", "later"]);
/** The beginning, a save for each acting request, and the end of each region, if no two come at the same time. */
export const MOST_WRITES = 1 + REGIONS.length * 3;

/** The instances of so many operations. @param {number} operations */
export const fleetFor = (operations) =>
  REGIONS.flatMap((region) =>
    Array.from({ length: operations * PER_REGION }, (_, at) => ({
      InstanceId: idOf(region, at),
      InstanceState: "STOPPED",
      Placement: { Zone: `${region}-1` },
    })),
  );

/** @param {number} operation @returns {string[]} */
export const idsOf = (operation) =>
  REGIONS.flatMap((region) =>
    Array.from({ length: PER_REGION }, (_, at) => idOf(region, operation * PER_REGION + at)),
  );

/** What preloads the hook. @param {string} journal @param {number} at @param {typeof WHEN[number] | "full"} when */
export const hookFor = (journal, at, when) => ({
  NODE_OPTIONS: `--import ${HOOK}`,
  KILL_AT: `${at}:${when}`,
  KILL_JOURNAL: journal,
});

/**
 * Starts instances, kills the command at a write of its journal, and runs it again with the same one.
 * @param {Awaited<ReturnType<typeof import("./support.mjs").terminal>>} terminal
 * @param {{operation: number, at: number, when: typeof WHEN[number]}} kill
 * @returns {Promise<{killed: boolean}>} false: there were not so many writes
 */
export async function killAndGoOn({ run, env, home }, { operation, at, when }) {
  const name = `journal-${operation}`;
  const command = ["start", ...idsOf(operation), "--region", REGIONS.join(), "--ramp", "2,1"];
  const args = [...command, "--resume", join(home, name), "-o", "jsonl"];
  const first = await run(args, { env: { ...env, ...hookFor(name, at, when) } });
  const killed = first.status === null;
  assert.ok(killed || first.status === 0, first.stderr);
  const second = await run(args);
  assert.equal(second.status, 0, `killed at ${at}, ${when}: ${second.stderr}${second.stdout}`);
  return { killed };
}
