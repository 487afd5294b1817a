import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { build } from "./lib/build.mjs";
import { flag, script } from "./lib/options.mjs";
import { paths } from "./lib/paths.mjs";
import { ask, Problem } from "./lib/run.mjs";
import { setup } from "./lib/setup.mjs";
import { step } from "./lib/steps.mjs";
import { apiReport, checkApi, writeApi } from "./release/api.mjs";
import { crateComponents, npmComponents } from "./release/components.mjs";
import { checkCrates, checkLicences, checkNotices, writeNotices } from "./release/licences.mjs";
import { checkPackage, packCrate, packNpm, writeDigests } from "./release/packages.mjs";
import { reproducible, wasmDigests } from "./release/reproducible.mjs";
import { sbom, validateSboms, writeSbom } from "./release/sbom.mjs";
import { checkFinal, releaseNotes, version } from "./release/versions.mjs";

const SCRIPT = {
  command: "npm run release",
  about:
    "Builds, checks and packs the npm package and the crate into build/release, with a bill of materials for each, the notes and SHA-256 sums. It publishes nothing.",
  options: {
    check: flag("checks alone; nothing is packed for good"),
    final: flag(
      "also what must hold before publishing: a tag, a section in CHANGELOG.md, nothing uncommitted",
    ),
    reproducible: flag("also builds the wasm modules twice from nothing and compares them (about 8 minutes)"),
    update: flag("writes api/ and LICENSE-THIRD-PARTY anew, and nothing else"),
  },
};

const FOLDER = `${paths.build}/release`;

/** @typedef {import("./release/components.mjs").Component} Component */

script(SCRIPT, async ({ check, final, reproducible: twice, update }) => {
  await setup();
  const npm = await npmComponents();
  if (update) {
    writeApi(await apiReport());
    writeNotices(npm);
    console.log("Written: api/ and LICENSE-THIRD-PARTY. Look at the difference, then commit it.");
    return;
  }
  const number = version();
  if (final) checkFinal();
  await build();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const crate = await crateComponents();
  await checked("public types", async () => checkApi(await apiReport()));
  await checked("licences", async () => {
    checkLicences([...npm, ...crate]);
    checkNotices(npm);
  });
  await checked("crates (cargo-deny)", checkCrates);
  const tarball = await packNpm(FOLDER);
  await checked("npm package (publint, Are The Types Wrong)", () => checkPackage(tarball));
  await checked("crate", () => packCrate(FOLDER, number, final));
  await checked("bills of materials", () => writeSboms(number, npm, crate));
  if (twice) await reproducible();
  if (check) {
    rmSync(FOLDER, { recursive: true, force: true });
    return;
  }
  writeNotes(number);
  console.log(`build/release holds ${number}. Nothing is published: CONTRIBUTING.md, "I want to release".`);
});

/** @param {string} what @param {() => unknown} body */
const checked = (what, body) => step(`checking: ${what}`, async () => body());

/** @param {string} number @param {Component[]} npm @param {Component[]} crate */
async function writeSboms(number, npm, crate) {
  const seconds = Number(ask("git", ["log", "-1", "--format=%ct"]));
  if (!Number.isInteger(seconds))
    throw new Problem("git cannot say when the commit was made: this needs a git checkout.");
  const same = { name: "tencentcloud-edge", version: number, licence: "MIT OR Apache-2.0", seconds };
  const boms = {
    npm: sbom({ ...same, registry: "npm", description: "The npm package: what is in its modules" }, npm),
    crate: sbom(
      { ...same, registry: "cargo", description: "The crate: what it is built with by default" },
      crate,
    ),
  };
  const files = Object.entries(boms).map(([name, bom]) => {
    const file = `${FOLDER}/${name}.cdx.json`;
    writeSbom(file, bom);
    return file;
  });
  await validateSboms(files);
}

/** @param {string} number */
function writeNotes(number) {
  const { notes, released } = releaseNotes();
  const modules = Object.entries(wasmDigests(paths.dist)).map(
    ([file, digest]) => `| \`${file}\` | \`${digest}\` |`,
  );
  const rows = ["| module | SHA-256 |", "|---|---|", ...modules].join("\n");
  const draft = released ? "" : `Draft: CHANGELOG.md has no section ${number} yet.\n\n`;
  writeFileSync(`${FOLDER}/NOTES.md`, `${draft}${notes}\n\n## WebAssembly modules\n\n${rows}\n`);
  writeDigests(FOLDER);
}
