import { FORMS, SIZES } from "../contenders/job.mjs";

/** @typedef {import("../lib/signing.mjs").Signing} Signing */
/** @typedef {import("../lib/stats.mjs").Spread} Spread */

/** @param {string[]} head @param {string[][]} rows the first column is words, the others figures */
export function table(head, rows) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;
  const rule = `|---|${"---:|".repeat(head.length - 1)}`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** Ratios of every contender: one table for each form in which the payload is given. @param {Signing} signing */
export function ratioTables({ baseline, contenders, cases }) {
  return FORMS.map((form) => {
    const rows = contenders.map(({ name }) => [
      nameOf(name),
      ...SIZES.map((size) => {
        const row = cases[`${size}, ${form}`]?.find((each) => each.name === name);
        if (row === undefined) return "";
        return name === baseline.name ? `1 × = ${time(row.microseconds)}` : spreadOf(row.ratio);
      }),
    ]);
    return `Payload given as ${form === "text" ? "text" : "an object"}:\n\n${table(["", ...SIZES], rows)}`;
  }).join("\n\n");
}

/** Ours stand out. @param {string} name */
export const nameOf = (name) => (name.startsWith("ours") ? `**${name}**` : name);

/** @param {Spread} spread */
export const spreadOf = ({ q1, median, q3 }) => `${figure(median)} (${figure(q1)}–${figure(q3)})`;

/** @param {number} value */
export const figure = (value) => value.toFixed(value < 10 ? 2 : 1);

/** @param {number} microseconds */
export const time = (microseconds) =>
  microseconds < 1000 ? `${microseconds.toFixed(1)} µs` : `${(microseconds / 1000).toFixed(2)} ms`;

/** @param {Spread} spread of milliseconds */
export const milliseconds = ({ q1, median, q3 }) =>
  `${median.toFixed(1)} (${q1.toFixed(1)}–${q3.toFixed(1)})`;

/** @param {number} bytes */
export const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
