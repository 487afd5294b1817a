import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path/posix";
import { test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";

/** A path, or the name of a source file: `src/job/`, `pkg/*.d.ts`, `plan.rs`. */
const PATH =
  /^(?!\/)(?:[\w.@*{},-]+\/)*(?:[\w.*{},-]+\.(?:rs|[cm]?js|d\.ts|ts|json|jsonc|md|toml|py|html|css|c|txt)|[\w.*{},-]*\/[\w.*{},-]*)$/;
/** What set-up, builds and runs leave behind; media types; domains. */
const NOT_KEPT =
  /^(?:build|target|dist|node_modules|bench\/node_modules|\.tools|\.state|pkg\/dist|~|application|text|image)(?:\/|$)/;

const documents = [
  ...readdirSync(paths.root).filter((file) => file.endsWith(".md")),
  ...readdirSync(`${paths.root}/docs`)
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
  "worker/README.md",
];
const { name, exports } = JSON.parse(read("package.json"));

/** @param {string} file */
function read(file) {
  return readFileSync(`${paths.root}/${file}`, "utf8");
}

/** Everything that is kept, files and folders. */
const all = readdirSync(paths.root)
  .filter((entry) => [".ci", ".github"].includes(entry) || !/^(\..*|node_modules|target|build)$/.test(entry))
  .flatMap((entry) => [entry, ...below(entry)]);

/** @param {string} entry @returns {string[]} */
function below(entry) {
  return readdirSync(paths.root, { withFileTypes: true })
    .filter((item) => item.name === entry && item.isDirectory())
    .flatMap(() => readdirSync(`${paths.root}/${entry}`, { recursive: true, encoding: "utf8" }))
    .map((file) => `${entry}/${file.replaceAll("\\", "/")}`)
    .filter((file) => !/\/(node_modules|target|dist)(\/|$)/.test(file));
}

/** `a/{b,c}.rs` is two paths. @param {string} path @returns {string[]} */
function spread(path) {
  const [whole, before = "", inner = "", after = ""] = /^(.*?)\{([^}]*)\}(.*)$/.exec(path) ?? [];
  return whole === undefined ? [path] : inner.split(",").flatMap((part) => spread(before + part + after));
}

/** @param {string} path @param {string} folder whether it leads somewhere from there */
function leads(path, folder) {
  const full = join(folder, path.replace(/\/(\*\*)?$/, ""));
  if (!full.includes("*")) return existsSync(`${paths.root}/${full}`);
  const pattern = full.replaceAll(".", "\\.").replaceAll("*", "[^/]*");
  return all.some((file) => new RegExp(`^${pattern}$`).test(file));
}

/** The folders that some paths are in, and those above them. @param {string[]} named */
const foldersOf = (named) =>
  named
    .flatMap(spread)
    .filter((path) => path.includes("/") && leads(path, "."))
    .flatMap((path) => {
      const parts = path.replace(/\/(\*\*)?$/, "").split("/");
      return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
    });

/**
 * Where a path may begin: at the root, beside the document, in a folder that its section names. In a section that names no
 * folder it may be the end of any path.
 * @param {string} path
 * @param {string} document
 * @param {string[]} folders
 */
function isThere(path, document, folders) {
  if (path.startsWith(`${name}/`)) return path.replace(name, ".") in exports;
  if (NOT_KEPT.test(path)) return true;
  const beside = join(document, "..");
  if ([".", beside, `${beside}/src`, ...folders].some((folder) => leads(path, folder))) return true;
  const end = `/${path.replace(/\/$/, "")}`;
  return folders.length === 0 && all.some((file) => file.endsWith(end));
}

for (const document of documents) {
  test(`${document}: every path it names is there`, () => {
    const lost = read(document)
      .replace(/^```(js|ts|sh|json|html|python|toml|rust|nginx|yaml)\n[\s\S]*?^```/gm, "")
      .split(/^#+ /m)
      .flatMap((section) => {
        const spans = [...section.matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
        const named = spans.filter((span) => PATH.test(span));
        const folders = foldersOf(named);
        return named.flatMap(spread).filter((path) => !isThere(path, document, folders));
      });
    assert.deepEqual([...new Set(lost)], []);
  });
}
