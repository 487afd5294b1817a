import { existsSync, readdirSync } from "node:fs";
import { testRunner } from "./bindgen.mjs";
import { paths } from "./paths.mjs";
import { hostCargo, wasmCheckCargo } from "./rust.mjs";
import { FOR_BUILD } from "./setup.mjs";

/** The command that tests/cli/pack.mjs unpacks. */
export const PACKED_CLI = `${paths.build}/packed-cli/package/pkg/cli/main.js`;

/**
 * @typedef {{passed: number, failed: number, skipped: number}} Counts
 * @typedef {{command: string, args: string[], env?: Record<string, string>}} Command
 * @typedef {object} Part one row of `npm test`
 * @property {string} name also of its log, build/logs/NAME.log
 * @property {string} about
 * @property {boolean} needsBuild
 * @property {readonly import("./setup.mjs").Tool[]} tools what it needs besides npm packages and the build
 * @property {() => Command[]} commands run one after the other; asked for after set-up
 * @property {(output: string, ok: boolean) => Counts} count
 */

/**
 * What parts need to be set up.
 * @param {readonly Part[]} chosen
 * @returns {import("./setup.mjs").Tool[]}
 */
export const toolsOf = (chosen) => [
  ...new Set(chosen.flatMap(({ needsBuild, tools }) => [...(needsBuild ? FOR_BUILD : []), ...tools])),
];

/** One check, with nothing to count inside. @type {Part["count"]} */
const once = (_output, ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });

