import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { paths } from "../lib/paths.mjs";
import { cargoDeny, findPython } from "../lib/peers.mjs";
import { ask, Problem, run } from "../lib/run.mjs";
import { keyOf } from "./components.mjs";

/** @typedef {import("./components.mjs").Component} Component */

/** Licences under which something may be part of the package; the same in deny.toml, which a test holds to it. */
export const ALLOWED = ["Apache-2.0", "BSD-3-Clause", "MIT", "Unicode-3.0", "Unlicense", "Zlib"];

export const NOTICES = `${paths.root}/LICENSE-THIRD-PARTY`;

/**
 * Whether an SPDX expression can be met by the licences above. Every operand of AND must be, one of OR is enough.
 * @param {string} expression
 */
export function isAllowed(expression) {
  const inner = /\(([^()]*)\)/;
  let text = expression;
  for (let found = inner.exec(text); found !== null; found = inner.exec(text)) {
    text = text.replace(found[0], isAllowed(found[1] ?? "") ? "MIT" : "none");
  }
  return text
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((name) => ALLOWED.includes(name.trim())));
}

/** @param {Component[]} components @throws {Problem} that names each with a licence we cannot take */
export function checkLicences(components) {
  const refused = components.filter(({ licence }) => !isAllowed(licence ?? ""));
  if (refused.length === 0) return;
  const names = refused.map((component) => `${keyOf(component)} (${component.licence ?? "no licence"})`);
  throw new Problem(
    `These licences are not among those that the package may hold: ${names.join(", ")}. Do without them, or add the licence to scripts/release/licences.mjs and deny.toml.`,
  );
}

const HEADER = `What others wrote and the npm package contains, with the licence of each. Licences that several share stand
once. The Rust standard library, which is part of every module, is under the same terms as this package.
Written by \`npm run release -- --update\`.
`;

/**
 * The notices that the licences ask for.
 * @param {Component[]} components
 */
export function notices(components) {
  /** @type {Map<string, string[]>} */
  const texts = new Map();
  for (const component of components) {
    for (const text of licenceTexts(component)) {
      texts.set(text, [...(texts.get(text) ?? []), `${keyOf(component)} (${component.licence})`]);
    }
  }
  const sections = [...texts].map(([text, names]) => `${"=".repeat(80)}\n${names.join("\n")}\n\n${text}\n`);
  return [HEADER, ...sections].join("\n");
}

/**
 * The texts of the licence that is chosen: of several, MIT, which is the shortest.
 * @param {Component} component
 */
function licenceTexts({ name, folder, licence }) {
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|unlicense)/i.test(file))
    .sort();
  const mit = files.filter((file) => /mit/i.test(file));
  const chosen = mit.length > 0 && licence.includes("MIT") ? mit : files;
  if (chosen.length === 0)
    throw new Problem(`${name} carries no licence text: look for it, and for a way without ${name}.`);
  return chosen.map((file) => readFileSync(`${folder}/${file}`, "utf8").replaceAll("\r\n", "\n").trim());
}

/** @param {Component[]} components @throws {Problem} when the committed notices are of other components */
export function checkNotices(components) {
  const committed = existsSync(NOTICES) ? readFileSync(NOTICES, "utf8") : "";
  if (committed === notices(components)) return;
  throw new Problem("LICENSE-THIRD-PARTY is stale: run `npm run release -- --update`, and commit it.");
}

/** @param {Component[]} components */
export const writeNotices = (components) => writeFileSync(NOTICES, notices(components));

/** Licences, sources and duplicates of every crate, tests' too, by cargo-deny. @throws {Problem} with its words */
export async function checkCrates() {
  const command =
    ask("cargo-deny", ["--version"]) === undefined ? await cargoDeny(findPython()) : "cargo-deny";
  const args = ["--all-features", "check", "licenses", "bans", "sources"];
  const { ok, output } = await run(command, args);
  if (!ok)
    throw new Problem(`cargo-deny ${args.join(" ")} failed:\n${output.split("\n").slice(-60).join("\n")}`);
}
