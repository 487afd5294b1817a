import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../../scripts/lib/emulator.mjs";

/**
 * A whole fleet, over sockets, against the emulator with its rates.
 * @typedef {object} FleetRun
 * @property {number} instances
 * @property {number} seconds until the last was accepted
 * @property {number} starts requests
 * @property {number} describes requests
 * @property {number} limited refusals for the rate
 * @property {number} megabytes the process grew by
 */

const REGION = "ap-guangzhou";
const COUNTS = [1_000, 10_000];

/** @returns {Promise<FleetRun[]>} */
export async function measureFleet() {
  const { startInstances } = await import("../../pkg/index.js");
  const { demoCredentials } = await import("../../pkg/emulator.js");
  /** @type {FleetRun[]} */
  const runs = [];
  for (const instances of COUNTS) {
    const ids = Array.from({ length: instances }, (_, nth) => `ins-${String(nth).padStart(8, "0")}`);
    const dir = mkdtempSync(join(tmpdir(), "bench-fleet-"));
    const fleet = `${dir}/fleet.json`;
    writeFileSync(fleet, JSON.stringify(ids.map((InstanceId) => ({ InstanceId, InstanceState: "STOPPED" }))));
    const server = await startEmulator({ args: ["--fleet", fleet, "--quiet", "--boot", "20000,90000"] });
    try {
      const [began, before] = [performance.now(), process.memoryUsage().rss];
      const result = await startInstances(ids, {
        region: REGION,
        endpoint: server.url,
        credentials: demoCredentials,
        accountKey: `bench ${instances}`,
        wait: false,
      });
      const seconds = (performance.now() - began) / 1_000;
      const megabytes = (process.memoryUsage().rss - before) / 1e6;
      if (!result.ok) throw new Error("not every instance was accepted");
      const { requests } = await server.snapshot();
      const count = (/** @type {(request: {action: string, code?: string}) => unknown} */ which) =>
        requests.filter(which).length;
      runs.push({
        instances,
        seconds,
        starts: count(({ action }) => action === "StartInstances"),
        describes: count(({ action }) => action !== "StartInstances"),
        limited: count(({ code }) => code?.startsWith("RequestLimitExceeded")),
        megabytes,
      });
    } finally {
      await server.kill();
      rmSync(dir, { recursive: true, force: true });
    }
  }
  return runs;
}
