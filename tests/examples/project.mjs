import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paths } from "../../scripts/lib/paths.mjs";
import { output } from "../pack/project.mjs";

/**
 * An example in an empty folder. Its package.json names the packed package, which is not published yet, and nothing that is
 * installed elsewhere already.
 * @param {string} name
 * @param {{tarball: string}} packed
 * @returns {string} the folder
 */
export function copyExample(name, { tarball }) {
  const dir = mkdtempSync(join(tmpdir(), `example-${name}-`));
  cpSync(`${paths.root}/examples/${name}`, dir, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
  delete manifest.devDependencies;
  manifest.dependencies = { "tencentcloud-edge": `file:${tarball}` };
  writeFileSync(join(dir, "package.json"), JSON.stringify(manifest));
  return dir;
}

/** `npm install`, then what an example asks for besides, from the folders that have it. @param {Record<string, string>} peers */
export const installWith = (peers) => ({
  run: [
    "npm install",
    ...Object.entries(peers).map(([peer, folder]) => `ln -s ${folder} node_modules/${peer}`),
  ].join(" && "),
});

/** The packed package, in a folder of its own. */
export function packTarball() {
  const dir = mkdtempSync(join(tmpdir(), "tarball-"));
  const said = output("npm", ["pack", "--json", "--loglevel=error", "--pack-destination", dir], paths.root);
  const [{ filename }] = JSON.parse(said.slice(said.search(/^\[$/m)));
  return { tarball: join(dir, filename), remove: () => rmSync(dir, { recursive: true, force: true }) };
}
