import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as emulator from "tencentcloud-edge/emulator";
import { withTables } from "../../scripts/lib/emulator-page.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { suite } from "../conformance/suite.mjs";
import { ledger, written } from "../fidelity/ledger.mjs";
import { codes } from "../fidelity/model.mjs";
import { rustFunctions } from "../guards/source/rust.mjs";

const SERVICE = "emulator/tests/service/";
const cases = new Map(suite.map(({ group, name, basis }) => [`${group}: ${name}`, basis]));
const tests = new Set(
  rustFunctions()
    .filter(({ file }) => file.startsWith(SERVICE))
    .flatMap(({ file, functions }) =>
      functions
        .filter(({ isTest }) => isTest)
        .map(({ name }) => `${file.slice(SERVICE.length, -3)}::${name}`),
    ),
);

/** @param {string} shown */
function isThere(shown) {
  const [kind = "", ...rest] = shown.split(" ");
  const what = rest.join(" ");
  if (kind === "conformance") return cases.has(what);
  if (kind === "service") return tests.has(what);
  const [file = "", title = ""] = what.split(": ");
  return kind === "file" && readFileSync(`${paths.root}/${file}`, "utf8").includes(title);
}

for (const { title, rows } of ledger) {
  test(`${title}: each rule is shown by a test that is there`, () => {
    for (const { says, shown, basis, option } of rows) {
      assert.ok(shown.length > 0, says);
      for (const it of shown) assert.ok(isThere(it), `${says}\nis shown by ${it}, which is not there`);
      if (basis === "assumed") assert.ok(option !== undefined, `${says}\nis assumed and names no option`);
    }
  });
}

test("the 28 codes of the page are all there", () => {
  const rows = ledger.find(({ title }) => title.startsWith("The 28"))?.rows ?? [];
  assert.equal(rows.length, 28);
  assert.ok(codes.length > 110);
});

test("every option that the ledger names is declared", () => {
  const declared = readFileSync(`${paths.root}/pkg/emulator.d.ts`, "utf8");
  for (const { option } of ledger.flatMap(({ rows }) => rows)) {
    if (option === undefined || /^(none|fault)/.test(option)) continue;
    for (const name of option.split(", ")) {
      assert.match(declared, new RegExp(`^ {2}${name.replace("assume.", "")}\\?:`, "m"), name);
    }
  }
});

test("docs/emulator-fidelity.md is what the rows say", () => {
  const page = readFileSync(`${paths.root}/docs/emulator-fidelity.md`, "utf8");
  assert.equal(page, written(), "run `npm run snapshot`");
});

test("the tables of docs/emulator.md are what the package says", () => {
  const page = readFileSync(`${paths.root}/docs/emulator.md`, "utf8");
  assert.equal(page, withTables(emulator, suite.length), "run `npm run snapshot`");
});
