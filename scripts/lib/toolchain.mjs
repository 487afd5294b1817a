import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { aptInstall, hasApt } from "./apt.mjs";
import { paths } from "./paths.mjs";
import { ask, installProblem, Problem, run } from "./run.mjs";
import { rustcVersion, TOOLCHAIN_RECORD, WASM_TARGET } from "./rust.mjs";
import { step } from "./steps.mjs";

/** @typedef {import("./rust.mjs").Toolchain} Toolchain */

/** Same as `rust-version` in Cargo.toml. */
const MINIMUM = { major: 1, minor: 88 };
/** Where Debian's compiler lies, whatever comes first on PATH. */
const DEBIAN_BIN = "/usr/bin";
const DEBIAN_PACKAGES = ["rustc-web", "cargo-web", "rust-web-src"];
const BY_HAND = "Install Rust 1.88 or newer with rustup (https://rustup.rs), then run this command again.";

/**
 * The ways to a compiler for wasm, in the order in which they are tried. Each answers undefined when it is not a way
 * here, and throws when it is one but fails.
 * @type {Array<{name: string, find: () => Promise<Toolchain | undefined>}>}
 */
const WAYS = [
  { name: "installed", find: async () => installed() },
  { name: "rustup", find: viaRustup },
  { name: "debian", find: viaApt },
];

/**
 * Finds or installs a Rust toolchain that builds for wasm, and records which.
 *
 * Environment: `WASM_TOOLCHAIN` (installed, rustup or debian) tries that way alone; `WASM_STD=prebuilt` takes
 * the standard library that comes with the toolchain, where otherwise one is built for size (component rust-src).
 * @throws {Problem} when there is none
 */
export async function ensureToolchain() {
  const wanted = process.env.WASM_TOOLCHAIN;
  if (wanted === undefined && isRecorded()) return;
  await addStdSource();
  const ways = WAYS.filter(({ name }) => wanted === undefined || name === wanted);
  if (ways.length === 0) {
    throw new Problem(
      `WASM_TOOLCHAIN is "${wanted}": it must be one of ${WAYS.map(({ name }) => name).join(", ")}.`,
    );
  }
  for (const { find } of ways) {
    const found = await find();
    if (found !== undefined) {
      record(found);
      return;
    }
  }
  throw new Problem(
    `There is no Rust compiler for ${WASM_TARGET} here, and no known way to install one. ${BY_HAND}`,
  );
}

/** Adds clippy and rustfmt where rustup leaves them out. */
export async function ensureRustLints() {
  for (const [component, subcommand] of /** @type {const} */ ([
    ["clippy", "clippy"],
    ["rustfmt", "fmt"],
  ])) {
    if (ask("cargo", [subcommand, "--version"]) !== undefined) continue;
    if (ask("rustup", ["--version"]) !== undefined) {
      const args = ["component", "add", component];
      await step(`adding ${component} to Rust`, async (say) => {
        const { ok, output } = await run("rustup", args, { onLine: say });
        if (!ok) throw installProblem(component, `rustup ${args.join(" ")}`, output);
      });
    }
  }
  /** @type {Toolchain} */
  const { bin } = JSON.parse(readFileSync(TOOLCHAIN_RECORD, "utf8"));
  if (bin === DEBIAN_BIN && !existsSync(`${DEBIAN_BIN}/cargo-clippy`)) {
    await step("installing clippy", (say) => aptInstall(["rust-web-clippy"], "clippy", say));
  }
}

function isRecorded() {
  if (!existsSync(TOOLCHAIN_RECORD)) return false;
  /** @type {Toolchain} */
  const known = JSON.parse(readFileSync(TOOLCHAIN_RECORD, "utf8"));
  const std = known.bin === undefined ? stdFor() : known.std;
  return known.rustc === rustcVersion(known.bin) && known.std === std;
}

/** @param {Toolchain} toolchain */
function record(toolchain) {
  mkdirSync(paths.tools, { recursive: true });
  writeFileSync(TOOLCHAIN_RECORD, `${JSON.stringify(toolchain, null, 2)}\n`);
}

