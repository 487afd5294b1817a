import { createHash } from "node:crypto";
import { planInstances } from "../../index.js";
import { FIRST_STATUS_MS, waveSizes } from "../../lib/fleet/schedule.js";
import { ACTIONS, LIMITS } from "../../lib/model.gen.js";
import { CliError } from "../exit.js";
import { failureOf } from "../failure.js";

/** @typedef {import("../../index.js").FleetPlan} FleetPlan */
/** @typedef {import("../selection/choose.js").Chosen} Chosen */
/** @typedef {import("./operation.js").Task} Task */
/** @typedef {FleetPlan & {region: string}} RegionPlan */

/**
 * What would be done in each region that has instances. Nothing that acts is sent.
 * @param {import("../connection/connection.js").Connection} connection
 * @param {Chosen[]} chosen
 * @param {Task} task
 * @returns {Promise<RegionPlan[]>}
 */
export const planRegions = (connection, chosen, task) =>
  Promise.all(chosen.filter(({ ids }) => ids.length > 0).map((one) => planRegion(connection, one, task)));

/** @param {import("../connection/connection.js").Connection} connection @param {Chosen} chosen @param {Task} task */
async function planRegion(connection, { region, ids }, { operation: { action }, options, rate }) {
  const calling = { ...connection.options("cvm"), ...options, region };
  try {
    const plan = await planInstances(action, ids, calling);
    const seconds = rate === undefined ? plan.seconds : secondsAt(rate, action, plan.changes.length, options);
    return { region, ...plan, seconds };
  } catch (error) {
    const { status, text } = failureOf(error);
    throw new CliError(
      status,
      { en: `${region}: ${text.en}`, zh: `${region}：${text.zh}` },
      { cause: error },
    );
  }
}

/**
 * The least time until the last request, at another rate than the service's own.
 * @param {number} rate
 * @param {keyof typeof ACTIONS} action
 * @param {number} instances
 * @param {Task["options"]} options
 */
function secondsAt(rate, action, instances, { ramp, wait }) {
  /** @type {number[]} */
  const sentAtMs = [];
  let waveAtMs = 0;
  for (const size of waveSizes(instances, ramp)) {
    for (let left = size; left > 0; left -= ACTIONS[action].maxIds) {
      const slotMs = (sentAtMs.at(-rate) ?? -LIMITS.slotMs) + LIMITS.slotMs;
      sentAtMs.push(Math.max(waveAtMs, slotMs));
    }
    waveAtMs = (sentAtMs.at(-1) ?? 0) + (wait === false ? 0 : FIRST_STATUS_MS);
  }
  return (sentAtMs.at(-1) ?? 0) / 1_000;
}

/**
 * The plans of all regions in one: sums, and the time of the longest.
 * @param {RegionPlan[]} plans
 */
export function totalOf(plans) {
  return {
    changes: plans.flatMap(({ changes }) => changes),
    already: plans.flatMap(({ already }) => already),
    refused: plans.flatMap(({ region, refused }) => refused.map((one) => ({ ...one, region }))),
    batches: plans.reduce((sum, { batches }) => sum + batches, 0),
    seconds: Math.max(0, ...plans.map(({ seconds }) => seconds)),
    digest: digestOf(plans.map(({ digest }) => digest)),
  };
}

/** That of the only region, or one over all. @param {string[]} digests */
function digestOf(digests) {
  const [first = "", ...others] = digests;
  return others.length === 0
    ? first
    : createHash("sha256")
        .update([...digests].sort().join("\n"))
        .digest("hex");
}
