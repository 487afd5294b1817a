import { buildBundles, buildSignEntry } from "./bundle.mjs";
import { buildCommonJs } from "./commonjs.mjs";
import { bundleLibraries } from "./libraries.mjs";
import { buildModules } from "./wasm.mjs";

/** Builds what changed: the wasm modules, then what is made from them. Needs setup() before. */
export async function build() {
  await bundleLibraries();
  await buildModules();
  await buildSignEntry();
  await buildCommonJs();
  await buildBundles();
}