/** Cargo's and wasm-bindgen-test's "test result: ok. 3 passed; 0 failed; 1 ignored", one for each binary. @type {Part["count"]} */
export const cargoCounts = (output) =>
  [...output.matchAll(/test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/g)].reduce(
    (sum, [, passed, failed, ignored]) => ({
      passed: sum.passed + Number(passed),
      failed: sum.failed + Number(failed),
      skipped: sum.skipped + Number(ignored),
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );

/** The summary of node:test, in its "spec" or "tap" form. @type {Part["count"]} */
export const nodeCounts = (output) => {
  const number = (/** @type {string} */ word) => {
    const lines = [...output.matchAll(new RegExp(`^(?:ℹ|#) ${word} (\\d+)$`, "gm"))];
    return Number(lines.at(-1)?.[1] ?? 0);
  };
  return {
    passed: number("pass"),
    failed: number("fail") + number("cancelled"),
    skipped: number("skipped") + number("todo"),
  };
};

/** @param {string} name @returns {Command} */
const bin = (name, /** @type {string[]} */ ...args) => ({ command: `${paths.bin}/${name}`, args });

/**
 * @param {import("./rust.mjs").Cargo} cargo
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Command}
 */
const more = (cargo, args, env = {}) => ({
  command: cargo.command,
  args: [...cargo.args, ...args],
  env: { ...cargo.env, ...env },
});

/** What each crate is built with for wasm, so that checks see the code that ships. */
const WASM_CRATES = [
  ["--package", "tencentcloud-edge", "--no-default-features", "--features", "wasm-sign"],
  ["--package", "tencentcloud-edge", "--no-default-features", "--features", "wasm-client"],
  ["--package", "tencentcloud-edge", "--no-default-features", "--features", "wasm-v1"],
  ["--package", "tencentcloud-edge", "--no-default-features", "--features", "wasm-diagnose"],
  ["--package", "tencentcloud-edge-emulator", "--features", "wasm"],
];

/** @param {Record<string, string>} env @returns {Command[]} */
const wasmTests = (env) => [
  more(
    wasmCheckCargo("test"),
    [
      "--package",
      "tencentcloud-edge",
      "--no-default-features",
      "--features",
      "wasm-client",
      "--test",
      "wasm",
    ],
    { CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: testRunner(), ...env },
  ),
];

/** Parts that open pages. */
const IN_BROWSERS = new Set(["runtimes", "matrix", "pack", "examples", "compat", "e2e"]);

/**
 * A folder of node:test files, each run in a process of its own.
 * @param {string} name
 * @param {string} about
 * @param {string} folder
 * @param {number} [atOnce] files run side by side
 * @returns {Part}
 */
function nodeTests(name, about, folder, atOnce = 2) {
  const full = `${paths.root}/${folder}`;
  const commands = () => {
    const files = existsSync(full) ? readdirSync(full).filter((file) => file.endsWith(".test.mjs")) : [];
    const args = ["--test", "--test-reporter=spec", `--test-concurrency=${atOnce}`];
    return files.length === 0
      ? []
      : [{ command: process.execPath, args: [...args, ...files.sort().map((file) => `${full}/${file}`)] }];
  };
  return {
    name,
    about,
    needsBuild: true,
    tools: IN_BROWSERS.has(name) ? ["browser"] : [],
    commands,
    count: nodeCounts,
  };
}

const cliTests = nodeTests("cli", "the packed command line against the emulator's server", "tests/cli");
/** tests/cli, but with the command of a tarball instead of the repository's. @type {Part} */
const packedCli = {
  ...cliTests,
  commands: () => [
    { command: process.execPath, args: [`${paths.root}/tests/cli/pack.mjs`] },
    ...cliTests.commands().map((command) => ({ ...command, env: { CLI_UNDER_TEST: PACKED_CLI } })),
  ],
};

/** Every part, in the order in which they run: the quickest to fail first. @type {Part[]} */
export const parts = [
  {
    name: "rustfmt",
    about: "format of Rust",
    needsBuild: false,
    tools: ["compiler", "lints"],
    commands: () => [more(hostCargo("fmt"), ["--all", "--check"])],
    count: once,
  },
  {
    name: "biome",
    about: "format and lint of JavaScript, TypeScript, JSON and CSS",
    needsBuild: false,
    tools: [],
    commands: () => [bin("biome", "check", "--error-on-warnings", ".")],
    count: once,
  },
  {
    name: "types",
    about: "types of the package, the scripts and the tests; of the gateway; of the dashboard",
    needsBuild: true,
    tools: [],
    commands: () => ["tsconfig.json", "worker", "www"].map((project) => bin("tsc", "--project", project)),
    count: once,
  },
  {
    name: "clippy",
    about: "lint of Rust, for the machine",
    needsBuild: false,
    tools: ["compiler", "lints"],
    commands: () => [more(hostCargo("clippy"), ["--workspace", "--all-targets", "--", "-D", "warnings"])],
    count: once,
  },
  {
    name: "clippy-wasm",
    about: "lint of Rust, for wasm",
    needsBuild: false,
    tools: ["compiler", "lints"],
    commands: () =>
      WASM_CRATES.map((crate) => more(wasmCheckCargo("clippy"), [...crate, "--", "-D", "warnings"])),
    count: once,
  },
  {
    name: "rust",
    about: "the core and the emulator on the machine",
    needsBuild: false,
    tools: ["compiler"],
    commands: () => [more(hostCargo("test"), ["--workspace", "--no-fail-fast"])],
    count: cargoCounts,
  },
  nodeTests(
    "crate",
    "the packed crate, its documentation, and a native program against the emulator",
    "tests/crate",
  ),
  {
    name: "wasm-node",
    about: "the core as wasm in Node",
    needsBuild: false,
    tools: ["compiler", "runner"],
    commands: () => wasmTests({}),
    count: cargoCounts,
  },
  {
    name: "wasm-chromium",
    about: "the core as wasm in Chromium",
    needsBuild: false,
    tools: ["compiler", "runner", "browser"],
    commands: () => wasmTests({ WASM_BINDGEN_USE_BROWSER: "1" }),
    count: cargoCounts,
  },
  nodeTests("package", "the npm package in Node", "tests/pkg"),
  packedCli,
  nodeTests("signer", "the signer against another one, hostile calls, secrets in memory", "tests/signer"),
  nodeTests("conformance", "the documentation of CVM against the emulator", "tests/conformance"),
  nodeTests("interop", "the official SDKs for Node and Python against the emulator", "tests/interop"),
  nodeTests("runtimes", "the signing vectors in workerd and in a page in Chromium", "tests/runtimes", 1),
  nodeTests(
    "matrix",
    "the faults of a network and a service, in Node, workerd and Chromium",
    "tests/matrix",
    3,
  ),
  nodeTests(
    "leavers",
    "requests that are reset or answered early in a user's own Worker, in workerd",
    "tests/leavers",
    1,
  ),
  nodeTests("pack", "the packed tarball in Node, workerd and Chromium", "tests/pack"),
  nodeTests("examples", "the projects in examples/, from the packed tarball", "tests/examples", 1),
  nodeTests(
    "compat",
    "the tarball in other runtimes, test runners, and bundlers; the quick half of the matrix",
    "tests/compat",
  ),
  nodeTests(
    "release",
    "what is published: types, licences, bills of materials, notes, the tarball in the eyes of linters",
    "tests/release",
    1,
  ),
  nodeTests("gateway", "the gateway in workerd", "tests/worker", 4),
  nodeTests(
    "verify",
    "jobs of the gateway while it is evicted, killed and left, its storage fails, its clock steps",
    "tests/verify",
    1,
  ),
  nodeTests("dashboard", "the dashboard's logic", "tests/www"),
  nodeTests("e2e", "the dashboard in Chromium, served by workerd", "tests/e2e", 1),
  nodeTests(
    "scripts",
    "the options of the scripts, the configuration of workerd, the parts of the benchmark",
    "tests/scripts",
  ),
  nodeTests("docs", "the examples, links and figures of the documents", "tests/docs"),
  nodeTests("guards", "exports, sizes and the walls between the parts", "tests/guards"),
];
