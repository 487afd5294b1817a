import { buildBundles } from "./bundle.mjs";
import { bundleLibraries } from "./libraries.mjs";
import { buildModules } from "./wasm.mjs";

/** Builds what changed: the wasm modules, then what is bundled from them. Needs setup() before. */
export async function build() {
  await bundleLibraries();
  await buildModules();
  await buildBundles();
}
