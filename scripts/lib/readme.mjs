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

/**
 * A document with its table of sizes filled in from the snapshot.
 * @param {string} file
 * @param {Record<string, import("./measure.mjs").Size>} sizes
 */
export function withSizes(file, sizes) {
  const kilobytes = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1);
  const rows = Object.entries(ROWS[file] ?? {}).map(([name, shown]) => {
    const { raw, gzip } = /** @type {import("./measure.mjs").Size} */ (sizes[name]);
    return `| ${shown} | ${kilobytes(raw)} | ${kilobytes(gzip)} |\n`;
  });
  return readFileSync(`${paths.root}/${file}`, "utf8").replace(BLOCK, `$1${rows.join("")}$2`);
}

/** @param {Record<string, import("./measure.mjs").Size>} sizes */
export function writeSizes(sizes) {
  for (const file of READMES) writeFileSync(`${paths.root}/${file}`, withSizes(file, sizes));
}
