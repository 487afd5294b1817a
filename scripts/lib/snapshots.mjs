import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { paths } from "./paths.mjs";

/** The committed snapshots. `sizes` has one entry for each kind of standard library. */
export const snapshotFiles = {
  surface: `${paths.root}/tests/guards/wasm-surface.json`,
  sizes: `${paths.root}/tests/guards/sizes.json`,
};

/** The command that refreshes all of them. */
export const REFRESH = "npm run snapshot";

/** @param {string} file @returns {any} undefined when it does not exist */
export const readSnapshot = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined);

/** @param {string} file @param {unknown} value */
export const writeSnapshot = (file, value) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
