import { nameOf, spreadOf, table, time } from "./tables.mjs";
import { titleOf } from "./titles.mjs";

/** @typedef {import("../lib/measure.mjs").Results} Results */
/** @typedef {import("../lib/signing.mjs").Signing} Signing */

/** For each runtime a table with a row for each shape. @param {Results} results */
export function shapesSection({ shapes }) {
  const parts = Object.entries(shapes).map(
    ([runtime, measured]) =>
      `In ${titleOf(runtime)}, against ${measured.baseline.name} with a POST of ${measured.baseline.caseName} (1 × = ${baselineTime(measured)}):\n\n${shapesTable(measured)}`,
  );
  if (parts.length === 0) return "";
  return `## Shapes of requests

A program rarely signs the same request over and over. Each shape here is small requests that are made anew for each signature; "in turn" means that no two that follow each other are the same. All rows are against one figure: how often a contender signs the shape while the baseline signs its POST of one id once, median (quartiles).

${parts.join("\n\n")}`;
}

/** @param {Signing} measured */
function baselineTime({ baseline, cases }) {
  const row = cases[baseline.caseName]?.find(({ name }) => name === baseline.name);
  return row === undefined ? "not measured" : time(row.microseconds);
}

/** @param {Signing} measured */
function shapesTable({ contenders, cases }) {
  const names = contenders.map(({ name }) => name);
  const rows = Object.entries(cases).map(([caseName, measured]) => [
    caseName,
    ...names.map((name) => {
      const row = measured.find((each) => each.name === name);
      return row === undefined ? "" : spreadOf(row.ratio);
    }),
  ]);
  return table(["", ...names.map(nameOf)], rows);
}
