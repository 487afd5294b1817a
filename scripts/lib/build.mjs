import { buildBundles } from "./bundle.mjs";
import { buildModules } from "./wasm.mjs";

/** Builds what changed: the wasm modules, then what is bundled from them. Needs setup() before. */
export async function build() {
  await buildModules();
  await buildBundles();
}
