import { crates } from "./rust.mjs";
import { rustImports } from "./rust-imports.mjs";

/** @typedef {import("./graph.mjs").Graph} Graph */

/** A folder of sources, and what stands directly in it: "src/sign" for all that is below, "src/error" for src/error.rs. */
const UNIT = /^((?:(?:emulator|worker|www)\/)?src|pkg|scripts|bench|tests)\/([^/]+?)(?=\/|\.\w|$)/;

/**
 * Which file imports which, in all languages.
 * @param {import("./scripts.mjs").Source[]} scripts
 * @param {{types: boolean}} options whether imports of types alone count
 * @returns {Graph}
 */
export const imports = (scripts, { types }) =>
  new Map([
    ...rustImports(crates()),
    ...scripts.map(({ file, imports }) => {
      const counted = imports.filter(({ typeOnly, target }) => target !== file && (types || !typeOnly));
      return /** @type {const} */ ([file, new Set(counted.map(({ target }) => target))]);
    }),
  ]);

/** The same between the folders of each tree. @param {Graph} files @returns {Graph} */
export function between(files) {
  /** @type {Graph} */
  const graph = new Map();
  for (const [file, targets] of files) {
    const from = unit(file);
    const known = graph.get(from) ?? new Set();
    graph.set(from, known);
    for (const target of targets) if (unit(target) !== from) known.add(unit(target));
  }
  return graph;
}

/** @param {string} file */
const unit = (file) => UNIT.exec(file)?.[0] ?? file;

/** The tree that a file belongs to: "src", "emulator/src". @param {string} file */
export const treeOf = (file) => UNIT.exec(file)?.[1] ?? file;
