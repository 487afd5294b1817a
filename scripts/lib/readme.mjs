import { readFileSync, writeFileSync } from "node:fs";
import { paths } from "./paths.mjs";

/** The documents that show the sizes. */
export const READMES = ["README.md", "README.zh-CN.md"];
const BLOCK = /(<!-- sizes -->\n)[\s\S]*?(<!-- \/sizes -->)/;
/** What each document calls what was weighed. @type {Record<string, Record<string, string>>} */
const ROWS = {
  "README.md": {
    "worker: /sign": "signs (`tencentcloud-edge/sign`)",
    "worker: startInstances": "calls `startInstances`",
  },
  "README.zh-CN.md": {
    "worker: /sign": "只签名（`tencentcloud-edge/sign`）",
    "worker: startInstances": "调用 `startInstances`",
  },
};

/** @typedef {Record<string, {sizes: Record<string, import("./measure.mjs").Size>}>} Snapshot by kind of standard library */

/**
 * A document with its table of sizes filled in from the snapshot.
 * @param {string} file
 * @param {Snapshot} snapshot
 */
export function withSizes(file, { prebuilt, source }) {
  const gzipped = (/** @type {Snapshot[string] | undefined} */ kind, /** @type {string} */ name) => {
    const size = kind?.sizes[name];
    return size === undefined ? "" : (size.gzip / 1000).toFixed(1);
  };
  const rows = Object.entries(ROWS[file] ?? {}).map(
    ([name, shown]) => `| ${shown} | ${gzipped(prebuilt, name)} | ${gzipped(source, name)} |\n`,
  );
  return readFileSync(`${paths.root}/${file}`, "utf8").replace(BLOCK, `$1${rows.join("")}$2`);
}

/** @param {Snapshot} snapshot */
export function writeSizes(snapshot) {
  for (const file of READMES) writeFileSync(`${paths.root}/${file}`, withSizes(file, snapshot));
}
