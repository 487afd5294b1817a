import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { findPython, pythonSdk, vitest } from "../../scripts/lib/peers.mjs";
import { run } from "../../scripts/lib/run.mjs";

const page = readFileSync(`${paths.root}/docs/emulator.md`, "utf8");
const folder = mkdtempSync(join(tmpdir(), "interop-examples-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The one example in a language. @param {string} language */
const example = (language) => {
  const [, code = "", ...more] = page.split(`\`\`\`${language}\n`).map((part) => part.split("```")[0]);
  assert.deepEqual(more, []);
  return code;
};

test("the example for pytest passes", async () => {
  const server = await startEmulator();
  try {
    const python = findPython();
    writeFileSync(join(folder, "test_example.py"), example("python"));
    const env = { EMULATOR: server.url, PYTHONPATH: await pythonSdk(python), PYTHONDONTWRITEBYTECODE: "1" };
    const args = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "test_example.py"];
    const { ok, output } = await run(python, args, { cwd: folder, env });
    assert.ok(ok, output);
    assert.match(output, /^3 passed/m);
  } finally {
    await server.kill();
  }
});

test("the example for Vitest passes", async () => {
  const peer = await vitest();
  const project = join(folder, "vitest");
  mkdirSync(project);
  cpSync(`${peer}/node_modules`, join(project, "node_modules"), { recursive: true });
  symlinkSync(paths.root, join(project, "node_modules", "tencentcloud-edge"));
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  writeFileSync(join(project, "example.test.ts"), example("ts"));
  const { ok, output } = await run(process.execPath, ["node_modules/vitest/vitest.mjs", "run"], {
    cwd: project,
  });
  assert.ok(ok, output);
  assert.match(output, /1 passed/);
});
