import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { bundle } from "./bundle.mjs";
import { paths } from "./paths.mjs";
import { Problem } from "./run.mjs";
import { unlessStamped } from "./stamps.mjs";
import { step } from "./steps.mjs";

/**
 * A library that is part of the package, which has no dependencies at run time: one file of pkg/dist, with its licence and those
 * of what it brings.
 * @typedef {object} Library
 * @property {string} name
 * @property {string} [module] what is imported, where it is not called as the package is
 * @property {string} exports
 * @property {string} types of what we use of it
 * @property {boolean} [minify] where it is large
 */

/** @type {Library[]} */
export const LIBRARIES = [
  {
    name: "js-ini",
    exports: "parse",
    types: `/** Throws an error with a \`lineNumber\` for a line that it cannot read. */
export function parse(text: string, options: {
  comment: string[];
  autoTyping: (value: string, section: string, name: string) => void;
  keyMergeStrategy: () => void;
}): unknown;
`,
  },
  {
    name: "string-width",
    exports: "default",
    types: `/** How many columns of a terminal a text takes: two for Chinese characters, none for escape sequences. */
export default function stringWidth(text: string): number;
`,
  },
  {
    name: "csv-parse",
    module: "csv-parse/sync",
    exports: "parse",
    types: `/** Throws an error whose message names the line. */
export function parse(text: string, options: {
  bom?: boolean;
  columns?: boolean;
  relax_column_count?: boolean;
  skip_empty_lines?: boolean;
  trim?: boolean;
}): unknown[];
`,
  },
  {
    name: "csv-stringify",
    module: "csv-stringify/sync",
    exports: "stringify",
    types: `export function stringify(rows: string[][], options: {
  escape_formulas?: boolean;
  record_delimiter?: "unix" | "windows";
}): string;
`,
  },
  {
    name: "cli-progress",
    exports: "default",
    types: `export interface BarOptions {
  format?: (options: BarOptions, params: { value: number; total: number; progress: number; startTime: number }, payload: unknown) => string;
  stream?: NodeJS.WritableStream;
  fps?: number;
  hideCursor?: boolean;
  clearOnComplete?: boolean;
  forceRedraw?: boolean;
  emptyOnZero?: boolean;
  linewrap?: boolean;
  gracefulExit?: boolean;
}
export interface Bar {
  update(value: number, payload?: object): void;
  setTotal(total: number): void;
  stop(): void;
}
declare const progress: {
  MultiBar: new (options: BarOptions) => {
    create(total: number, start: number, payload?: object): Bar;
    /** Writes text above the bars. */
    log(text: string): void;
    update(): void;
    stop(): void;
  };
};
export default progress;
`,
  },
  {
    name: "jmespath",
    exports: "search, compile",
    types: `/** Both throw an error for an expression that cannot be read. */
export function search(data: unknown, expression: string): unknown;
export function compile(expression: string): unknown;
`,
  },
  {
    name: "undici",
    exports: "EnvHttpProxyAgent, fetch",
    minify: true,
    types: `/** Sends through the proxy that HTTPS_PROXY and HTTP_PROXY name, but for hosts in NO_PROXY. */
export class EnvHttpProxyAgent {}
export function fetch(url: string, init: RequestInit & { dispatcher: EnvHttpProxyAgent }): Promise<Response>;
`,
  },
];

/** Bundles each library into pkg/dist, where its version changed. */
export async function bundleLibraries() {
  for (const library of LIBRARIES) {
    const { name } = library;
    const inputs = ["package-lock.json", `node_modules/${name}/package.json`, "scripts/lib/libraries.mjs"];
    const outputs = [`pkg/dist/${name}.js`, `pkg/dist/${name}.d.ts`];
    await unlessStamped(`library-${name}`, { inputs, outputs }, () =>
      step(`bundling ${name}`, () => bundleLibrary(library)),
    );
  }
}

/** What a library written for CommonJS asks Node's own modules with. */
const REQUIRE =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** @param {Library} library */
async function bundleLibrary(library) {
  const outfile = `${paths.dist}/${library.name}.js`;
  const { metafile } = await bundle(bundling(library));
  const packages = packagesOf(Object.keys(metafile?.inputs ?? {}));
  const notices = packages.map(
    (name) =>
      `${name} ${read(name).version}, part of this package under its own licence:\n\n${licenceOf(name)}`,
  );
  const needsRequire = readFileSync(outfile, "utf8").includes("Dynamic require of");
  await bundle({
    ...bundling(library),
    banner: { js: `/*!\n${notices.join("\n\n")}\n*/${needsRequire ? `\n${REQUIRE}` : ""}` },
  });
  writeFileSync(`${paths.dist}/${library.name}.d.ts`, library.types);
}

/** @param {Library} library @returns {import("esbuild").BuildOptions} */
const bundling = ({ name, module = name, exports, minify = false }) => ({
  stdin: { contents: `export { ${exports} } from "${module}";`, resolveDir: paths.root },
  outfile: `${paths.dist}/${name}.js`,
  platform: "node",
  mainFields: ["module", "main"],
  conditions: ["node"],
  metafile: true,
  minify,
});

/** What the libraries are made of, by name. */
export async function packagesInLibraries() {
  /** @type {string[]} */
  const files = [];
  // One at a time: each ends the bundler.
  for (const library of LIBRARIES) {
    const { metafile } = await bundle({ ...bundling(library), write: false });
    files.push(...Object.keys(metafile?.inputs ?? {}));
  }
  return packagesOf(files);
}

/** The packages that files belong to; one within another's folder by its whole path. @param {string[]} files */
export const packagesOf = (files) => [
  ...new Set(
    files.flatMap(
      (file) => /node_modules\/((?:.*node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [],
    ),
  ),
];

/** @param {string} name @returns {{version: string}} */
const read = (name) => JSON.parse(readFileSync(`${paths.root}/node_modules/${name}/package.json`, "utf8"));

/** @param {string} name */
function licenceOf(name) {
  const folder = `${paths.root}/node_modules/${name}`;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined)
    throw new Problem(`${name} carries no licence text: look for it, and for a way without ${name}.`);
  return readFileSync(`${folder}/${file}`, "utf8").trim();
}
