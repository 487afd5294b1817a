/** @typedef {import("./rust.mjs").Module} Module */

/**
 * Which file of a crate needs which: by `use`, and by paths in the code. A re-export alone is no need; who uses a name
 * that is re-exported needs the file that defines it.
 * @param {Module[]} crates their roots
 * @returns {import("./graph.mjs").Graph}
 */
export function rustImports(crates) {
  /** @type {import("./graph.mjs").Graph} */
  const graph = new Map();
  for (const module of crates.flatMap(withChildren)) {
    const needs = graph.get(module.file) ?? new Set();
    graph.set(module.file, needs);
    for (const target of targets(module)) if (target !== module.file) needs.add(target);
  }
  return graph;
}

/** @param {Module} module @returns {Module[]} */
const withChildren = (module) => [module, ...[...module.children.values()].flatMap(withChildren)];

/** @param {Module} module @returns {string[]} */
function targets(module) {
  const used = module.uses.filter(({ exported }) => !exported).map(({ path }) => path);
  const names = new Set(module.uses.filter(({ exported }) => exported).map(({ name }) => name));
  const mentioned = module.mentions.filter((path) => path.length > 1 || names.has(path[0] ?? ""));
  return [...used, ...mentioned].flatMap((path) => definedIn(module, path) ?? []);
}

/**
 * The file that defines what a path names, seen from a module; undefined where it names a module as such, another crate or
 * nothing that is known.
 * @param {Module} from
 * @param {string[]} path
 */
function definedIn(from, path) {
  const found = follow(from, path, 0);
  return found === undefined || found.isModule ? undefined : found.module.file;
}

/** Re-exports may lead in a circle of their own. */
const DEEPEST = 16;

/**
 * @param {Module} from
 * @param {string[]} path
 * @param {number} depth
 * @returns {{module: Module, isModule: boolean} | undefined}
 */
function follow(from, path, depth) {
  if (depth > DEEPEST) return undefined;
  const [first = "", ...rest] = path;
  const start =
    first === "crate" ? root(from) : first === "self" ? from : first === "super" ? from.parent : undefined;
  if (start === undefined) return first === "super" ? undefined : step(from, first, rest, depth, true);
  if (rest.length === 0) return { module: start, isModule: true };
  return rest[0] === "super" ? follow(start, rest, depth) : inside(start, rest, depth);
}

/** @param {Module} module @returns {Module} */
const root = (module) => (module.parent === undefined ? module : root(module.parent));

/** @param {Module} module @param {string[]} path @param {number} depth */
function inside(module, path, depth) {
  const [name = "", ...rest] = path;
  if (name === "*") return { module, isModule: false };
  return step(module, name, rest, depth, false);
}

/**
 * @param {Module} module
 * @param {string} name what comes next
 * @param {string[]} rest
 * @param {number} depth
 * @param {boolean} isFirst whether the path begins here: an unknown name is then of another crate, or of the language
 * @returns {{module: Module, isModule: boolean} | undefined}
 */
function step(module, name, rest, depth, isFirst) {
  const child = module.children.get(name);
  if (child !== undefined)
    return rest.length === 0 ? { module: child, isModule: true } : inside(child, rest, depth);
  const use = module.uses.find((candidate) => candidate.name === name);
  if (use !== undefined && use.path[0] !== name) return follow(module, [...use.path, ...rest], depth + 1);
  return isFirst ? undefined : { module, isModule: false };
}
