import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { paths } from "./paths.mjs";
import { READMES } from "./readme.mjs";

/** What the tests of tests/compat write as they pass, one file each. */
export const RESULTS = `${paths.build}/compat/results`;
/** What passed when the tables were last written. */
const MATRIX = `${paths.root}/tests/compat/matrix.gen.json`;
const BLOCK = /(<!-- compat -->\n)[\s\S]*?(<!-- \/compat -->)/;

/** How the table says it in Chinese; a name that is the same in both is left out. @type {Record<string, string>} */
const CHINESE = {
  "bundled by esbuild": "由 esbuild 打包",
  "as it comes": "默认配置（CommonJS）",
  "a page in Chromium": "Chromium 中的网页",
  "build, a page in Chromium": "build，Chromium 中的网页",
  "dev, a page in Chromium": "dev，Chromium 中的网页",
  "an import map, no bundler": "import map，不用打包工具",
  "built by Vite": "由 Vite 构建",
  "from Vite's server": "由 Vite 开发服务器提供",
  "import, and its compiler checks the types": "import，并由其编译器检查类型",
  "jsdom with the environment of examples/jest-jsdom": "jsdom，使用 examples/jest-jsdom 的环境",
  "with packageExports, a page in Chromium": "开启 packageExports，Chromium 中的网页",
  "a route of the Node.js runtime": "Node.js 运行时的路由",
  "a route of the edge runtime": "edge 运行时的路由",
  "workers plugin": "workers 插件",
  "Vercel's edge VM": "Vercel 的 edge VM",
};

/** @typedef {{where: string, how: string, version: string}} Passed */

/** @returns {Passed[]} */
export const readMatrix = () => JSON.parse(readFileSync(MATRIX, "utf8"));

/** Before a run whose results are to be written. */
export const forgetResults = () => rmSync(RESULTS, { recursive: true, force: true });

/** Writes what passed since into the matrix and the tables of the READMEs. */
export function writeMatrix() {
  const files = existsSync(RESULTS) ? readdirSync(RESULTS).sort() : [];
  const passed = files.map((file) => JSON.parse(readFileSync(`${RESULTS}/${file}`, "utf8")));
  passed.sort((one, other) => one.where.localeCompare(other.where) || older(one.version, other.version));
  const rows = passed.map((row) => `  ${JSON.stringify(row)}`);
  writeFileSync(MATRIX, `[\n${rows.join(",\n")}\n]\n`);
  for (const file of READMES) writeFileSync(`${paths.root}/${file}`, withMatrix(file, passed));
}

/** @param {string} one @param {string} other */
const older = (one, other) => one.localeCompare(other, "en", { numeric: true });

/** A document with its table of what the package runs in. @param {string} file @param {Passed[]} matrix */
export function withMatrix(file, matrix) {
  const isChinese = file.includes("zh-CN");
  const said = (/** @type {string} */ text) =>
    isChinese ? (CHINESE[text] ?? text.replace(" with ", " 配 ")) : text;
  const places = [...new Set(matrix.map(({ where }) => where))];
  const rows = places.map((place) => {
    const passed = matrix.filter(({ where }) => where === place);
    const versions = [...new Set(passed.map(({ version }) => said(version)))];
    const ways = [...new Set(passed.map(({ how }) => said(how)))];
    return `| ${said(place)} | ${versions.join(isChinese ? "、" : ", ")} | ${ways.join(isChinese ? "；" : "; ")} |\n`;
  });
  return readFileSync(`${paths.root}/${file}`, "utf8").replace(BLOCK, `$1${rows.join("")}$2`);
}
