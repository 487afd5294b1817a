import { meaningOf } from "../failure.js";
import { printable } from "../output/printable.js";
import { formatOf, printRows } from "../output/rows.js";
import { groupBy } from "./group.js";
import { totalOf } from "./plan.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("./operation.js").Operation} Operation */
/** @typedef {import("./operation.js").Task} Task */
/** @typedef {import("./plan.js").RegionPlan} RegionPlan */

/** How many ids stand beside a reason. */
const SHOWN_IDS = 5;
/** The service's own rate of actions that act, a second. */
const OWN_RATE = 10;

/** How many, in the user's way of writing numbers. @param {number} count */
export const grouped = (count) => count.toLocaleString("en-US");

/**
 * The plan as people read it.
 * @param {Invocation} invocation
 * @param {Task} task
 * @param {RegionPlan[]} plans
 * @returns {string}
 */
export function planText(invocation, { operation, options, rate = OWN_RATE }, plans) {
  const { say, paint } = invocation;
  const total = totalOf(plans);
  const lines = [paint("bold", say(headline(operation, plans, total)))];
  if (plans.length > 1) lines.push(...plans.map((plan) => `  ${say(regionLine(plan))}`));
  lines.push(...reasons(invocation, total.refused));
  if (total.changes.length > 0)
    lines.push(say(paceLine(total, { rate, waves: options.ramp !== undefined, regions: plans.length })));
  return lines.join("\n");
}

/** @param {Operation} operation @param {RegionPlan[]} plans @param {ReturnType<typeof totalOf>} total */
function headline({ verb, past }, plans, { changes, already, refused }) {
  const count = changes.length + already.length + refused.length;
  const [en, zh] =
    plans.length === 1
      ? [` in ${plans[0]?.region}`, `（${plans[0]?.region}）`]
      : [` in ${plans.length} regions`, `（${plans.length} 个地域）`];
  return {
    en: `Plan to ${verb.en} ${grouped(count)} instance${count === 1 ? "" : "s"}${en}: ${grouped(changes.length)} will change, ${grouped(already.length)} ${already.length === 1 ? "is" : "are"} already ${past.en}, ${grouped(refused.length)} cannot.`,
    zh: `计划${verb.zh} ${grouped(count)} 台实例${zh}：${grouped(changes.length)} 台将变更，${grouped(already.length)} 台${past.zh}，${grouped(refused.length)} 台无法执行。`,
  };
}

/** @param {RegionPlan} plan */
const regionLine = ({ region, changes, already, refused, batches, seconds }) => ({
  en: `${region}: ${grouped(changes.length)} will change, ${grouped(already.length)} already, ${grouped(refused.length)} cannot; ${requests(batches)}, ${seconds.toFixed(1)} s`,
  zh: `${region}：${grouped(changes.length)} 台将变更，${grouped(already.length)} 台已是，${grouped(refused.length)} 台无法执行；${batches} 个请求，${seconds.toFixed(1)} 秒`,
});

/** @param {number} batches */
const requests = (batches) => `${grouped(batches)} ${batches === 1 ? "batch" : "batches"}`;

/** @param {{batches: number, seconds: number}} total @param {{rate: number, waves: boolean, regions: number}} how */
function paceLine({ batches, seconds }, { rate, waves, regions }) {
  const each = regions > 1 ? [" in each region", "（每个地域）"] : ["", ""];
  return {
    en: `${requests(batches)}${waves ? ", in waves," : ""} at ${rate} a second${each[0]}: the last is sent after ${seconds.toFixed(1)} s at the earliest.`,
    zh: `共 ${grouped(batches)} 个批次${waves ? "，分批推进" : ""}，每秒 ${rate} 个请求${each[1]}：最后一个请求最早在 ${seconds.toFixed(1)} 秒后发出。`,
  };
}

/**
 * Why some cannot, by code, with the first of them.
 * @param {Invocation} invocation
 * @param {ReturnType<typeof totalOf>["refused"]} refused
 */
function reasons({ say, paint }, refused) {
  return groupBy(refused, ({ code }) => code).map(([code, all]) => {
    const reason = all[0]?.reason ?? "";
    const text = say(meaningOf(code) ?? { en: reason, zh: reason });
    const count = paint("red", printable(`${grouped(all.length)} ${code}`));
    return `  ${count}  ${printable(text)} (${someOf(all)})`;
  });
}

/** The first ids, and how many more there are. @param {Array<{instanceId: string}>} all */
export function someOf(all) {
  const ids = all.slice(0, SHOWN_IDS).map(({ instanceId }) => printable(instanceId));
  return [...ids, ...(all.length > ids.length ? [`+${grouped(all.length - ids.length)}`] : [])].join(" ");
}

/**
 * The plan as data: as one object in JSON, an object for each region in JSON lines, a row for each instance in CSV.
 * @param {Invocation} invocation
 * @param {Task} task
 * @param {RegionPlan[]} plans
 */
export async function printPlan(invocation, task, plans) {
  const { action } = task.operation;
  const format = formatOf(invocation, "jsonl");
  if (format === "table") return invocation.print(planText(plainUnlessTerminal(invocation), task, plans));
  invocation.tell(planText(invocation, task, plans));
  if (format === "json") {
    const plan = { action, ...totalOf(plans), regions: plans };
    return invocation.print(JSON.stringify(plan, undefined, 2));
  }
  if (format === "jsonl") {
    return invocation.print(plans.map((plan) => JSON.stringify({ action, ...plan })).join("\n"));
  }
  const rows = plans.flatMap(rowsOf).filter(({ plan }) => format === "csv" || plan === "change");
  return printRows(invocation, rows, { format, columns: PLAN_COLUMNS, id: "InstanceId" });
}

/** Colours are those of standard error. @param {Invocation} invocation @returns {Invocation} */
const plainUnlessTerminal = (invocation) =>
  invocation.io.stdout.isTTY ? invocation : { ...invocation, paint: (_, text) => text };

const PLAN_COLUMNS = ["InstanceId", "Region", "plan", "code", "reason"];

/** @param {RegionPlan} plan */
function rowsOf({ region, changes, already, refused }) {
  const row = (/** @type {string} */ plan) => (/** @type {string} */ id) => ({
    InstanceId: id,
    Region: region,
    plan,
  });
  return [
    ...changes.map(row("change")),
    ...already.map(row("already")),
    ...refused.map(({ instanceId, code, reason }) => ({ ...row("refused")(instanceId), code, reason })),
  ];
}
