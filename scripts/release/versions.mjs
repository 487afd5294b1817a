import { readFileSync } from "node:fs";
import { paths } from "../lib/paths.mjs";
import { ask, Problem } from "../lib/run.mjs";

/** @param {string} file */
const read = (file) => readFileSync(`${paths.root}/${file}`, "utf8");

/** Where the version stands. @type {Record<string, () => string | undefined>} */
export const PLACES = {
  "package.json": () => JSON.parse(read("package.json")).version,
  "package-lock.json": () => JSON.parse(read("package-lock.json")).version,
  "Cargo.toml": () => /^version = "([^"]+)"/m.exec(read("Cargo.toml"))?.[1],
  "emulator/Cargo.toml": () => /^version = "([^"]+)"/m.exec(read("emulator/Cargo.toml"))?.[1],
  "Cargo.lock": () => /name = "tencentcloud-edge"\r?\nversion = "([^"]+)"/.exec(read("Cargo.lock"))?.[1],
};

/** The version, which stands in several places. @throws {Problem} when they disagree */
export function version(places = PLACES) {
  const found = Object.entries(places).map(([file, of]) => ({ file, version: of() }));
  const [first] = found;
  if (first?.version !== undefined && found.every((it) => it.version === first.version)) return first.version;
  const list = found.map(({ file, version }) => `${file} ${version ?? "none"}`).join(", ");
  throw new Problem(`The version is not the same everywhere: ${list}.`);
}

/**
 * What a change log says of a version; where it does not name it, what is unreleased.
 * @param {string} changelog
 * @param {string} version
 * @returns {{notes: string, released: boolean}}
 * @throws {Problem} when it has neither
 */
export function notesOf(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1);
  const of = (/** @type {string} */ name) => sections.find((section) => section.startsWith(`[${name}]`));
  const section = of(version) ?? of("Unreleased");
  const [, ...lines] = (section ?? "").split("\n");
  // Addresses of links stand at the end of the file.
  const notes = lines
    .join("\n")
    .replace(/^\[[^\]]+\]: \S+$/gm, "")
    .trim();
  if (notes === "") throw new Problem(`CHANGELOG.md says nothing of ${version} and has nothing unreleased.`);
  return { notes, released: of(version) !== undefined };
}

export const releaseNotes = () => notesOf(read("CHANGELOG.md"), version());

/** What must hold before something is published. @throws {Problem} that names what does not */
export function checkFinal() {
  const number = version();
  if (!releaseNotes().released) {
    throw new Problem(
      `CHANGELOG.md has no section [${number}]: rename [Unreleased] to "[${number}] - DATE".`,
    );
  }
  const changed = ask("git", ["status", "--porcelain"]);
  if (changed !== "")
    throw new Problem(`There are changes that are not committed:\n${changed ?? "no git here"}`);
  const tag = `v${number}`;
  const tags = ask("git", ["tag", "--points-at", "HEAD"])?.split("\n") ?? [];
  if (!tags.includes(tag)) throw new Problem(`The commit has no tag ${tag}: \`git tag ${tag}\`.`);
}
