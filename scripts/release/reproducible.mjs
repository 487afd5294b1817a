import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname } from "node:path";
import { paths } from "../lib/paths.mjs";
import { ask, Problem, run } from "../lib/run.mjs";
import { step } from "../lib/steps.mjs";
import { modules } from "../lib/wasm.mjs";

/** Two folders whose names differ in length too: a path in a module moves what stands behind it. */
const FOLDERS = ["one", "the-other-folder-has-a-longer-name"].map(
  (name) => `${paths.build}/reproducible/${name}`,
);

/** @typedef {Record<string, string>} Digests SHA-256 in hex by the module's file name */

/** @param {string} dist a folder with built modules @returns {Digests} */
export const wasmDigests = (dist) =>
  Object.fromEntries(
    modules.map(({ name }) => [
      `${name}.wasm`,
      createHash("sha256")
        .update(readFileSync(`${dist}/${name}.wasm`))
        .digest("hex"),
    ]),
  );

/**
 * Builds the modules twice from nothing, each in a folder of its own.
 * @returns {Promise<Digests>}
 * @throws {Problem} naming the modules that differ, between the two or from those in pkg/dist
 */
export async function reproducible() {
  /** @type {Digests[]} */
  const built = [];
  for (const folder of FOLDERS) built.push(await cleanBuild(folder));
  const [first = {}, second = {}] = built;
  differ(first, second, `The two folders are left to compare: ${FOLDERS.join(", ")}.`);
  differ(first, wasmDigests(paths.dist), "pkg/dist is of other sources: run `npm run build`.");
  rmSync(dirname(FOLDERS[0] ?? ""), { recursive: true, force: true });
  return first;
}

/** @param {Digests} one @param {Digests} other @param {string} advice */
export function differ(one, other, advice) {
  const names = Object.keys(one).filter((name) => one[name] !== other[name]);
  if (names.length > 0) throw new Problem(`Two builds differ in ${names.join(", ")}. ${advice}`);
}

/** @param {string} folder @returns {Promise<Digests>} */
async function cleanBuild(folder) {
  rmSync(folder, { recursive: true, force: true });
  const listed = ask("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"]);
  if (listed === undefined) throw new Problem("git cannot list the sources: this needs a git checkout.");
  for (const file of listed.split("\n")) cpSync(`${paths.root}/${file}`, `${folder}/${file}`);
  // The tools, but no stamp and nothing built.
  mkdirSync(`${folder}/.tools`, { recursive: true });
  cpSync(`${paths.tools}/toolchain.json`, `${folder}/.tools/toolchain.json`);
  symlinkSync(`${paths.tools}/bin`, `${folder}/.tools/bin`);
  symlinkSync(`${paths.root}/node_modules`, `${folder}/node_modules`);
  const script = 'await (await import("./scripts/lib/wasm.mjs")).buildModules();';
  const args = ["--input-type=module", "--eval", script];
  const { ok, output } = await step(`building the modules anew in ${folder.split("/").pop()}`, (say) =>
    run(process.execPath, args, { cwd: folder, onLine: say }),
  );
  if (!ok) throw new Problem(`The build in ${folder} failed:\n${output.split("\n").slice(-40).join("\n")}`);
  return wasmDigests(`${folder}/pkg/dist`);
}
