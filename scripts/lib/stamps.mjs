import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { paths } from "./paths.mjs";

/**
 * The hash of files and of everything under folders; a path that does not exist counts as such.
 * @param {string[]} inputs relative to the project's root
 * @param {string} [salt] whatever else decides the outcome
 */
export function hashOf(inputs, salt = "") {
  const hash = createHash("sha256").update(salt);
  for (const file of inputs.flatMap(filesUnder)) {
    hash.update(`\0${file}\0`).update(readFileSync(`${paths.root}/${file}`));
  }
  return hash.digest("hex");
}

/**
 * Does the work unless it was done before from the same inputs and its outputs are still there.
 * @param {string} name of the stamp
 * @param {{inputs: string[], outputs: string[], salt?: string}} what paths relative to the project's root
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} whether it had to be done
 */
export async function unlessStamped(name, { inputs, outputs, salt }, work) {
  const file = `${paths.stamps}/${name}`;
  const present = outputs.every((output) => existsSync(`${paths.root}/${output}`));
  if (present && existsSync(file) && readFileSync(file, "utf8") === hashOf(inputs, salt)) return false;
  rmSync(file, { force: true });
  // Hashed before the work: an edit made meanwhile must not be taken for built.
  const hash = hashOf(inputs, salt);
  await work();
  mkdirSync(paths.stamps, { recursive: true });
  writeFileSync(file, hash);
  return true;
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesUnder(path) {
  const full = `${paths.root}/${path}`;
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .filter((name) => name !== "node_modules" && name !== "target")
    .flatMap((name) => filesUnder(`${path}/${name}`));
}
