import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { paths } from "../../scripts/lib/paths.mjs";
import { findPython, jest, pythonSdk, vitest } from "../../scripts/lib/peers.mjs";
import { copyExample, installWith, packTarball } from "./project.mjs";
import { readmeScript, runReadme } from "./readme.mjs";

describe("examples of test frameworks, from the packed package in an empty folder", () => {
  /** @type {ReturnType<typeof packTarball>} */
  let packed;
  /** @type {string[]} */
  const folders = [];
  /** @param {string} name */
  function copy(name) {
    const dir = copyExample(name, packed);
    folders.push(dir);
    return dir;
  }
  before(() => {
    packed = packTarball();
  });
  after(() => {
    for (const dir of folders) rmSync(dir, { recursive: true, force: true });
    packed.remove();
  });

  for (const [name, framework, packages, says] of /** @type {const} */ ([
    ["vitest", vitest, ["vitest"], /Tests +2 passed/],
    ["jest", jest, ["jest", "@jest"], /Tests: +2 passed/],
    ["jest-jsdom", jest, ["jest", "@jest", "jest-environment-jsdom"], /Tests: +1 passed/],
  ])) {
    test(`${name}: the commands of its README`, async () => {
      const modules = join(await framework(), "node_modules");
      const peers = Object.fromEntries(packages.map((it) => [it, join(modules, it)]));
      const script = readmeScript(name, { "npm install": installWith(peers) });
      const env = { PATH: `${join(modules, ".bin")}${delimiter}${process.env.PATH}` };
      assert.match(stripVTControlCharacters(await runReadme(script, copy(name), env)), says);
    });
  }

  test("pytest: the commands of its README", async () => {
    const python = findPython();
    const folder = await pythonSdk(python);
    const script = readmeScript("pytest", {
      "pip install -r requirements.txt": { because: "the same packages are in .tools, with their versions" },
      pytest: { run: `${python} -m pytest` },
    });
    const env = { PYTHONPATH: folder, PYTEST_ADDOPTS: "-p no:cacheprovider" };
    assert.match(await runReadme(script, copy("pytest"), env), /1 passed/);
    for (const name of readFileSync(`${paths.root}/examples/pytest/requirements.txt`, "utf8")
      .trim()
      .split("\n"))
      assert.ok(
        readdirSync(folder).some((entry) => entry.startsWith(`${name.replaceAll("-", "_")}-`)),
        name,
      );
  });
});
