import { cell, readColumns } from "./columns.js";
import { csv } from "./csv.js";
import { json } from "./json.js";
import { table } from "./table.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("./columns.js").Row} Row */
/** @typedef {"table" | "json" | "jsonl" | "csv" | "ids"} Format */

/**
 * The format of standard output.
 * @param {Invocation} invocation
 * @param {Format} piped where it is no terminal
 * @returns {Format}
 */
export const formatOf = ({ values, io }, piped) => values.output ?? (io.stdout.isTTY ? "table" : piped);

/**
 * Prints objects in the format that was asked for.
 * @param {Invocation} invocation
 * @param {Row[]} rows
 * @param {{format: Format, columns: string[], id: string, checked?: boolean}} how `columns` where none were asked for; `id`: the member
 *   that `--output ids` prints; `checked`: the columns that were asked for are known to be right
 */
export async function printRows(invocation, rows, { format, columns, id, checked = false }) {
  const { columns: asked } = invocation.values;
  if (format === "ids") {
    return printLines(
      invocation,
      rows.map((row) => cell(row[id])),
    );
  }
  const chosen = readColumns(asked ?? columns, asked === undefined || checked ? [] : rows);
  if (format === "json" || format === "jsonl") {
    return printJson(invocation, asked === undefined ? rows : rows.map((row) => part(row, chosen)), format);
  }
  const headers = chosen.map(({ header }) => header);
  const cells = rows.map((row) => chosen.map(({ read }) => cell(read(row))));
  if (format === "csv") return invocation.print(csv([headers, ...cells]));
  return invocation.print(table(headers, cells, invocation.io.stdout.columns ?? Number.POSITIVE_INFINITY));
}

/** @param {Invocation} invocation @param {Row[]} rows @param {"json" | "jsonl"} format */
function printJson(invocation, rows, format) {
  if (format === "json") return invocation.print(json(rows, 2));
  return printLines(
    invocation,
    rows.map((row) => json(row)),
  );
}

/** @param {Row} row @param {import("./columns.js").Column[]} columns */
const part = (row, columns) => Object.fromEntries(columns.map(({ header, read }) => [header, read(row)]));

/** @param {Invocation} invocation @param {string[]} lines */
async function printLines({ print }, lines) {
  if (lines.length > 0) await print(lines.join("\n"));
}
