import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { after, test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { hostCargo } from "../../scripts/lib/rust.mjs";

const CRATE = ["--package", "tencentcloud-edge"];

/** @param {string} subcommand @param {string[]} args @param {Record<string, string>} [env] */
async function cargo(subcommand, args, env = {}) {
  const { command, args: first, env: own } = hostCargo(subcommand);
  const { ok, output } = await run(command, [...first, ...args], { env: { ...own, ...env } });
  assert.ok(ok, output);
  return output;
}

// What a built tree is full of: patterns without a slash once packed 173 files of node_modules and build/.
const FOREIGN = `${paths.root}/build/crate-test`;
after(() => rmSync(FOREIGN, { recursive: true, force: true }));

test("the packed crate holds its sources, licences and change log, and builds without a warning", async () => {
  mkdirSync(`${FOREIGN}/src`, { recursive: true });
  for (const file of ["src/foreign.rs", "README.md", "LICENSE-MIT"])
    writeFileSync(`${FOREIGN}/${file}`, "\n");
  const listed = await cargo("package", [...CRATE, "--list", "--allow-dirty"]);
  const files = listed.split("\n").filter((line) => !line.startsWith("warning"));
  const ours =
    /^(src\/.+\.(rs|md)|examples\/\w+\.rs|CHANGELOG\.md|LICENSE-(APACHE|MIT)|Cargo\.(toml|toml\.orig|lock)|\.cargo_vcs_info\.json)$/;
  assert.deepEqual(
    files.filter((file) => !ours.test(file)),
    [],
    "files of somebody else",
  );
  for (const file of ["src/lib.rs", "src/README.md", "examples/blocking.rs", "LICENSE-MIT"]) {
    assert.ok(files.includes(file), `${file} is missing`);
  }
  const packed = await cargo("package", [...CRATE, "--allow-dirty"], { RUSTFLAGS: "" });
  // The tests stay behind: they need the emulator, which is no crate on a registry. Cargo says so for each file.
  assert.doesNotMatch(packed, /^warning: (?!ignoring test )/m);
});

test("the documentation of the crate is made without a warning", async () => {
  const said = await cargo("doc", [...CRATE, "--no-deps"], { RUSTDOCFLAGS: "-D warnings" });
  assert.doesNotMatch(said, /^warning/m);
});
