import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { crateComponents, edges, keyOf, npmComponents } from "../../scripts/release/components.mjs";
import {
  ALLOWED,
  checkCrates,
  checkLicences,
  checkNotices,
  isAllowed,
} from "../../scripts/release/licences.mjs";
import { checkPackage, packNpm } from "../../scripts/release/packages.mjs";
import { sbom, validateSboms, writeSbom } from "../../scripts/release/sbom.mjs";

const folder = mkdtempSync(join(tmpdir(), "release-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const npm = await npmComponents();
const crate = await crateComponents();
const names = npm.map(({ name }) => name);

test("the components of the npm package are the crates in its modules and the bundled libraries", () => {
  for (const name of ["sha2", "hmac", "wasm-bindgen", "serde_json", "subtle", "js-ini", "hono", "lit-html"]) {
    assert.ok(names.includes(name), `${name} is missing`);
  }
  for (const name of ["tencentcloud-edge", "wasm-bindgen-test", "ureq", "syn", "esbuild"]) {
    assert.ok(!names.includes(name), `${name} is no part of it`);
  }
  assert.ok(crate.every(({ name }) => !["wasm-bindgen", "ureq"].includes(name)));
});

test("who depends on whom is read from the tree", () => {
  const found = edges("0 ours v1.0.0 (/x)\n1 a v0.1.0\n2 b v2.0.0 (proc-macro)\n1 b v2.0.0\n\n");
  assert.deepEqual([...(found.get("ours 1.0.0") ?? [])], ["a 0.1.0", "b 2.0.0"]);
  assert.deepEqual([...(found.get("a 0.1.0") ?? [])], ["b 2.0.0"]);
});

/** @type {Array<[string, boolean]>} */
const EXPRESSIONS = [
  ["MIT", true],
  ["GPL-3.0-only", false],
  ["MIT OR GPL-3.0-only", true],
  ["MIT AND GPL-3.0-only", false],
  ["(MIT OR Apache-2.0) AND Unicode-3.0", true],
  ["(GPL-2.0 OR AGPL-3.0) AND MIT", false],
  ["", false],
];

for (const [expression, allowed] of EXPRESSIONS) {
  test(`the licence "${expression}" is ${allowed ? "taken" : "refused"}`, () => {
    assert.equal(isAllowed(expression), allowed);
  });
}

test("every licence is allowed, its notice is in LICENSE-THIRD-PARTY, and others are refused by name", () => {
  checkLicences([...npm, ...crate]);
  checkNotices(npm);
  const [first] = npm;
  assert.ok(first);
  assert.throws(
    () => checkLicences([{ ...first, licence: "AGPL-3.0" }]),
    new RegExp(`${keyOf(first)} \\(AGPL-3.0\\)`),
  );
  assert.throws(() => checkNotices(npm.slice(1)), /stale/);
});

test("cargo-deny allows the same licences, and finds no crate at fault", async () => {
  const list = /^allow = \[([^\]]*)\]/m.exec(readFileSync(`${paths.root}/deny.toml`, "utf8"))?.[1] ?? "";
  assert.deepEqual([...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name).sort(), [...ALLOWED].sort());
  await checkCrates();
});

const released = {
  registry: /** @type {const} */ ("npm"),
  name: "tencentcloud-edge",
  version: "1.2.3",
  licence: "MIT OR Apache-2.0",
  description: "A test",
  seconds: 1_551_113_065,
};

test("a bill of materials passes CycloneDX's own schema, names every component, and is the same again", async () => {
  const bom = sbom(released, npm);
  assert.deepEqual(sbom(released, npm), bom);
  assert.deepEqual(
    bom.components.map(({ name }) => name),
    names,
  );
  const file = join(folder, "npm.cdx.json");
  writeSbom(file, bom);
  writeSbom(join(folder, "crate.cdx.json"), sbom({ ...released, registry: "cargo" }, crate));
  await validateSboms([file, join(folder, "crate.cdx.json")]);
  const refs = new Set(bom.dependencies.map(({ ref }) => ref));
  for (const { dependsOn } of bom.dependencies) for (const ref of dependsOn) assert.ok(refs.has(ref), ref);
});

test("a bill of materials that breaks the schema is refused", async () => {
  const file = join(folder, "broken.cdx.json");
  writeSbom(file, { ...sbom(released, npm), serialNumber: "1" });
  await assert.rejects(validateSboms([file]), /serialNumber|does not match|'1'/);
});

test("publint and Are The Types Wrong find no fault with the tarball", async () => {
  await checkPackage(await packNpm(folder));
});
