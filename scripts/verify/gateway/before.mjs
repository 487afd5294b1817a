import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { bindgen } from "../../lib/bindgen.mjs";
import { paths } from "../../lib/paths.mjs";
import { ask, Problem, run } from "../../lib/run.mjs";
import { step } from "../../lib/steps.mjs";

/** The last commit whose objects are named by a digest of the key, and whose saved jobs are of format 2. */
export const BEFORE = "9e502c560e010a52605d0ac544eda6c178cd64a9";

/** Its own build, for the one module the gateway needs. Its set-up is left out: it would install into node_modules. */
const BUILD = `
import { buildModules, modules } from "./scripts/lib/wasm.mjs";
modules.splice(0, modules.length, ...modules.filter(({ name }) => name === "client"));
await buildModules();
process.exit(0);
`;

/**
 * The checkout of an older gateway with its client built, made from the history at the first call (about 2 minutes) and kept
 * in .tools.
 * @param {string} [commit]
 * @returns {Promise<string | undefined>} its folder; undefined where the history does not have the commit
 */
export async function checkoutBefore(commit = BEFORE) {
  const dir = `${paths.tools}/gateway-${commit.slice(0, 12)}`;
  if (existsSync(`${dir}/.built`)) return dir;
  if (ask("git", ["cat-file", "-e", `${commit}^{commit}`]) === undefined) return undefined;
  await step(`building the gateway of ${commit.slice(0, 7)} (about 2 minutes)`, async (say) => {
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(`${dir}/.tools`, { recursive: true });
    await must(
      "git",
      ["archive", "--format=tar", `--output=${dir}/source.tar`, commit, "."],
      paths.root,
      say,
    );
    await must("tar", ["-xf", "source.tar"], dir, say);
    rmSync(`${dir}/source.tar`);
    symlinkSync(`${paths.root}/node_modules`, `${dir}/node_modules`);
    mkdirSync(`${dir}/.tools/bin`);
    writeFileSync(`${dir}/.tools/bin/wasm-bindgen`, generator(), { mode: 0o755 });
    if (existsSync(`${paths.tools}/toolchain.json`))
      symlinkSync(`${paths.tools}/toolchain.json`, `${dir}/.tools/toolchain.json`);
    await must(process.execPath, ["--input-type=module", "--eval", BUILD], dir, say);
    rmSync(`${dir}/target`, { recursive: true, force: true });
    writeFileSync(`${dir}/.built`, "");
  });
  return dir;
}

/** The command line that the commit before calls, over the generator of today. */
function generator() {
  const [command, args] = bindgen('"$1"', '"$name"', '"$folder"');
  return `#!/bin/sh
while [ $# -gt 1 ]; do
  case "$1" in
    --out-name) name=$2; shift 2 ;;
    --out-dir) folder=$2; shift 2 ;;
    --target) shift 2 ;;
    *) shift ;;
  esac
done
exec "${command}" ${args.join(" ")}
`;
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @param {import("../../lib/steps.mjs").Say} say
 */
async function must(command, args, cwd, say) {
  const { ok, missing, output } = await run(command, args, { cwd, onLine: say });
  if (!ok) throw new Problem(`${command} ${missing ? "cannot be started" : "failed"}:\n${output}`);
}
