import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path/posix";
import { bundle } from "./bundle.mjs";
import { paths } from "./paths.mjs";
import { unlessStamped } from "./stamps.mjs";
import { step } from "./steps.mjs";

/** The package once more, for `require` where it takes no ES module (Node before 20.19, Jest). */
const FOLDER = "pkg/dist/cjs";
const INPUTS = ["pkg", "package.json", "scripts/lib/commonjs.mjs"];

/** Writes it, where its sources changed. Needs the modules and the signer's entry in pkg/dist. */
export const buildCommonJs = () =>
  unlessStamped("commonjs", { inputs: INPUTS.flatMap(sources), outputs: [`${FOLDER}/index.js`] }, () =>
    step("writing the CommonJS modules", write),
  );

/** A folder without what is written here. @param {string} path @returns {string[]} */
const sources = (path) =>
  path === "pkg" || path === "pkg/dist"
    ? readdirSync(`${paths.root}/${path}`).flatMap((name) => sources(`${path}/${name}`))
    : path === FOLDER
      ? []
      : [path];

/**
 * File by file and not as a bundle for each entry: what entries share (the class of errors, paces, the emulator) stays one.
 * A package.json of its own has Node and TypeScript read .js and .d.ts in there as CommonJS.
 */
async function write() {
  const target = `${paths.root}/${FOLDER}`;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const { exports, imports } = JSON.parse(read("package.json"));
  const moved = JSON.parse(JSON.stringify(imports).replaceAll("./pkg/", "./"));
  writeFileSync(
    `${target}/package.json`,
    `${JSON.stringify({ type: "commonjs", imports: moved }, null, 2)}\n`,
  );
  const { stop } = await import("esbuild");
  for (const file of await modulesOf(entriesOf(exports))) put(file, await commonJs(file));
  await stop();
  for (const folder of ["pkg", "pkg/types"]) {
    const declarations = readdirSync(`${paths.root}/${folder}`).filter((name) => name.endsWith(".d.ts"));
    for (const name of declarations) put(`${folder}/${name}`, read(`${folder}/${name}`));
  }
}

/** Where a file of the package stands as CommonJS. @param {string} file */
const placeOf = (file) => file.replace(/^pkg\//, `${FOLDER}/`);

/** @param {string} file */
const read = (file) => readFileSync(`${paths.root}/${file}`, "utf8");

/** @param {string} file of the package @param {string} text */
function put(file, text) {
  const place = `${paths.root}/${placeOf(file)}`;
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text);
}

/**
 * The ES modules of whatever `require` leads to here.
 * @param {unknown} target of `exports` in package.json
 * @returns {string[]}
 */
function entriesOf(target) {
  if (typeof target === "string")
    return target.startsWith(`./${FOLDER}/`) && target.endsWith(".js")
      ? [target.replace(`./${FOLDER}/`, "pkg/")]
      : [];
  return Object.values(/** @type {object} */ (target)).flatMap(entriesOf);
}

/** @param {string[]} entryPoints @returns {Promise<string[]>} they and all that they import */
async function modulesOf(entryPoints) {
  const { metafile } = await bundle({
    entryPoints,
    outdir: `${paths.build}/commonjs`,
    write: false,
    metafile: true,
    external: ["node:*"],
  });
  return Object.keys(metafile?.inputs ?? {});
}

/** @param {string} file */
async function commonJs(file) {
  const { transform } = await import("esbuild");
  const text = read(file);
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: "node20",
    // Jest has no import() in CommonJS.
    supported: { "dynamic-import": false },
    define: { "import.meta.url": "importMetaUrl" },
  });
  const given = [
    ...(text.includes("import.meta.url") ? [importMetaUrl(relative(dirname(placeOf(file)), file))] : []),
    ...(/\bnew Text(De|En)coder\b/.test(text) ? [CODECS] : []),
  ];
  return ['"use strict";', ...given, code].join("\n");
}

/**
 * Jest's jsdom has no such classes and hides Node's, without which nothing would even load. No `require`: a bundler for
 * browsers would follow it.
 */
const CODECS = `const { TextDecoder, TextEncoder } =
  typeof globalThis.TextDecoder === "function" ? globalThis : process.getBuiltinModule("node:util");`;

/** The address of the ES module: what is loaded by it, a thread, stays one. @param {string} path */
const importMetaUrl = (path) =>
  `const importMetaUrl = require("node:url").pathToFileURL(require("node:path").join(__dirname, ${JSON.stringify(path)}));`;
