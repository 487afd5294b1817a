import { adviceText } from "../advice.js";
import { meaningOf } from "../failure.js";
import { printable } from "../output/printable.js";
import { groupBy } from "./group.js";
import { allOf, countsText } from "./outcomes.js";
import { grouped, someOf } from "./plan-text.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("./jobs.js").InstanceOutcome} InstanceOutcome */
/** @typedef {import("./jobs.js").RegionResult} RegionResult */

/** What an outcome without an error is grouped as. */
const NO_CODE = "";

/**
 * What came of it: how many have each outcome, and why some did not go well, by code, with what to do.
 * @param {Invocation} invocation
 * @param {RegionResult[]} results
 * @param {{ms: number, isWell: (one: InstanceOutcome) => boolean}} how `ms`: how long it took
 */
export function tellSummary(invocation, results, { ms, isWell }) {
  const { tell, say } = invocation;
  const all = allOf(results);
  for (const [code, group] of groupBy(
    all.filter((one) => !isWell(one)),
    ({ error }) => error?.code ?? NO_CODE,
  )) {
    tell(groupText(invocation, code, group));
  }
  if (results.some(({ halted }) => halted)) {
    tell(
      say({
        en: "--stop-after was reached: nothing more was sent.",
        zh: "已达到 --stop-after 的阈值，不再发送后续请求。",
      }),
    );
  }
  const seconds = (ms / 1_000).toFixed(1);
  const counts = countsText(invocation, countOutcomes(all));
  tell(say({ en: `${counts} in ${seconds} s.`, zh: `${counts}，用时 ${seconds} 秒。` }));
}

/** @param {InstanceOutcome[]} instances @returns {Record<string, number>} */
function countOutcomes(instances) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { outcome } of instances) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** @param {Invocation} invocation @param {string} code @param {InstanceOutcome[]} group */
function groupText({ say, paint }, code, group) {
  const error = group[0]?.error;
  const head = paint(
    "red",
    printable(`${grouped(group.length)} ${code === NO_CODE ? group[0]?.outcome : code}`),
  );
  const meaning = meaningOf(code);
  const lines = [
    `${head}  (${someOf(group)})`,
    meaning ? say(meaning) : printable(error?.message ?? ""),
    error === undefined ? "" : say(adviceText(code, error.advice)),
  ];
  return lines.filter((line) => line !== "").join("\n    ");
}
