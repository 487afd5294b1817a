import { runtimeBinary } from "../../scripts/lib/peers.mjs";
import { ask, Problem } from "../../scripts/lib/run.mjs";
import { bundleInside, bundles } from "./bundles.mjs";
import { paths } from "./paths.mjs";
import { processEngine } from "./process-engine.mjs";

/** @typedef {import("../inside/answer.mjs").ContestName} ContestName */
/** @typedef {import("./engine.mjs").Engine} Engine */

/** @param {ContestName} contest @returns {Promise<Engine>} */
export async function nodeEngine(contest) {
  await bundleInside("process");
  return processEngine(contest, {
    name: "Node",
    version: process.versions.node,
    command: process.execPath,
    args: [bundles.process, "node"],
  });
}

/** @param {ContestName} contest @returns {Promise<Engine>} */
export async function denoEngine(contest) {
  const command = await runtimeBinary("deno");
  const version = versionOf("Deno", command);
  await bundleInside("process");
  return processEngine(contest, {
    name: "Deno",
    version,
    command,
    args: ["run", "--allow-all", "--no-check", "--no-config", bundles.process, "deno"],
    env: { DENO_DIR: `${paths.out}/deno`, DENO_NO_UPDATE_CHECK: "1" },
  });
}

/** @param {ContestName} contest @returns {Promise<Engine>} */
export async function bunEngine(contest) {
  const command = await runtimeBinary("bun");
  const version = versionOf("Bun", command);
  await bundleInside("process");
  return processEngine(contest, { name: "Bun", version, command, args: [bundles.process, "bun"] });
}

/** @param {string} name @param {string} command @returns {string} @throws {Problem} where it does not run */
function versionOf(name, command) {
  const version = /\d+\.\d+\.\d+/.exec(ask(command, ["--version"]) ?? "");
  if (version === null) throw new Problem(`${name} from npm does not run on this machine.`);
  return version[0];
}
