import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { paths } from "./paths.mjs";
import { ask, Problem } from "./run.mjs";

export const WASM_TARGET = "wasm32-unknown-unknown";
export const TOOLCHAIN_RECORD = `${paths.tools}/toolchain.json`;

/**
 * How wasm is built on this machine, as toolchain.mjs chose it. No other file knows what follows from it.
 * @typedef {object} Toolchain
 * @property {"prebuilt" | "source"} std `prebuilt`: the toolchain brings a standard library for wasm; `source`: it is
 *   built with the code, for size
 * @property {string} rustc the compiler's version line
 * @property {string} [bin] the toolchain's folder, where it is not the one PATH leads to
 * @property {string} [linker] for wasm, where the compiler does not bring its own
 * @property {string} [hostBin] the same for the machine's own cargo
 */

/**
 * A cargo command, ready for run(): `args` begins with the subcommand, and more of its arguments may follow.
 * @typedef {{command: string, args: string[], env: Record<string, string>}} Cargo
 */

/** @returns {Toolchain} @throws {Problem} before set-up */
function recorded() {
  if (!existsSync(TOOLCHAIN_RECORD)) {
    throw new Problem("The Rust toolchain is not chosen yet: run `npm run setup` first.");
  }
  return JSON.parse(readFileSync(TOOLCHAIN_RECORD, "utf8"));
}

/** What decides the bytes of a wasm build besides its sources. */
export const toolchainStamp = () => JSON.stringify(recorded());

/** Whether the standard library is built for size: sizes with and without cannot be compared. */
export const stdKind = () => recorded().std;

/** The version line of the compiler that builds wasm. */
export const rustcLine = () => recorded().rustc;

/**
 * Cargo for the machine itself: tests, lints, formatting.
 * @param {string} subcommand
 * @returns {Cargo}
 */
export function hostCargo(subcommand) {
  const { hostBin } = recorded();
  return at(hostBin, [subcommand], {});
}

/**
 * Cargo for release builds of wasm, as small as the toolchain can make them.
 * @returns {Cargo}
 */
export function wasmBuildCargo() {
  const { bin, std } = recorded();
  const flags = withoutPaths(bin);
  return std === "source"
    ? wasmCargo(
        "build",
        ["--release", "-Zbuild-std=std", "-Zbuild-std-features=optimize_for_size"],
        ["-Zunstable-options", "-Cpanic=immediate-abort", ...flags],
      )
    : wasmCargo("build", ["--release"], flags);
}

/**
 * What keeps this machine's folders out of the module, where places in the source stand as text: another folder, or
 * another home, would make other bytes.
 * @param {string | undefined} bin
 */
function withoutPaths(bin) {
  const cargoHome = process.env.CARGO_HOME ?? `${homedir()}/.cargo`;
  const sysroot = ask(bin === undefined ? "rustc" : `${bin}/rustc`, ["--print", "sysroot"]);
  const folders = { [cargoHome]: "/cargo", ...(sysroot && { [sysroot]: "/rust" }), [paths.root]: "/source" };
  return Object.entries(folders).map(([folder, name]) => `--remap-path-prefix=${folder}=${name}`);
}

/**
 * Cargo for everything else on wasm: a panic says where it happened.
 * @param {"test" | "clippy"} subcommand
 * @returns {Cargo}
 */
export function wasmCheckCargo(subcommand) {
  return wasmCargo(subcommand, recorded().std === "source" ? ["-Zbuild-std=std,panic_abort"] : [], []);
}

/**
 * @param {string} subcommand
 * @param {string[]} args
 * @param {string[]} flags for the compiler
 * @returns {Cargo}
 */
function wasmCargo(subcommand, args, flags) {
  const { std, bin, linker } = recorded();
  /** @type {Record<string, string>} */
  // Encoded: a folder may have a space in its name.
  const env = { CARGO_ENCODED_RUSTFLAGS: ["-Ctarget-feature=+simd128", ...flags].join("\u001f") };
  // A stable compiler builds its own standard library only when told so.
  if (std === "source") env.RUSTC_BOOTSTRAP = "1";
  if (linker !== undefined) env.CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER = linker;
  const target = ["--target", WASM_TARGET, "--target-dir", paths.wasmTarget];
  return at(bin, [subcommand, ...target, ...args], env);
}

/**
 * @param {string | undefined} bin
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Cargo}
 */
function at(bin, args, env) {
  if (bin === undefined) return { command: "cargo", args, env };
  return { command: `${bin}/cargo`, args, env: { ...env, PATH: `${bin}:${process.env.PATH}` } };
}

/**
 * The version line of a compiler, when it is there and works.
 * @param {string} [bin] its folder; default whatever PATH finds
 */
export const rustcVersion = (bin) => ask(bin === undefined ? "rustc" : `${bin}/rustc`, ["--version"]);
