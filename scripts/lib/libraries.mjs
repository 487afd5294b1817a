import { readFileSync, writeFileSync } from "node:fs";
import { bundle } from "./bundle.mjs";
import { paths } from "./paths.mjs";
import { unlessStamped } from "./stamps.mjs";
import { step } from "./steps.mjs";

/**
 * A library that is part of the package, which has no dependencies at run time: one file of pkg/dist, with its licence.
 * @typedef {{name: string, licence: string, exports: string, types: string}} Library
 */

/** @type {Library[]} */
export const LIBRARIES = [
  {
    name: "js-ini",
    licence: "LICENSE",
    exports: "parse",
    types: `/** Throws an error with a \`lineNumber\` for a line that it cannot read. */
export function parse(text: string, options: {
  comment: string[];
  autoTyping: (value: string, section: string, name: string) => void;
  keyMergeStrategy: () => void;
}): unknown;
`,
  },
];

/** Bundles each library into pkg/dist, where its version changed. */
export async function bundleLibraries() {
  for (const library of LIBRARIES) {
    const { name } = library;
    const inputs = [`node_modules/${name}/package.json`, "scripts/lib/libraries.mjs"];
    const outputs = [`pkg/dist/${name}.js`, `pkg/dist/${name}.d.ts`];
    await unlessStamped(`library-${name}`, { inputs, outputs }, () =>
      step(`bundling ${name}`, () => bundleLibrary(library)),
    );
  }
}

/** @param {Library} library */
async function bundleLibrary({ name, licence, exports, types }) {
  const folder = `${paths.root}/node_modules/${name}`;
  const { version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const text = readFileSync(`${folder}/${licence}`, "utf8").trim();
  await bundle({
    stdin: { contents: `export { ${exports} } from "${name}";`, resolveDir: paths.root },
    outfile: `${paths.dist}/${name}.js`,
    banner: { js: `/*!\n${name} ${version}, part of this package under its own licence:\n\n${text}\n*/` },
  });
  writeFileSync(`${paths.dist}/${name}.d.ts`, types);
}
