import { builtinModules } from "node:module";
import { bundle, wasmBeside } from "../../scripts/lib/bundle.mjs";
import { paths } from "./paths.mjs";

/** @typedef {import("esbuild").Plugin} Plugin */

const BUILT_IN = new RegExp(
  `^(node:.+|${builtinModules.filter((name) => !name.startsWith("_")).join("|")})$`,
);
/** As wrangler bundles. The platform matters: only with it is the map of a package's `browser` field followed. */
export const AS_WORKER = {
  platform: /** @type {const} */ ("browser"),
  conditions: ["workerd", "worker", "browser"],
};

/** What the entries are bundled to, one file for each runtime. */
export const bundles = {
  process: `${paths.out}/process/index.mjs`,
  workerd: `${paths.out}/workerd/index.js`,
  compat: `${paths.out}/workerd-compat/index.js`,
  chromium: `${paths.out}/chromium/index.js`,
};

/** @param {keyof typeof bundles} which */
export async function bundleInside(which) {
  const outfile = bundles[which];
  const entries = { process: "process", workerd: "workerd", compat: "workerd-compat", chromium: "chromium" };
  const base = { entryPoints: [`${paths.bench}/inside/${entries[which]}.mjs`], outfile };
  const workerd = [workerdEntries(), wasmBeside(outfile.slice(0, outfile.lastIndexOf("/")))];
  const choices = {
    process: { conditions: ["node"], mainFields: ["module", "main"], plugins: [builtIns()] },
    workerd: { ...AS_WORKER, plugins: workerd },
    compat: { ...AS_WORKER, plugins: [...workerd, builtIns()] },
    chromium: { platform: /** @type {const} */ ("browser"), format: /** @type {const} */ ("iife") },
  };
  await bundle({ ...base, ...choices[which] });
}

/** The package's entries for workerd, as its `exports` would choose them. @returns {Plugin} */
function workerdEntries() {
  return {
    name: "workerd-entries",
    setup({ onResolve }) {
      onResolve({ filter: /\/pkg\/(?:index|dist\/sign\.entry)\.js$/ }, ({ path }) => ({
        path: `${paths.root}/pkg/${path.endsWith("/index.js") ? "index" : "sign"}.workerd.js`,
      }));
    },
  };
}

/** Leaves Node's modules outside, for require() too: a module has no require of its own. @returns {Plugin} */
export function builtIns() {
  return {
    name: "built-ins",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: BUILT_IN }, ({ path, kind }) => {
        const name = path.startsWith("node:") ? path : `node:${path}`;
        return kind === "require-call"
          ? { path: name, namespace: "built-in" }
          : { path: name, external: true };
      });
      onLoad({ filter: /.*/, namespace: "built-in" }, ({ path }) => ({
        contents: `import it from "${path}"; module.exports = it;`,
      }));
    },
  };
}
