import { readdirSync, readFileSync } from "node:fs";
import { paths } from "../../scripts/lib/paths.mjs";

/** A fenced block, with its indentation taken off. @typedef {{file: string, line: number, language: string, code: string}} Block */

const FENCE = /^( *)```([^\n]*)\n([\s\S]*?)^\1```$/gm;

/** Every Markdown document that people read: of the root, the folder docs, the gateway and the examples. */
export const DOCUMENTS = [
  ...markdown(""),
  ...markdown("docs/"),
  "worker/README.md",
  ...markdown("examples/"),
  ...readdirSync(`${paths.root}/examples`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => markdown(`examples/${name}/`)),
];

/** @param {string} folder */
function markdown(folder) {
  return readdirSync(`${paths.root}/${folder}`)
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}${name}`);
}

/** @param {string} file @returns {Block[]} */
export function codeBlocks(file) {
  const text = readFileSync(`${paths.root}/${file}`, "utf8");
  return [...text.matchAll(FENCE)].map(({ index, 1: indent = "", 2: language = "", 3: code = "" }) => ({
    file,
    line: text.slice(0, index).split("\n").length,
    language,
    code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/** Whether a block is for a shell. @param {Block} block */
export const isShell = ({ language }) => ["sh", "bash", "shell", "console"].includes(language);

/** The commands of a shell block, without comments; a line that ends with a backslash goes on. @param {Block} block */
export const commandsOf = ({ code }) =>
  code
    .replaceAll(/(^| +)#.*$/gm, "")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((command) => command.trim())
    .filter((command) => command !== "");
