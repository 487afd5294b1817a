import { existsSync } from "node:fs";
import { buildBundles, buildSignEntry } from "./bundle.mjs";
import { buildCommonJs } from "./commonjs.mjs";
import { bundleLibraries } from "./libraries.mjs";
import { paths } from "./paths.mjs";
import { buildModules, modules } from "./wasm.mjs";

/** Builds what changed: the wasm modules, then what is made from them. Needs setup() before. */
export async function build() {
  await bundleLibraries();
  announceFirstBuild();
  await buildModules();
  await buildSignEntry();
  await buildCommonJs();
  await buildBundles();
}

/** So that nobody ends the long part for want of an end. */
function announceFirstBuild() {
  const missing = modules.filter(({ name }) => !existsSync(`${paths.stamps}/wasm-${name}`));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(", ");
  console.log(
    `${missing.length} wasm modules are built first (${names}): about 40 s each on two cores that do nothing else, once.`,
  );
}
