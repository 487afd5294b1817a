import { existsSync } from "node:fs";
import { join } from "node:path/posix";
import {
  isCallExpression,
  isExportDeclaration,
  isFunctionLikeDeclaration,
  isImportDeclaration,
  isImportTypeNode,
  isJSDocImportTag,
  isLiteralTypeNode,
  isNamedImports,
  isStringLiteral,
  SyntaxKind,
} from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";
import { paths } from "../../../scripts/lib/paths.mjs";
import { filesBelow } from "./files.mjs";

/**
 * @typedef {import("typescript/unstable/ast").Node} Node
 * @typedef {import("typescript/unstable/ast").SourceFile} SourceFile
 * @typedef {{target: string, typeOnly: boolean}} Import `target` relative to the root; `typeOnly`: gone once compiled
 * @typedef {{name: string, lines: number, line: number}} Fn
 * @typedef {{file: string, imports: Import[], functions: Fn[], untyped: number[]}} Source `untyped`: the lines with the type `any`
 */

const FOLDERS = ["pkg", "worker/src", "www/src", "scripts", "bench", "tests"];
const PROJECTS = ["tsconfig.json", "worker/tsconfig.json", "www/tsconfig.json"];

/** Every file of JavaScript and TypeScript as TypeScript's own parser reads it, JSDoc included. @returns {Source[]} */
export function scripts() {
  const api = new API({ cwd: paths.root });
  try {
    const files = filesBelow(FOLDERS, [".js", ".mjs", ".cjs", ".ts"]);
    const snapshot = api.updateSnapshot({
      openProjects: PROJECTS.map((project) => `${paths.root}/${project}`),
      openFiles: files.map((file) => `${paths.root}/${file}`),
    });
    return files.map((file) => {
      const full = `${paths.root}/${file}`;
      const tree = snapshot.getDefaultProjectForFile(full)?.program.getSourceFile(full);
      if (tree === undefined) throw new Error(`TypeScript does not read ${file}`);
      return { file, ...read(file, tree) };
    });
  } finally {
    api.close();
  }
}

/** @param {string} file @param {SourceFile} tree */
function read(file, tree) {
  /** @type {Import[]} */
  const imports = [];
  /** @type {Fn[]} */
  const functions = [];
  /** A type in JSDoc may be in the tree twice: as a comment, and as the type of what it is about. @type {Set<number>} */
  const untyped = new Set();
  const lineOf = lines(tree.text);
  /** @param {Node} node */
  const visit = (node) => {
    const found = importOf(node);
    const target = found && resolve(file, found);
    if (found && target !== undefined) imports.push({ target, typeOnly: found.typeOnly });
    if (isFunctionLikeDeclaration(node) && "body" in node && node.body !== undefined) {
      const line = lineOf(node.getStart(tree));
      functions.push({ name: nameOf(node), line, lines: lineOf(node.end) - line + 1 });
    }
    if (node.kind === SyntaxKind.AnyKeyword) untyped.add(node.getStart(tree));
    for (const comment of node.jsDoc ?? []) comment.forEachChild(visit);
    node.forEachChild(visit);
  };
  tree.forEachChild(visit);
  return { imports, functions, untyped: [...untyped].map(lineOf) };
}

/** The line of a position, both from 1 on. @param {string} text @returns {(position: number) => number} */
function lines(text) {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index);
  return (position) => {
    const next = ends.findIndex((end) => end >= position);
    return (next === -1 ? ends.length : next) + 1;
  };
}

/** @param {Node} node @returns {{from: string, typeOnly: boolean} | undefined} */
function importOf(node) {
  if (isImportDeclaration(node))
    return { from: text(node.moduleSpecifier), typeOnly: onlyTypes(node.importClause) };
  if (isExportDeclaration(node) && node.moduleSpecifier) {
    return { from: text(node.moduleSpecifier), typeOnly: node.isTypeOnly };
  }
  if (isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword && node.arguments[0]) {
    return { from: text(node.arguments[0]), typeOnly: false };
  }
  if (isImportTypeNode(node) && isLiteralTypeNode(node.argument)) {
    return { from: text(node.argument.literal), typeOnly: true };
  }
  if (isJSDocImportTag(node)) return { from: text(node.moduleSpecifier), typeOnly: true };
  return undefined;
}

/** @param {Node} node a computed name leads nowhere that could be known */
const text = (node) => (isStringLiteral(node) ? node.text : "");

/** @param {import("typescript/unstable/ast").ImportClause | undefined} clause */
function onlyTypes(clause) {
  if (clause === undefined) return false;
  if (clause.phaseModifier === SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  return (
    clause.name === undefined &&
    names !== undefined &&
    isNamedImports(names) &&
    names.elements.length > 0 &&
    names.elements.every(({ isTypeOnly }) => isTypeOnly)
  );
}

/**
 * @param {string} file
 * @param {{from: string, typeOnly: boolean}} what
 * @returns {string | undefined} undefined for a package
 */
function resolve(file, { from, typeOnly }) {
  if (!from.startsWith(".")) return undefined;
  const base = join(file, "..", from);
  // A type is read in the declarations beside a module, where there are some.
  const ends = typeOnly ? [".d.ts", ".js", ".ts"] : [".js", ".ts"];
  const tries = [...ends.map((end) => base.replace(/\.js$/, end)), base, `${base}.ts`, `${base}/index.ts`];
  return tries.find((path) => /\.\w+$/.test(path) && existsSync(`${paths.root}/${path}`));
}

/**
 * What a reader calls a function: `name`, `Class.method`, or for a callback whose it is.
 * @param {Node} node
 * @returns {string}
 */
function nameOf(node) {
  const own = identifier(node);
  if (own !== undefined) {
    const owner = node.parent && "members" in node.parent ? identifier(node.parent) : undefined;
    return owner === undefined ? own : `${owner}.${own}`;
  }
  if (node.kind === SyntaxKind.Constructor) return `${identifier(node.parent) ?? "class"}.constructor`;
  if (isCallExpression(node.parent)) {
    const [title] = node.parent.arguments;
    const said = title && isStringLiteral(title) ? `("${title.text}")` : "";
    return `callback of ${node.parent.expression.getText()}${said}`;
  }
  return identifier(node.parent) ?? "unnamed";
}

/** @param {Node} node @returns {string | undefined} */
const identifier = (node) =>
  "name" in node && node.name !== undefined ? /** @type {Node} */ (node.name).getText() : undefined;
