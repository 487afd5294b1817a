import type { InstanceRow } from "./types";

type Column = readonly [name: string, of: (row: InstanceRow) => unknown];

const COLUMNS: readonly Column[] = [
  ["instanceId", (row) => row.instanceId],
  ["outcome", (row) => row.outcome],
  ["sent", (row) => row.sent],
  ["state", (row) => row.state],
  ["requestId", (row) => row.requestId],
  ["code", (row) => row.error?.code],
  ["message", (row) => row.error?.message],
  ["advice", (row) => row.error?.advice],
];

/* A spreadsheet takes these for formulas. */
const FORMULA = /^[\t\r]|^\s*[=+\-@]/;

function cell(value: unknown): string {
  const text = value === undefined ? "" : String(value);
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

const line = (values: readonly unknown[]) => `${values.map(cell).join(",")}\r\n`;

export const csvHead = () => line(COLUMNS.map(([name]) => name));

/** Rows of RFC 4180; a text that a spreadsheet would evaluate gets a ' in front. */
export const csvRows = (rows: readonly InstanceRow[]) =>
  rows.map((row) => line(COLUMNS.map(([, of]) => of(row)))).join("");
