import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { bundle } from "../lib/bundle.mjs";
import { packagesInLibraries, packagesOf } from "../lib/libraries.mjs";
import { paths } from "../lib/paths.mjs";
import { Problem, run } from "../lib/run.mjs";
import { hostCargo, WASM_TARGET } from "../lib/rust.mjs";
import { modules } from "../lib/wasm.mjs";

/**
 * Something of others that is part of what is published, or that a crate is built with.
 * @typedef {object} Component
 * @property {"cargo" | "npm"} registry
 * @property {string} name
 * @property {string} version
 * @property {string} licence an SPDX expression
 * @property {string} folder with its sources and its licence
 * @property {string[]} dependencies keys (see `keyOf`) of other components
 */

/** What cargo says of a package. @typedef {{name: string, version: string, license: string | null, source: string | null, manifest_path: string}} Package */

/** @param {{name: string, version: string}} component */
export const keyOf = ({ name, version }) => `${name} ${version}`;

/** What the npm package holds: the crates in its wasm modules, and the libraries that are bundled. */
export async function npmComponents() {
  const found = new Map();
  for (const { crate, features } of modules) {
    const args = [
      ...["--package", crate, "--no-default-features", "--features", features],
      ...["--target", WASM_TARGET],
    ];
    for (const component of await crates(crate, args)) found.set(keyOf(component), component);
  }
  const libraries = new Set([...(await packagesInLibraries()), ...(await bundledLibraries())]);
  return [...found.values(), ...[...libraries].map(library)].sort(byKey);
}

/** The libraries in the gateway and the dashboard, as the bundler finds them. */
async function bundledLibraries() {
  const { metafile } = await bundle({
    entryPoints: [`${paths.root}/worker/src/index.ts`, `${paths.root}/www/src/main.ts`],
    outdir: paths.build,
    external: ["cloudflare:*", "node:*", "*.wasm"],
    metafile: true,
    write: false,
  });
  return packagesOf(Object.keys(metafile?.inputs ?? {}));
}

/** What the crate is built with by default, on any machine. */
export const crateComponents = async () =>
  (await crates("tencentcloud-edge", ["--package", "tencentcloud-edge", "--target", "all"])).sort(byKey);

/** @param {Component} one @param {Component} other */
const byKey = (one, other) => (keyOf(one) < keyOf(other) ? -1 : 1);

/** @param {string} place within node_modules @returns {Component} */
function library(place) {
  const folder = `${paths.root}/node_modules/${place}`;
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  return { registry: "npm", name, version, licence: license, folder, dependencies: [] };
}

/**
 * The crates of others below one of ours, without what only runs while it is built.
 * @param {string} ours
 * @param {string[]} args which crate, with what and for what
 * @returns {Promise<Component[]>}
 */
async function crates(ours, args) {
  const format = ["--edges", "normal,no-proc-macro", "--prefix", "depth", "--no-dedupe", "--format", " {p}"];
  const tree = await cargo("tree", ["--locked", ...args, ...format]);
  const reached = edges(tree);
  /** @type {{packages: Package[]}} */
  const { packages } = JSON.parse(await cargo("metadata", ["--locked", "--format-version", "1"]));
  return packages
    .filter((it) => it.source !== null && it.name !== ours && reached.has(keyOf(it)))
    .map((it) => ({
      registry: "cargo",
      name: it.name,
      version: it.version,
      licence: (it.license ?? "").replaceAll("/", " OR "),
      folder: dirname(it.manifest_path),
      dependencies: [...(reached.get(keyOf(it)) ?? [])].sort(),
    }));
}

/** Who depends on what, from a tree whose lines begin with their depth. @param {string} tree */
export function edges(tree) {
  /** @type {Map<string, Set<string>>} */
  const found = new Map();
  /** @type {string[]} */
  const above = [];
  for (const line of tree.split("\n")) {
    const [, depth, name, version] = /^(\d+) (\S+) v(\S+)/.exec(line) ?? [];
    if (name === undefined || version === undefined) continue;
    const key = keyOf({ name, version });
    above.length = Number(depth);
    found.get(above.at(-1) ?? "")?.add(key);
    above.push(key);
    if (!found.has(key)) found.set(key, new Set());
  }
  return found;
}

/** @param {string} subcommand @param {string[]} args */
async function cargo(subcommand, args) {
  const { command, args: first, env } = hostCargo(subcommand);
  const { ok, output } = await run(command, [...first, "--quiet", ...args], { env });
  if (!ok) throw new Problem(`cargo ${subcommand} failed:\n${output}`);
  return output;
}
