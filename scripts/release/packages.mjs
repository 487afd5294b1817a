import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { paths } from "../lib/paths.mjs";
import { releaseChecks } from "../lib/peers.mjs";
import { Problem, run } from "../lib/run.mjs";
import { hostCargo } from "../lib/rust.mjs";

/** What publint says that stays, by its code and where: Node does read `imports` from the nearest package.json. */
const KNOWN = ["NESTED_PACKAGE_JSON_FIELD_IGNORED ./pkg/dist/cjs/package.json"];

/** Packs the npm package without building again. @param {string} folder @returns {Promise<string>} the tarball */
export async function packNpm(folder) {
  const args = ["pack", "--ignore-scripts", "--json", "--loglevel=error", "--pack-destination", folder];
  const { ok, output } = await run("npm", args);
  if (!ok) throw new Problem(`npm pack failed:\n${output}`);
  const [{ filename }] = JSON.parse(output.slice(output.indexOf("[")));
  return `${folder}/${filename}`;
}

/**
 * Packs the crate and builds what is packed.
 * @param {string} folder
 * @param {string} version
 * @param {boolean} clean whether changes that are not committed are refused
 * @returns {Promise<string>} the crate
 */
export async function packCrate(folder, version, clean) {
  const { command, args, env } = hostCargo("package");
  const rest = ["--package", "tencentcloud-edge", "--locked", ...(clean ? [] : ["--allow-dirty"])];
  const { ok, output } = await run(command, [...args, ...rest], { env });
  if (!ok) throw new Problem(`cargo package failed:\n${output}`);
  const name = `tencentcloud-edge-${version}.crate`;
  copyFileSync(`${paths.root}/target/package/${name}`, `${folder}/${name}`);
  return `${folder}/${name}`;
}

/** Holds a tarball against publint and Are The Types Wrong. @param {string} tarball @throws {Problem} in their words */
export async function checkPackage(tarball) {
  const tools = await releaseChecks();
  await lint(tarball, `${tools}/node_modules/publint/src`);
  const attw = [
    `${tools}/node_modules/@arethetypeswrong/cli/dist/index.js`,
    "--no-color",
    "--no-emoji",
    tarball,
  ];
  const { ok, output } = await run(process.execPath, attw);
  if (!ok) throw new Problem(`Are The Types Wrong finds fault with the package:\n${output}`);
}

/** @typedef {{code: string, args?: {filePath?: string}}} Message what publint says */

/** @param {string} tarball @param {string} from */
async function lint(tarball, from) {
  const { publint } = await import(pathToFileURL(`${from}/index-node.js`).href);
  const { formatMessage } = await import(pathToFileURL(`${from}/utils.js`).href);
  const bytes = readFileSync(tarball);
  /** @type {{messages: Message[], pkg: unknown}} */
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(bytes).buffer } });
  const unknown = messages.filter((it) => !KNOWN.includes(`${it.code} ${it.args?.filePath}`));
  if (unknown.length === 0) return;
  const lines = unknown.map((it) => `${it.code}: ${formatMessage(it, pkg, { color: false })}`);
  throw new Problem(`publint finds fault with the package:\n${lines.join("\n")}`);
}

/** Writes the SHA-256 of every file in a folder, as `sha256sum --check` reads it. @param {string} folder */
export function writeDigests(folder) {
  const lines = readdirSync(folder)
    .filter((file) => file !== "SHA256SUMS")
    .sort()
    .map(
      (file) =>
        `${createHash("sha256")
          .update(readFileSync(`${folder}/${file}`))
          .digest("hex")}  ${file}\n`,
    );
  writeFileSync(`${folder}/SHA256SUMS`, lines.join(""));
}
