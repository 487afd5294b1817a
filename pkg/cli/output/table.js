import stringWidth from "../../dist/string-width.js";
import { printable } from "./printable.js";

const GAP = "  ";
const CUT = "…";
/** A column that does not fit is not made narrower than this. */
const LEAST = 8;

/**
 * Rows under their headers, no wider than the terminal: the widest columns give way first. Ids are never cut, because they are
 * copied.
 * @param {string[]} headers
 * @param {string[][]} rows
 * @param {number} columns of the terminal
 */
export function table(headers, rows, columns) {
  const cells = [headers, ...rows].map((row) => row.map((text) => printable(text)));
  const natural = headers.map((_, at) => widest(cells, at));
  const mayBeCut = headers.map((header) => !header.endsWith("Id"));
  const widths = fit(natural, mayBeCut, columns - GAP.length * (headers.length - 1));
  return cells
    .map((row) =>
      widths
        .map((width, at) => padded(row[at] ?? "", width))
        .join(GAP)
        .trimEnd(),
    )
    .join("\n");
}

/** Without a spread, which a hundred thousand rows are too many for. @param {string[][]} rows @param {number} at */
const widest = (rows, at) => rows.reduce((most, row) => Math.max(most, stringWidth(row[at] ?? "")), 0);

/** @param {number[]} natural @param {boolean[]} mayBeCut @param {number} room */
function fit(natural, mayBeCut, room) {
  const widths = [...natural];
  for (let over = sum(widths) - room; over > 0; ) {
    const cuttable = widths.filter((_, at) => mayBeCut[at]);
    const widest = Math.max(0, ...cuttable);
    if (widest <= LEAST) break;
    const at = widths.findIndex((width, column) => mayBeCut[column] && width === widest);
    // To the next widest at once: a name of a thousand letters is not cut letter by letter.
    const next = Math.max(LEAST, ...cuttable.filter((width) => width < widest));
    const less = Math.min(over, Math.max(1, widest - next));
    widths[at] = widest - less;
    over -= less;
  }
  return widths;
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** @param {string} text @param {number} width */
function padded(text, width) {
  const short = stringWidth(text) <= width ? text : cut(text, width - 1) + CUT;
  return short + " ".repeat(Math.max(0, width - stringWidth(short)));
}

/** The beginning that fits. @param {string} text @param {number} width */
function cut(text, width) {
  let found = "";
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += stringWidth(segment);
    if (used > width) break;
    found += segment;
  }
  return found;
}