/** The toolchain PATH leads to, when it is new enough and has what wasm needs. @returns {Toolchain | undefined} */
function installed() {
  const rustc = rustcVersion();
  if (rustc === undefined || !isNewEnough(rustc) || ask("cargo", ["--version"]) === undefined)
    return undefined;
  const libdir = ask("rustc", ["--print", "target-libdir", "--target", WASM_TARGET]);
  if (libdir === undefined || !existsSync(libdir)) return undefined;
  return { std: stdFor(), rustc };
}

/** @returns {"prebuilt" | "source"} */
const stdFor = () => (wantsSource() && hasStdSource() ? "source" : "prebuilt");

const wantsSource = () => process.env.WASM_STD !== "prebuilt";

function hasStdSource() {
  const sysroot = ask("rustc", ["--print", "sysroot"]);
  return sysroot !== undefined && existsSync(`${sysroot}/lib/rustlib/src/rust/library/std`);
}

/** Without the source the modules are up to a third larger, and work as well: that it cannot be added stops nothing. */
async function addStdSource() {
  if (!wantsSource() || hasStdSource() || ask("rustup", ["--version"]) === undefined) return;
  await step(
    "adding rust-src to Rust",
    (say) => run("rustup", ["component", "add", "rust-src"], { onLine: say }),
    ({ ok }) => ok,
  );
}

/** @returns {Promise<Toolchain | undefined>} */
async function viaRustup() {
  if (ask("rustup", ["--version"]) === undefined) return undefined;
  const rustc = rustcVersion();
  if (rustc === undefined || !isNewEnough(rustc)) {
    throw new Problem(
      `Rust 1.88 or newer is needed, and this is ${rustc ?? "none"}. Run \`rustup update stable\`.`,
    );
  }
  // A mirror or a package of rustup without this target is no error: there is one more way.
  const added = await step(
    `adding ${WASM_TARGET} to Rust`,
    (say) => run("rustup", ["target", "add", WASM_TARGET], { onLine: say }),
    ({ ok }) => ok,
  );
  return added.ok ? installed() : undefined;
}

/** @returns {Promise<Toolchain | undefined>} */
async function viaApt() {
  if (!hasApt()) return undefined;
  if (!debianReady()) {
    const known = await step("installing a Rust compiler with apt (about 1 minute)", async (say) => {
      if (!(await aptInstall(DEBIAN_PACKAGES, "the Rust compiler", say))) return false;
      return aptInstall([lldPackage()], "the linker", say);
    });
    if (!known) return undefined;
  }
  const rustc = rustcVersion(DEBIAN_BIN);
  if (rustc === undefined || !isNewEnough(rustc)) {
    throw new Problem(`apt's Rust compiler is too old (${rustc ?? "it does not run"}). ${BY_HAND}`);
  }
  const ownHost = rustcVersion();
  const hostBin = ownHost === undefined || !isNewEnough(ownHost) ? { hostBin: DEBIAN_BIN } : {};
  return { std: "source", rustc, bin: DEBIAN_BIN, linker: linker(), ...hostBin };
}

function debianReady() {
  const sysroot = ask(`${DEBIAN_BIN}/rustc`, ["--print", "sysroot"]);
  return (
    sysroot !== undefined &&
    existsSync(`${DEBIAN_BIN}/cargo`) &&
    existsSync(`${sysroot}/lib/rustlib/src/rust/library/std`) &&
    ask(linker(), ["--version"]) !== undefined
  );
}

/** Debian leaves the linker out of its compiler's packages; the right one has the number of its LLVM. */
function lldPackage() {
  const llvm = /LLVM version: (\d+)/.exec(ask(`${DEBIAN_BIN}/rustc`, ["-vV"]) ?? "")?.[1];
  if (llvm === undefined) throw new Problem(`apt's Rust compiler does not name its LLVM. ${BY_HAND}`);
  return `lld-${llvm}`;
}

/** Debian's compiler looks for "rust-lld", a name that none of its packages has. */
const linker = () => `${DEBIAN_BIN}/${lldPackage().replace("lld", "wasm-ld")}`;

/** @param {string} line "rustc 1.95.0 (...)" */
function isNewEnough(line) {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(line)?.map(Number) ?? [0, 0, 0];
  return Number(major) > MINIMUM.major || (Number(major) === MINIMUM.major && Number(minor) >= MINIMUM.minor);
}
