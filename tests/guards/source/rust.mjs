import { existsSync, readFileSync } from "node:fs";
import { paths } from "../../../scripts/lib/paths.mjs";
import { filesBelow } from "./files.mjs";
import { closing, tokens } from "./rust-tokens.mjs";

/**
 * A module of a crate, in a file of its own or inline.
 * @typedef {object} Module
 * @property {string} file
 * @property {Module | undefined} parent undefined: the crate's root
 * @property {Map<string, Module>} children
 * @property {Use[]} uses
 * @property {string[][]} mentions paths and names in its code, besides those of its uses
 *
 * @typedef {{name: string, path: string[], exported: boolean}} Use one name that a `use` brings into a module
 * @typedef {import("./rust-tokens.mjs").Token} Token
 * @typedef {import("./scripts.mjs").Fn & {isTest: boolean}} RustFn
 */

const FOLDERS = ["src", "emulator/src", "emulator/tests", "tests"];
/** A crate's first file: a library, a program, or a file or folder of tests. */
const ROOT = /(^|\/)src\/(lib|main)\.rs$|(^|\/)tests\/([^/]+|[^/]+\/main)\.rs$/;

const rustFiles = () => filesBelow(FOLDERS, [".rs"]);

/** Each crate's root module, with what it declares read in. @returns {Module[]} */
export const crates = () =>
  rustFiles()
    .filter((file) => ROOT.test(file))
    .map((file) => readModule(file, undefined));

/** Every function with a body. @returns {Array<{file: string, functions: RustFn[]}>} */
export const rustFunctions = () =>
  rustFiles().map((file) => ({ file, functions: functionsOf(tokens(read(file))) }));

/** @param {string} file */
const read = (file) => readFileSync(`${paths.root}/${file}`, "utf8");

/** Whether `#[test]` stands before a function. @param {Token[]} list @param {number} at */
const isTest = (list, at) =>
  list
    .slice(Math.max(0, at - 4), at)
    .map(({ text }) => text)
    .join("") === "#[test]";

/** @param {Token[]} list @returns {RustFn[]} */
function functionsOf(list) {
  return list.flatMap(({ text, line }, at) => {
    const name = list[at + 1]?.text ?? "";
    // `fn(` is a type.
    if (text !== "fn" || name === "(") return [];
    const open = list.findIndex((token, index) => index > at && (token.text === "{" || token.text === ";"));
    if (list[open]?.text !== "{") return [];
    const end = list[closing(list, open)]?.line ?? line;
    return [{ name, line, lines: end - line + 1, isTest: isTest(list, at) }];
  });
}

/** @param {string} file @param {Module | undefined} parent @returns {Module} */
function readModule(file, parent) {
  /** @type {Module} */
  const module = { file, parent, children: new Map(), uses: [], mentions: [] };
  readItems(module, tokens(read(file)));
  return module;
}

/** @param {Module} module @param {Token[]} list */
function readItems(module, list) {
  const word = (/** @type {number} */ at) => list[at]?.text ?? "";
  for (let at = 0; at < list.length; at++) {
    if (isForTests(list, at)) at = endOfItem(list, at);
    else if (word(at) === "mod" && word(at + 2) === ";") addFile(module, word(at + 1));
    else if (word(at) === "mod" && word(at + 2) === "{") {
      const end = closing(list, at + 2);
      /** @type {Module} */
      const inline = { file: module.file, parent: module, children: new Map(), uses: [], mentions: [] };
      readItems(inline, list.slice(at + 3, end));
      module.children.set(word(at + 1), inline);
      at = end;
    } else if (word(at) === "use") {
      const end = list.findIndex(({ text }, index) => index > at && text === ";");
      const exported = word(at - 1) === "pub" || word(at - 1) === ")";
      for (const [name, path] of useTree(list.slice(at + 1, end).map(({ text }) => text))) {
        module.uses.push({ name, path, exported });
      }
      at = end;
    } else if (isName(word(at)) && word(at - 1) !== "::") module.mentions.push(pathAt(list, at));
  }
}

/** `#[cfg(test)]`: unit tests may look at whatever they like. @param {Token[]} list @param {number} at */
const isForTests = (list, at) =>
  list
    .slice(at, at + 7)
    .map(({ text }) => text)
    .join("") === "#[cfg(test)]";

/** @param {Token[]} list @param {number} at */
function endOfItem(list, at) {
  const open = list.findIndex(({ text }, index) => index > at + 6 && (text === "{" || text === ";"));
  return list[open]?.text === "{" ? closing(list, open) : open;
}

/** @param {Module} module @param {string} name */
function addFile(module, name) {
  const isFolder = module.parent === undefined || module.file.endsWith("/mod.rs");
  const folder = module.file.slice(0, isFolder ? module.file.lastIndexOf("/") : -3);
  const file = [`${folder}/${name}.rs`, `${folder}/${name}/mod.rs`].find((path) =>
    existsSync(`${paths.root}/${path}`),
  );
  if (file === undefined) throw new Error(`${module.file} declares the module ${name}, which has no file`);
  module.children.set(name, readModule(file, module));
}

/** @param {string} word */
const isName = (word) => /^(r#)?[A-Za-z_]\w*$/.test(word);

/** @param {Token[]} list @param {number} at */
function pathAt(list, at) {
  const path = [list[at]?.text ?? ""];
  for (let next = at + 1; list[next]?.text === "::" && isName(list[next + 1]?.text ?? ""); next += 2) {
    path.push(list[next + 1]?.text ?? "");
  }
  return path;
}

/**
 * What a use declaration brings in: `a::{b, c as d}` is b and d.
 * @param {string[]} words
 * @param {string[]} [before] the path that leads here
 * @returns {Array<[name: string, path: string[]]>}
 */
function useTree(words, before = []) {
  const open = words.indexOf("{");
  if (open === -1) {
    const as = words.indexOf("as");
    const path = [...before, ...words.slice(0, as === -1 ? undefined : as).filter((word) => word !== "::")];
    const whole = path.at(-1) === "self" && path.length > 1 ? path.slice(0, -1) : path;
    return [[as === -1 ? (whole.at(-1) ?? "") : (words[as + 1] ?? ""), whole]];
  }
  const path = [...before, ...words.slice(0, open).filter((word) => word !== "::")];
  return branches(words.slice(open + 1, -1)).flatMap((branch) => useTree(branch, path));
}

/** Splits at the commas that are in no inner braces. @param {string[]} words */
function branches(words) {
  /** @type {string[][]} */
  const found = [[]];
  let depth = 0;
  for (const word of words) {
    if (word === "{") depth += 1;
    if (word === "}") depth -= 1;
    if (word === "," && depth === 0) found.push([]);
    else found.at(-1)?.push(word);
  }
  return found.filter((branch) => branch.length > 0);
}
