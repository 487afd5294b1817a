import { OPERATIONS } from "#model";

/** What CVM takes in any second of an account, region and kind of request. */
const LIMITS = { acting: 10, describes: 40 };
/** @type {Set<string>} */
const ACTING = new Set(Object.values(OPERATIONS));
const WINDOW_MS = 1_000;
/** The emulator remembers no more requests than this. */
const LOG_SIZE = 20_000;

/**
 * @typedef {import("./workload.mjs").Made} Made
 * @typedef {object} Verdict
 * @property {string[]} faults each one sentence; empty when all holds
 * @property {number} jobs
 * @property {number} instances
 * @property {number} lost instances without an outcome, or with one that is not true
 * @property {number} doubled instances started more than once
 * @property {number} unended jobs
 * @property {{acting: number, describes: number}} most requests in any second of a region, at the emulator
 */

/**
 * What an outcome claims, against what the emulator did. `unknown` is a true outcome only where it is said to be.
 * @type {Record<string, (truth: {running: boolean, starts: number, named: boolean, sent: boolean, mayBeUnknown: boolean}) => boolean>}
 */
const CLAIMS = {
  done: ({ running, starts, sent }) => running && starts === 1 && sent,
  already: ({ running, starts, sent }) => running && (sent || starts === 0),
  unknown: ({ mayBeUnknown, named, sent }) => mayBeUnknown && (sent || !named),
};

/**
 * Holds the jobs' outcomes against the emulator's own record. All instances were stopped at first, and nobody else acts.
 * @param {import("tencentcloud-edge/emulator").EmulatorSnapshot} snapshot of the emulator
 * @param {Made[]} jobs
 * @param {{mayBeUnknown?: boolean}} [rules]
 * @returns {Verdict}
 */
export function judge(snapshot, jobs, { mayBeUnknown = false } = {}) {
  const { requests, starts } = snapshot;
  const states = new Map(snapshot.instances.map((it) => [it.InstanceId, it.InstanceState]));
  const named = new Set(requests.flatMap((it) => (ACTING.has(it.action) ? (it.instanceIds ?? []) : [])));
  /** @type {string[]} */
  const faults = [];
  if (requests.length >= LOG_SIZE)
    faults.push("the emulator saw more requests than it remembers: take fewer jobs");
  let lost = 0;
  for (const { id, instanceIds, view, cancelled } of jobs) {
    const outcomes = new Map(view?.instances?.map((it) => [it.instanceId, it]));
    for (const instanceId of instanceIds) {
      const said = outcomes.get(instanceId);
      const truth = {
        running: states.get(instanceId) === "RUNNING",
        starts: starts[instanceId] ?? 0,
        named: named.has(instanceId),
        sent: said?.sent === true,
        mayBeUnknown: mayBeUnknown || cancelled === true,
      };
      if (CLAIMS[said?.outcome ?? ""]?.(truth)) continue;
      lost += 1;
      faults.push(`${id}: ${instanceId} is said ${JSON.stringify(said)}; in truth ${JSON.stringify(truth)}`);
    }
  }
  const doubled = Object.entries(starts).filter(([, count]) => count > 1);
  for (const [id, count] of doubled) faults.push(`${id} was started ${count} times`);
  const mine = new Set(jobs.flatMap(({ instanceIds }) => instanceIds));
  for (const id of Object.keys(starts))
    if (!mine.has(id)) faults.push(`${id} was started and no job names it`);
  const unended = jobs.filter(({ view }) => view === undefined).length;
  if (unended > 0) faults.push(`${unended} jobs did not end`);
  const most = { acting: busiest(requests, true), describes: busiest(requests, false) };
  for (const kind of /** @type {const} */ (["acting", "describes"]))
    if (most[kind] > LIMITS[kind])
      faults.push(`${most[kind]} ${kind} in one second of a region; the limit is ${LIMITS[kind]}`);
  return { faults, jobs: jobs.length, instances: mine.size, lost, doubled: doubled.length, unended, most };
}

/**
 * The most requests in any second, of one region and kind.
 * @param {Array<{atMs: number, action: string, region?: string}>} requests
 * @param {boolean} acting
 */
function busiest(requests, acting) {
  /** @type {Map<string, number[]>} */
  const moments = new Map();
  for (const { atMs, action, region } of requests) {
    if (ACTING.has(action) !== acting) continue;
    const key = acting ? `${region}` : `${region} ${action}`;
    const list = moments.get(key);
    if (list) list.push(atMs);
    else moments.set(key, [atMs]);
  }
  let most = 0;
  for (const list of moments.values()) {
    list.sort((a, b) => a - b);
    for (let first = 0, last = 0; last < list.length; last++) {
      while (Number(list[last]) - Number(list[first]) >= WINDOW_MS) first++;
      most = Math.max(most, last - first + 1);
    }
  }
  return most;
}
