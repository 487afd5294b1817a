import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { paths } from "./paths.mjs";
import { ask, installProblem, Problem, run } from "./run.mjs";
import { hostCargo } from "./rust.mjs";
import { unlessStamped } from "./stamps.mjs";
import { step } from "./steps.mjs";

/** The generator alone, as scripts/bindgen builds it: the whole of wasm-bindgen-cli takes minutes. */
const OURS = ".tools/bin/bindgen";
const CRATE = "scripts/bindgen";
/** What is built for tools alone; the two below share most of their dependencies. */
const TARGET = `${paths.root}/target/tools`;

/** As scripts/bindgen/src/main.rs sets them. */
const FLAGS = [
  ...["--target", "web", "--omit-default-module-path"],
  ...["--remove-name-section", "--remove-producers-section"],
];

/** Builds the generator, unless one of the right version is installed. @throws {Problem} with cargo's words */
export async function ensureBindgen() {
  if (installed("wasm-bindgen") !== undefined) return;
  await unlessStamped("bindgen", { inputs: [CRATE], outputs: [OURS] }, () =>
    step("building wasm-bindgen's generator, once (about 30 s)", async (say) => {
      const { command, args, env } = hostCargo("build");
      const rest = ["--locked", "--manifest-path", `${CRATE}/Cargo.toml`, "--target-dir", TARGET];
      const { ok, output } = await run(command, [...args, ...rest], { env, onLine: say });
      if (!ok) throw installProblem("wasm-bindgen's generator", `cargo build ${rest.join(" ")}`, output);
      mkdirSync(`${paths.tools}/bin`, { recursive: true });
      copyFileSync(`${TARGET}/debug/tencentcloud-edge-bindgen`, `${paths.root}/${OURS}`);
    }),
  );
}

/** Builds what runs the tests of the core as wasm, unless it is installed. @throws {Problem} with cargo's words */
export async function ensureTestRunner() {
  if (installed("wasm-bindgen-test-runner") !== undefined) return;
  const { command, args, env } = hostCargo("install");
  // Without --locked: the lock file published with it names a pre-release that is gone. Without TLS: it talks to loopback.
  const rest = [
    ...[
      "wasm-bindgen-cli",
      "--version",
      wanted(),
      "--bin",
      "wasm-bindgen-test-runner",
      "--no-default-features",
    ],
    ...["--debug", "--root", paths.tools, "--target-dir", TARGET, "--force"],
  ];
  await step("building wasm-bindgen's test runner, once (about 1 minute)", async (say) => {
    const { ok, output } = await run(command, [...args, ...rest], {
      env: { ...env, CARGO_PROFILE_DEV_DEBUG: "false", CARGO_PROFILE_DEV_INCREMENTAL: "false" },
      onLine: say,
    });
    if (!ok) throw installProblem("wasm-bindgen's test runner", `cargo install ${rest.join(" ")}`, output);
  });
}

/**
 * The command that writes NAME.js, NAME.d.ts and NAME_bg.wasm into a folder.
 * @param {string} input the module as the compiler left it
 * @param {string} name
 * @param {string} folder
 * @returns {[command: string, args: string[]]}
 */
export function bindgen(input, name, folder) {
  const tool = installed("wasm-bindgen");
  return tool === undefined
    ? [`${paths.root}/${OURS}`, [input, name, folder]]
    : [tool, [...FLAGS, "--out-name", name, "--out-dir", folder, input]];
}

/** @returns {string} the test runner, for cargo @throws {Problem} before set-up */
export function testRunner() {
  const tool = installed("wasm-bindgen-test-runner");
  if (tool === undefined)
    throw new Problem("wasm-bindgen's test runner is missing: run `npm run setup -- --tests`.");
  return tool;
}

/** A tool of exactly the version of the crate it reads, in .tools/bin or on PATH. @param {string} name */
const installed = (name) =>
  [`${paths.tools}/bin/${name}`, name].find((tool) => ask(tool, ["--version"]) === `${name} ${wanted()}`);

/** The version of wasm-bindgen in Cargo.lock. */
function wanted() {
  const version = /name = "wasm-bindgen"\r?\nversion = "([^"]+)"/.exec(
    readFileSync(`${paths.root}/Cargo.lock`, "utf8"),
  )?.[1];
  if (version === undefined) {
    throw new Problem("Cargo.lock names no wasm-bindgen: restore it, or run `cargo generate-lockfile`.");
  }
  return version;
}
