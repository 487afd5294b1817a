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
    "worker: assumeRole":
      "takes a role (`assumeRole` of `tencentcloud-edge/credentials`), the signer included",
    "worker: gateway client": "calls the gateway (`tencentcloud-edge/gateway`), without wasm",
    "page: /sign": "page: signs",
    "page: startInstances": "page: calls `startInstances`",
    "page: startInstances and the emulator": "page: calls `startInstances`, with the emulator inside",
  },
  "README.zh-CN.md": {
    "worker: /sign": "只签名（`tencentcloud-edge/sign`）",
    "worker: startInstances": "调用 `startInstances`",
    "worker: assumeRole": "扮演角色（`tencentcloud-edge/credentials` 的 `assumeRole`），含签名模块",
    "worker: gateway client": "调用网关（`tencentcloud-edge/gateway`），不含 wasm",
    "page: /sign": "网页：只签名",
    "page: startInstances": "网页：调用 `startInstances`",
    "page: startInstances and the emulator": "网页：调用 `startInstances`，并内含模拟器",
  },
};

/** @typedef {Record<string, {sizes: Record<string, import("./measure.mjs").Size>}>} Snapshot by kind of standard library */

/**
 * A document with its table of sizes filled in from the snapshot: of the kind that is built where nothing is in the way.
 * @param {string} file
 * @param {Snapshot} snapshot
 */
export function withSizes(file, { source }) {
  const rows = Object.entries(ROWS[file] ?? {}).map(([name, shown]) => {
    const size = source?.sizes[name];
    return `| ${shown} | ${size === undefined ? "" : (size.gzip / 1000).toFixed(1)} |\n`;
  });
  return readFileSync(`${paths.root}/${file}`, "utf8").replace(BLOCK, `$1${rows.join("")}$2`);
}

/** @param {Snapshot} snapshot */
export function writeSizes(snapshot) {
  for (const file of READMES) writeFileSync(`${paths.root}/${file}`, withSizes(file, snapshot));
}
