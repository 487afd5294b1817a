import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { paths } from "../lib/paths.mjs";
import { ask, installProblem, Problem, run } from "../lib/run.mjs";
import { step } from "../lib/steps.mjs";

/** The official SDKs are compared with, and never depended on: they live in .tools/peers. */
const NODE_SDK = "tencentcloud-sdk-nodejs-common@4.1.220";
const PYTHON_SDK = "tencentcloud-sdk-python-common==3.1.195";
const FOLDER = `${paths.tools}/peers`;

/** The Python that is there. @throws {Problem} */
export function findPython() {
  const found = ["python3", "python"].find((name) => /^Python 3/.test(ask(name, ["--version"]) ?? ""));
  if (found === undefined) throw new Problem("Python 3 is missing: install it, then run this again.");
  return found;
}

/** @returns {Promise<string>} the folder with the official Node SDK in it */
export function nodeSdk() {
  const folder = `${FOLDER}/node`;
  return once(folder, NODE_SDK, async (say) => {
    writeFileSync(`${folder}/package.json`, '{ "private": true }\n');
    const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, NODE_SDK];
    const { ok, output } = await run("npm", args, { cwd: folder, onLine: say });
    if (!ok) throw installProblem("the official Node SDK", `npm install ${NODE_SDK}`, output);
  });
}

/** @param {string} python @returns {Promise<string>} the folder with the official Python SDK in it */
export function pythonSdk(python) {
  const folder = `${FOLDER}/python`;
  return once(folder, PYTHON_SDK, async (say) => {
    if (ask(python, ["-m", "pip", "--version"]) === undefined) {
      throw new Problem("pip is missing: install it (Debian: python3-pip), then run this again.");
    }
    const args = [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--target",
      folder,
      PYTHON_SDK,
    ];
    const { ok, output } = await run(python, args, { onLine: say });
    // What pip says, at last, of an index that it cannot reach.
    const said = output.replace("(from versions: none)", "(could not connect)");
    if (!ok) throw installProblem("the official Python SDK", `pip install ${PYTHON_SDK}`, said);
  });
}

/**
 * @param {string} folder
 * @param {string} what with its version
 * @param {(say: import("../lib/steps.mjs").Say) => Promise<void>} install
 */
async function once(folder, what, install) {
  const stamp = `${folder}/.installed`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === what) return folder;
  mkdirSync(folder, { recursive: true });
  await step(`installing ${what} into .tools/peers`, install);
  writeFileSync(stamp, what);
  return folder;
}
