import { stringify } from "../../dist/csv-stringify.js";
import { printable } from "./printable.js";

/**
 * CSV as RFC 4180 has it. What begins like a formula gets a quotation mark before it: a spreadsheet would execute the name of
 * an instance.
 * @param {string[][]} rows the first holds the headers
 */
export const csv = (rows) =>
  stringify(
    rows.map((row) => row.map((text) => printable(text, { lines: true }))),
    { escape_formulas: true, record_delimiter: "windows" },
  ).trimEnd();
