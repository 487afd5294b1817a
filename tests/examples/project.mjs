import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paths } from "../../scripts/lib/paths.mjs";
import { output } from "../pack/project.mjs";

/**
 * An example in an empty folder, with the packed package installed as its README says.
 * @param {string} name
 * @param {{tarball: string, peers?: Record<string, string>}} from `peers`: what else it asks for, by the folder that has it
 * @returns {string} the folder
 */
export function installExample(name, { tarball, peers = {} }) {
  const dir = mkdtempSync(join(tmpdir(), `example-${name}-`));
  cpSync(`${paths.root}/examples/${name}`, dir, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
  // What is not published yet, and what is installed elsewhere already.
  delete manifest.devDependencies;
  manifest.dependencies = { "tencentcloud-edge": `file:${tarball}` };
  writeFileSync(join(dir, "package.json"), JSON.stringify(manifest));
  output("npm", ["install", "--offline", "--no-audit", "--no-fund", "--loglevel=error"], dir);
  for (const [peer, folder] of Object.entries(peers)) symlinkSync(folder, join(dir, "node_modules", peer));
  return dir;
}

/** The packed package, in a folder of its own. */
export function packTarball() {
  const dir = mkdtempSync(join(tmpdir(), "tarball-"));
  const said = output("npm", ["pack", "--json", "--loglevel=error", "--pack-destination", dir], paths.root);
  const [{ filename }] = JSON.parse(said.replace(/^[^[]*/, ""));
  return { tarball: join(dir, filename), remove: () => rmSync(dir, { recursive: true, force: true }) };
}
