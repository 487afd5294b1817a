import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { bindgen } from "./bindgen.mjs";
import { paths } from "./paths.mjs";
import { Problem, run } from "./run.mjs";
import { toolchainStamp, WASM_TARGET, wasmBuildCargo } from "./rust.mjs";
import { unlessStamped } from "./stamps.mjs";
import { step } from "./steps.mjs";

const CLIENT_SOURCES = ["Cargo.toml", "Cargo.lock", "src"];

/**
 * The modules of the package. `level` is the compiler's opt-level, `optimise` what wasm-opt aims at: signing and
 * the emulator are for speed, the others are for size.
 * @type {Array<{name: string, crate: string, features: string, level: string, optimise: string, inputs: string[]}>}
 */
export const modules = [
  {
    name: "sign",
    crate: "tencentcloud-edge",
    features: "wasm-sign",
    level: "3",
    optimise: "-O3",
    inputs: CLIENT_SOURCES,
  },
  {
    name: "client",
    crate: "tencentcloud-edge",
    features: "wasm-client",
    level: "z",
    optimise: "-Oz",
    inputs: CLIENT_SOURCES,
  },
  {
    name: "v1",
    crate: "tencentcloud-edge",
    features: "wasm-v1",
    level: "z",
    optimise: "-Oz",
    inputs: CLIENT_SOURCES,
  },
  {
    name: "diagnose",
    crate: "tencentcloud-edge",
    features: "wasm-diagnose",
    level: "z",
    optimise: "-Oz",
    inputs: CLIENT_SOURCES,
  },
  {
    name: "emulator",
    crate: "tencentcloud-edge-emulator",
    features: "wasm",
    level: "3",
    optimise: "-O3",
    inputs: [...CLIENT_SOURCES, "emulator/Cargo.toml", "emulator/src"],
  },
];

/** The files of a module. */
const ENDS = ["wasm", "js", "d.ts", "bytes.js", "bytes.d.ts", "inline.js", "inline.d.ts"];

/** What every engine we name understands, and so what wasm-opt may read and write. */
const WASM_FEATURES = [
  "--enable-bulk-memory",
  "--enable-bulk-memory-opt",
  "--enable-multivalue",
  "--enable-mutable-globals",
  "--enable-nontrapping-float-to-int",
  "--enable-reference-types",
  "--enable-sign-ext",
  "--enable-simd",
];

/** Builds every module whose sources changed into pkg/dist. @throws {Problem} with the compiler's words */
export async function buildModules() {
  for (const module of modules) {
    await unlessStamped(
      `wasm-${module.name}`,
      {
        inputs: [...module.inputs, "scripts/lib/wasm.mjs", "scripts/lib/rust.mjs"],
        outputs: ENDS.map((end) => `pkg/dist/${module.name}.${end}`),
        salt: toolchainStamp(),
      },
      () => step(`building ${module.name}.wasm`, (say) => build(module, say)),
    );
  }
}

/**
 * @param {typeof modules[number]} module
 * @param {import("./steps.mjs").Say} say
 */
async function build({ name, crate, features, level, optimise }, say) {
  const cargo = wasmBuildCargo();
  // One crate at a time: built together, the workspace's features would be joined and every module export everything.
  const choice = ["--package", crate, "--lib", "--no-default-features", "--features", features];
  await must(cargo.command, [...cargo.args, ...choice], say, {
    ...cargo.env,
    CARGO_PROFILE_RELEASE_OPT_LEVEL: level,
  });
  const raw = `${paths.wasmTarget}/${WASM_TARGET}/release/${crate.replaceAll("-", "_")}.wasm`;
  const work = `${paths.build}/wasm/${name}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  copyFileSync(raw, `${work}/raw.wasm`);
  const [generator, args] = bindgen(`${work}/raw.wasm`, name, work);
  await must(generator, args, say);
  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  await must(
    `${paths.bin}/wasm-opt`,
    [optimise, ...WASM_FEATURES, ...strip, `${work}/${name}_bg.wasm`, "-o", `${work}/${name}.wasm`],
    say,
  );
  const bytes = readFileSync(`${work}/${name}.wasm`);
  writeFileSync(`${work}/${name}.js`, takesAnyModule(readFileSync(`${work}/${name}.js`, "utf8")));
  writeFileSync(`${work}/${name}.bytes.js`, bytesText(bytes));
  writeFileSync(`${work}/${name}.bytes.d.ts`, "export function bytes(): Uint8Array<ArrayBuffer>;\n");
  writeFileSync(`${work}/${name}.inline.js`, inlineText(name));
  writeFileSync(`${work}/${name}.inline.d.ts`, "export const module: WebAssembly.Module;\n");
  mkdirSync(paths.dist, { recursive: true });
  for (const end of ENDS) {
    renameSync(`${work}/${name}.${end}`, `${paths.dist}/${name}.${end}`);
  }
  const size = statSync(`${paths.dist}/${name}.wasm`).size;
  say(`${size} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
}

/**
 * The generated code asks whether a module is one of its own realm, and would compile one of another's as if it were bytes.
 * @param {string} glue
 */
function takesAnyModule(glue) {
  const check = "if (!(module instanceof WebAssembly.Module)) {";
  if (!glue.includes(check))
    throw new Problem("wasm-bindgen's initSync() is another one: look at takesAnyModule().");
  return glue.replace(check, "if (ArrayBuffer.isView(module)) {");
}

/**
 * A module that carries the wasm as text.
 * @param {Buffer} bytes
 */
const bytesText = (bytes) => `const text = "${bytes.toString("base64")}";
export function bytes() {
  if (globalThis.Buffer) return globalThis.Buffer.from(text, "base64");
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes;
}
`;

/** A module that compiles the wasm when it is imported, synchronously. @param {string} name */
const inlineText = (name) => `import { compile } from "../lib/core/compile.js";
import { bytes } from "./${name}.bytes.js";

export const module = /* @__PURE__ */ compile(/* @__PURE__ */ bytes());
`;

/**
 * @param {string} command
 * @param {string[]} args
 * @param {import("./steps.mjs").Say} say
 * @param {Record<string, string>} [env]
 */
async function must(command, args, say, env = {}) {
  const { ok, missing, output } = await run(command, args, { env, onLine: say });
  if (ok) return;
  const name = command.split("/").pop();
  if (missing) throw new Problem(`${name} cannot be started: ${output}. Run \`npm run setup\`.`);
  throw new Problem(`${name} failed:\n${output.trimEnd().split("\n").slice(-60).join("\n")}`);
}
