import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { paths } from "../lib/paths.mjs";
import { olderTypescript } from "../lib/peers.mjs";
import { Problem } from "../lib/run.mjs";

const FOLDER = `${paths.root}/api`;

/** The declarations of the package; what `npm run model` and `npm run metadata` write has guards of its own. */
const files = () =>
  ["pkg", "pkg/types"].flatMap((folder) =>
    readdirSync(`${paths.root}/${folder}`)
      .filter((file) => /\.d\.[cm]?ts$/.test(file) && !file.includes(".gen."))
      .map((file) => `${folder}/${file}`),
  );

/**
 * What a declaration declares, without a comment and in the compiler's own format: a line of it changes only when the
 * interface does. The compiler is the older one, because TypeScript 7 has no interface for programs.
 * @returns {Promise<Record<string, string>>} by its path in api/
 */
export async function apiReport() {
  const ts = createRequire(import.meta.url)(dirname(dirname(await olderTypescript())));
  const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });
  const entries = files().map((file) => {
    const text = readFileSync(`${paths.root}/${file}`, "utf8");
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    return [
      `${file.replace(/^pkg\//, "").replace(/\.d\.([cm]?)ts$/, ".api.$1ts")}`,
      printer.printFile(source),
    ];
  });
  return Object.fromEntries(entries);
}

/** @param {Record<string, string>} report */
export function writeApi(report) {
  rmSync(FOLDER, { recursive: true, force: true });
  for (const [file, text] of Object.entries(report)) {
    mkdirSync(dirname(`${FOLDER}/${file}`), { recursive: true });
    writeFileSync(`${FOLDER}/${file}`, text);
  }
}

/** @param {Record<string, string>} report @throws {Problem} that names the files that changed */
export function checkApi(report) {
  const committed = (/** @type {string} */ file) =>
    existsSync(`${FOLDER}/${file}`) ? readFileSync(`${FOLDER}/${file}`, "utf8") : undefined;
  const listed = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.[cm]?ts$/.test(file),
  );
  const changed = Object.keys(report).filter((file) => committed(file) !== report[file]);
  const gone = listed.filter((file) => report[file.replaceAll("\\", "/")] === undefined);
  if (changed.length + gone.length === 0) return;
  throw new Problem(
    `The public types have changed: ${[...changed, ...gone].map((file) => `api/${file}`).join(", ")}. If that is meant, run \`npm run release -- --update\`, look at the difference for what breaks users, and say it in CHANGELOG.md.`,
  );
}
