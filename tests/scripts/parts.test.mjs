import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parts, toolsOf } from "../../scripts/lib/parts.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { FOR_TESTS } from "../../scripts/lib/setup.mjs";

/** @param {string[]} names */
const toolsFor = (...names) => toolsOf(parts.filter(({ name }) => names.includes(name))).sort();

test("a part sets up what it needs and nothing else; all parts together need everything", () => {
  assert.deepEqual(toolsFor("biome"), []);
  assert.deepEqual(toolsFor("rustfmt"), ["compiler", "lints"]);
  assert.deepEqual(toolsFor("types", "biome"), ["compiler", "generator"]);
  assert.deepEqual(toolsFor("wasm-node"), ["compiler", "runner"]);
  assert.deepEqual(toolsFor("e2e", "package"), ["browser", "compiler", "generator"]);
  assert.deepEqual(toolsOf(parts).sort(), [...FOR_TESTS].sort());
});

test("every part whose tests open a page asks for a browser", () => {
  const opens = /e2e\/browser\.mjs|\bCHROME\b|"\.\/browsers?\.mjs"/;
  for (const part of parts.filter(({ needsBuild, name }) => needsBuild && name !== "types")) {
    const args = part.commands().flatMap((command) => command.args);
    const [first = ""] = args.filter((arg) => arg.endsWith(".test.mjs"));
    const folder = first.slice(0, first.lastIndexOf("/"));
    const files = readdirSync(folder).filter((file) => file.endsWith(".mjs"));
    const isNeeded = files.some((file) => opens.test(readFileSync(`${folder}/${file}`, "utf8")));
    assert.equal(part.tools.includes("browser"), isNeeded, folder.replace(`${paths.root}/`, ""));
  }
});
