import progress from "../../dist/cli-progress.js";
import { barLine } from "./bar-line.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("./jobs.js").RegionJob} RegionJob */
/** @typedef {import("./jobs.js").FleetProgress} FleetProgress */
/** What draws how far jobs are. @typedef {{update(region: string, progress: FleetProgress): void, stop(): void}} Progress */

const REDRAWN_PER_SECOND = 10;
/** With more regions than this, or than the terminal has lines, one bar stands for all. */
const MOST_BARS = 12;

/** @type {Progress} */
const SILENT = { update: () => {}, stop: () => {} };

/**
 * Bars on standard error, where that is a terminal.
 * @param {Invocation} invocation
 * @param {RegionJob[]} jobs
 * @returns {Progress}
 */
export function showProgress(invocation, jobs) {
  const { io, values } = invocation;
  // The lines of --verbose would be written into the bars.
  if (!io.stderr.isTTY || values.quiet || values.verbose) return SILENT;
  const began = performance.now();
  const latest = new Map(jobs.map(({ region, job }) => [region, job.progress()]));
  const endedBefore = new Map([...latest].map(([region, one]) => [region, endedOf(one)]));
  const longest = Math.max(...[...latest.keys()].map((region) => region.length));
  const bars = new progress.MultiBar({
    stream: io.stderr,
    fps: REDRAWN_PER_SECOND,
    format: (_, __, payload) => line(/** @type {{regions: string[]}} */ (payload).regions),
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
    gracefulExit: false,
  });
  for (const regions of shownIn([...latest.keys()], io.stderr.rows)) bars.create(1, 0, { regions });
  const stop = () => {
    process.off("exit", stop);
    bars.stop();
  };
  // A terminal without its cursor is no use, however the process ends.
  process.once("exit", stop);
  return { update: (region, one) => void latest.set(region, one), stop };

  /** @param {string[]} regions */
  function line(regions) {
    const all = regions.map((region) => latest.get(region)).filter((one) => one !== undefined);
    const ended = sum(all.map(endedOf)) - sum(regions.map((region) => endedBefore.get(region) ?? 0));
    return barLine(
      invocation,
      {
        label: latest.size > 1 && regions.length === 1 ? (regions[0] ?? "").padEnd(longest) : "",
        total: sum(all.map(({ total }) => total)),
        outcomes: added(all.map(({ outcomes }) => outcomes)),
        perSecond: (ended * 1_000) / Math.max(1, performance.now() - began),
      },
      io.stderr.columns || 80,
    );
  }
}

/** The regions of each bar. @param {string[]} regions @param {number} rows of the terminal; 0 where it does not say */
const shownIn = (regions, rows) =>
  regions.length > Math.min(MOST_BARS, (rows || 24) - 2) ? [regions] : regions.map((region) => [region]);

/** @param {FleetProgress} progress */
const endedOf = ({ total, outcomes }) => total - outcomes.pending;

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** @param {Array<Record<string, number>>} counts @returns {Record<string, number>} */
function added(counts) {
  /** @type {Record<string, number>} */
  const all = {};
  for (const one of counts) {
    for (const [outcome, count] of Object.entries(one)) all[outcome] = (all[outcome] ?? 0) + count;
  }
  return all;
}
