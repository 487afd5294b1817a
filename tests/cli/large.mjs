import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { paths } from "../../scripts/lib/paths.mjs";

const HOOK = pathToFileURL(join(paths.root, "tests/cli/peak-hook.mjs")).href;
export const REGIONS = ["ap-guangzhou", "ap-shanghai", "ap-beijing", "ap-singapore", "na-ashburn"];

/** Stopped instances, dealt over the regions. @param {number} count */
export const largeFleet = (count) =>
  Array.from({ length: count }, (_, at) => {
    const region = REGIONS[at % REGIONS.length] ?? "";
    return {
      InstanceId: `ins-${at.toString(36).padStart(8, "0")}`,
      InstanceState: "STOPPED",
      Placement: { Zone: `${region}-1` },
    };
  });

/**
 * Starts every instance of a fleet, whose ids and regions come from a file.
 * @param {Awaited<ReturnType<typeof import("./support.mjs").terminal>>} terminal
 * @param {ReturnType<typeof largeFleet>} fleet
 * @returns {Promise<{seconds: number, peakMb: number}>} of the command's process
 */
export async function startAll({ run, home, env }, fleet) {
  const [file, peak] = [join(home, "ids.csv"), join(home, "peak")];
  const lines = fleet.map(({ InstanceId, Placement }) => `${InstanceId},${Placement.Zone.slice(0, -2)}`);
  writeFileSync(file, `InstanceId,Region\n${lines.join("\n")}\n`);
  const began = performance.now();
  const { status, stdout, stderr } = await run(
    ["start", "--from", file, "--yes", "--max", String(fleet.length)],
    { env: { ...env, NODE_OPTIONS: `--import ${HOOK}`, PEAK_FILE: peak } },
  );
  const seconds = (performance.now() - began) / 1_000;
  assert.equal(status, 0, stderr.slice(-2_000));
  assert.equal(stdout.match(/"outcome":"done"/g)?.length, fleet.length);
  return { seconds, peakMb: Number(readFileSync(peak, "utf8")) };
}
