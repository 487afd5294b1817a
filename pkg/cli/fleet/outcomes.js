/** @typedef {import("./jobs.js").InstanceOutcome} InstanceOutcome */
/** @typedef {import("./jobs.js").RegionResult} RegionResult */

/** How each outcome is called, and its colour. @type {Record<InstanceOutcome["outcome"], {text: import("../exit.js").Text, style: import("../invocation.js").Style}>} */
export const OUTCOMES = {
  done: { text: { en: "done", zh: "完成" }, style: "green" },
  already: { text: { en: "already", zh: "无需操作" }, style: "green" },
  accepted: { text: { en: "accepted", zh: "已受理" }, style: "green" },
  failed: { text: { en: "failed", zh: "失败" }, style: "red" },
  conflict: { text: { en: "conflict", zh: "冲突" }, style: "red" },
  unknown: { text: { en: "unknown", zh: "未知" }, style: "yellow" },
  pending: { text: { en: "under way", zh: "进行中" }, style: "cyan" },
};

/**
 * Whether an instance ended as it was meant to.
 * @param {{"no-wait"?: true}} values
 * @returns {(one: InstanceOutcome) => boolean}
 */
export const isWellWith =
  ({ "no-wait": noWait }) =>
  ({ outcome, error }) =>
    outcome === "done" ||
    outcome === "already" ||
    (outcome === "accepted" && noWait === true && error === undefined);

/** @param {RegionResult[]} results */
export const allOf = (results) => results.flatMap(({ instances }) => instances);

/** How many have each outcome, as one line. @param {import("../invocation.js").Invocation} invocation @param {Record<string, number>} counts */
export const countsText = ({ say, paint }, counts) =>
  Object.entries(OUTCOMES)
    .filter(([outcome]) => (counts[outcome] ?? 0) > 0)
    .map(([outcome, { text, style }]) =>
      paint(style, `${(counts[outcome] ?? 0).toLocaleString("en-US")} ${say(text)}`),
    )
    .join(say({ en: ", ", zh: "，" }));
