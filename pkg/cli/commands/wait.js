import { setTimeout as sleep } from "node:timers/promises";
import { isTencentCloudError } from "../../lib/core/errors.js";
import { nearest } from "../../lib/core/members.js";
import { STATES } from "../../lib/model.gen.js";
import { connect } from "../connection/connection.js";
import { EXIT, usage } from "../exit.js";
import { printable } from "../output/printable.js";
import { formatOf, printRows } from "../output/rows.js";
import { chooseInstances } from "../selection/choose.js";
import { describeChosen } from "../selection/describe.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("../selection/describe.js").Described} Described */

const DEFAULT_MS = 600_000;
/** Between two looks: short at first, and never more than some seconds, so that a boot is seen soon. */
const LEAST_MS = 500;
const MOST_MS = 5_000;
const COLUMNS = ["Region", "InstanceId", "InstanceName", "InstanceState"];
/** Instances that are gone are not described any more. */
const GONE = "TERMINATED";

/** `wait`. @param {Invocation} invocation */
export async function wait(invocation) {
  const [given = "", ...ids] = invocation.args;
  const state = readState(given);
  const connection = await connect(invocation);
  const chosen = await chooseInstances({ ...invocation, args: ids }, connection);
  const deadline = performance.now() + (invocation.values.timeout ?? DEFAULT_MS);
  const { open, interrupted } = await follow(invocation, connection, { chosen, state, deadline });
  await report(invocation, open, state);
  if (interrupted) return EXIT.interrupted;
  return open.length > 0 ? EXIT.someFailed : EXIT.ok;
}

/** @param {string} given */
function readState(given) {
  const state = given.toUpperCase();
  const states = [...STATES, GONE];
  if (states.includes(state)) return state;
  const near = nearest(state, states);
  const [en, zh] = near === undefined ? ["", ""] : [` Did you mean ${near}?`, `您是否想写 ${near}？`];
  throw usage(
    `wait needs a state first: wait STATE [ID...]; "${given}" is none.${en} There are ${states.join(", ")}.`,
    `wait 的第一个参数必须是状态：wait STATE [ID...]；“${given}”不是状态。${zh}可用的状态有 ${states.join("、")}。`,
  );
}

/**
 * Describes those that are not there yet until none is left, the time is over or the user ends it.
 * @param {Invocation} invocation
 * @param {import("../connection/connection.js").Connection} connection
 * @param {{chosen: import("../selection/choose.js").Chosen[], state: string, deadline: number}} task
 * @returns {Promise<{open: Described[], interrupted: boolean}>} `open`: those that are not in the state, as last seen
 */
async function follow(invocation, connection, { chosen, state, deadline }) {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once("SIGINT", interrupt);
  const over = AbortSignal.timeout(Math.max(1, Math.ceil(deadline - performance.now())));
  const signal = AbortSignal.any([stop.signal, over]);
  const total = chosen.reduce((sum, { ids }) => sum + ids.length, 0);
  /** @type {Described[]} */
  let open = chosen.flatMap(({ region, ids }) => ids.map((id) => ({ region, id })));
  let said = "";
  try {
    for (let pause = LEAST_MS; open.length > 0; pause = Math.min(pause * 1.5, MOST_MS)) {
      const left = deadline - performance.now();
      const seen = await look(() => describeChosen(connection, grouped(open), signal), {
        // One that never worked is a mistake; one that worked before will work again.
        mayFail: said !== "" && left > 0,
        warn: invocation.warn,
      });
      if (seen !== undefined)
        open = seen.filter(({ instance }) => (instance?.InstanceState ?? GONE) !== state);
      said = tellChange(invocation, said, `${total - open.length}/${total} ${state}`);
      if (open.length === 0 || left <= 0) break;
      await sleep(Math.min(pause, left), undefined, { signal });
    }
    return { open, interrupted: false };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { open, interrupted: stop.signal.aborted };
  } finally {
    process.off("SIGINT", interrupt);
  }
}

/**
 * @param {() => Promise<Described[]>} describe
 * @param {{mayFail: boolean, warn: (text: string) => void}} how
 * @returns {Promise<Described[] | undefined>} undefined where the service could not be asked just now
 */
async function look(describe, { mayFail, warn }) {
  try {
    return await describe();
  } catch (error) {
    if (!mayFail || !isTencentCloudError(error) || !error.retryable) throw error;
    warn(printable(String(error)));
    return undefined;
  }
}

/** @param {Invocation} invocation @param {string} before @param {string} now */
function tellChange({ io, tell }, before, now) {
  if (io.stderr.isTTY && before !== now) tell(now);
  return now;
}

/** @param {Described[]} described @returns {import("../selection/choose.js").Chosen[]} */
function grouped(described) {
  /** @type {Map<string, string[]>} */
  const regions = new Map();
  for (const { region, id } of described) regions.set(region, [...(regions.get(region) ?? []), id]);
  return [...regions].map(([region, ids]) => ({ region, ids }));
}

/** @param {Invocation} invocation @param {Described[]} open @param {string} state */
async function report(invocation, open, state) {
  if (open.length === 0) return;
  const rows = open.map(({ region, id, instance }) => ({
    Region: region,
    InstanceId: id,
    InstanceName: instance?.InstanceName ?? null,
    InstanceState: instance?.InstanceState ?? null,
  }));
  await printRows(invocation, rows, {
    format: formatOf(invocation, "json"),
    columns: COLUMNS,
    id: "InstanceId",
  });
  invocation.warn(
    invocation.say({
      en: `Not ${state}: ${open.length}. They are listed with the state that was seen last; without one, none was seen.`,
      zh: `未处于 ${state}：${open.length} 台。已列出最后看到的状态；没有状态表示尚未看到。`,
    }),
  );
}
