import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { modules } from "../../scripts/lib/wasm.mjs";
import { apiReport, checkApi } from "../../scripts/release/api.mjs";
import { differ } from "../../scripts/release/reproducible.mjs";
import { notesOf, PLACES, releaseNotes, version } from "../../scripts/release/versions.mjs";

const report = await apiReport();

test("the public types are those of the committed report", () => {
  checkApi(report);
  assert.match(report["types/signing.api.ts"] ?? "", /signRequest/);
});

test("a public type that changes, appears or goes is named", () => {
  /** @type {Record<string, string>} */
  const changed = { ...report, "v1.api.ts": "export {};\n", "new.api.ts": "" };
  delete changed["sign.api.ts"];
  assert.throws(() => checkApi(changed), /api\/v1\.api\.ts, api\/new\.api\.ts, api\/sign\.api\.ts.*--update/);
});

test("the version is the same in all manifests, and the change log has something to say of it", () => {
  assert.match(version(), /^\d+\.\d+\.\d+/);
  for (const manifest of ["package.json", "Cargo.toml", "emulator/Cargo.toml"]) {
    const other = { ...PLACES, [manifest]: () => "9.9.9" };
    assert.ok(Object.keys(PLACES).includes(manifest), manifest);
    assert.throws(() => version(other), new RegExp(`${manifest} 9\\.9\\.9`));
  }
  assert.match(releaseNotes().notes, /^### /);
});

test("the workflows run commands that there are, and interop every week", () => {
  const folder = `${paths.root}/.github/workflows`;
  const texts = readdirSync(folder).map((file) => readFileSync(`${folder}/${file}`, "utf8"));
  const { scripts } = JSON.parse(readFileSync(`${paths.root}/package.json`, "utf8"));
  const commands = texts.flatMap((text) =>
    [...text.matchAll(/run: npm run ([\w:]+)/g)].map(([, name]) => name),
  );
  for (const name of commands) assert.ok(scripts[name ?? ""], name);
  assert.ok(texts.some((text) => /schedule:/.test(text) && /npm run interop/.test(text)));
});

const LOG = `# Changelog

## [Unreleased]

### Added

- Not yet.

## [0.2.0] - 2027-01-01

### Fixed

- A thing ([#1]).

## [0.1.0]

- The first.

[#1]: https://example.com/1
`;

/** @type {Array<[string, string, boolean]>} */
const NOTES = [
  ["0.2.0", "### Fixed\n\n- A thing ([#1]).", true],
  ["0.1.0", "- The first.", true],
  ["0.3.0", "### Added\n\n- Not yet.", false],
];

for (const [number, notes, released] of NOTES) {
  test(`the notes of ${number} are its section, or what is unreleased`, () => {
    assert.deepEqual(notesOf(LOG, number), { notes, released });
  });
}

test("a change log without a word about the version is refused", () => {
  assert.throws(() => notesOf("# Changelog\n\n## [Unreleased]\n", "1.0.0"), /says nothing of 1\.0\.0/);
});

test("builds that differ are named", () => {
  differ({ "sign.wasm": "a" }, { "sign.wasm": "a" }, "");
  assert.throws(
    () => differ({ "sign.wasm": "a", "v1.wasm": "b" }, { "sign.wasm": "a", "v1.wasm": "c" }, "Look."),
    /differ in v1\.wasm\. Look\./,
  );
});

for (const { name } of modules) {
  test(`${name}.wasm names no folder of the machine that built it`, () => {
    const bytes = readFileSync(`${paths.dist}/${name}.wasm`, "latin1");
    for (const folder of [paths.root, homedir(), "/.cargo/", "/.rustup/"]) {
      assert.ok(!bytes.includes(folder), `${folder} is in pkg/dist/${name}.wasm`);
    }
  });
}
