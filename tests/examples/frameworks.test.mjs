import assert from "node:assert/strict";
import { rmSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { findPython, jest, pythonSdk, vitest } from "../../scripts/lib/peers.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { installExample, packTarball } from "./project.mjs";

describe("examples of test frameworks, from the packed package in an empty folder", () => {
  /** @type {ReturnType<typeof packTarball>} */
  let packed;
  /** @type {string[]} */
  const folders = [];
  /** @param {string} name @param {Record<string, string>} [peers] */
  function install(name, peers = {}) {
    const dir = installExample(name, { tarball: packed.tarball, peers });
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

  for (const [name, framework, says] of /** @type {const} */ ([
    ["vitest", vitest, /Tests +2 passed/],
    ["jest", jest, /Tests: +2 passed/],
  ])) {
    test(`${name}: npm test`, async () => {
      const folder = join(await framework(), "node_modules");
      const cwd = install(name, { [name]: join(folder, name) });
      if (name === "jest") symlinkSync(join(folder, "@jest"), join(cwd, "node_modules/@jest"));
      const env = { PATH: `${join(folder, ".bin")}${delimiter}${process.env.PATH}` };
      const { ok, output } = await run("npm", ["test"], { cwd, env });
      assert.ok(ok, output);
      assert.match(output, says);
    });
  }

  test("pytest: pytest", async () => {
    const python = findPython();
    const cwd = install("pytest");
    const env = { PYTHONPATH: await pythonSdk(python) };
    const { ok, output } = await run(python, ["-m", "pytest", "-q", "-p", "no:cacheprovider"], { cwd, env });
    assert.ok(ok, output);
    assert.match(output, /1 passed/);
  });
});
