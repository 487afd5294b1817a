import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { paths } from "../paths.mjs";
import { dataModule } from "./data.mjs";
import { declarations } from "./declarations.mjs";
import { entries } from "./entries.mjs";
import { errorPages } from "./error-pages.mjs";
import { readRows } from "./rows.mjs";

/** The files that follow from the rows of src/model. @param {import("./rows.mjs").Rows} rows */
export const modelFiles = (rows) => [
  { file: "pkg/types/model.gen.d.ts", text: declarations(rows) },
  { file: "pkg/lib/model.gen.js", text: dataModule(rows) },
  ...entries(rows),
  ...errorPages(rows),
];

/** Those that say something else than the rows. @returns {Promise<Array<{file: string, text: string}>>} */
export async function staleFiles() {
  const said = (/** @type {string} */ file) =>
    existsSync(`${paths.root}/${file}`) ? readFileSync(`${paths.root}/${file}`, "utf8") : undefined;
  return modelFiles(await readRows()).filter(({ file, text }) => said(file) !== text);
}

/** Writes those that are stale, and answers their names. */
export async function writeModel() {
  const stale = await staleFiles();
  for (const { file, text } of stale) {
    mkdirSync(dirname(`${paths.root}/${file}`), { recursive: true });
    writeFileSync(`${paths.root}/${file}`, text);
  }
  return stale.map(({ file }) => file);
}
