import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { jest, vitest } from "../../scripts/lib/peers.mjs";
import { run } from "../../scripts/lib/run.mjs";

const folder = mkdtempSync(join(tmpdir(), "interop-testing-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Begins an emulator within a test and finds it ended in the next. */
const WITHIN = `
let ended;
test("begins", async () => {
  const emulator = await startEmulator({ instances: 4 });
  ended = () => emulator.snapshot();
  emulator.faults.acceptedButReplyLost({ action: "StartInstances", times: 1 });
  const { ok } = await startInstances(emulator.ids(), { ...emulator.options, settleMs: 200 });
  expect(ok).toBe(true);
});
test("has ended", () => expect(ended).toThrow(/freed/));
`;

/** Begins a server for the whole file. */
const AROUND = `
let server;
beforeAll(async () => {
  server = await startEmulator({ server: true, instances: 4 });
});
test("is reached", async () => {
  expect(process.env.TENCENTCLOUD_ENDPOINT).toBe(server.url);
  const { ok } = await startInstances(await server.ids(), server.options);
  expect(ok).toBe(true);
});
`;

const IMPORTS = `import { startInstances } from "tencentcloud-edge";
import { startEmulator } from "tencentcloud-edge/testing";
`;

/**
 * A project with a runner, this package and some test files.
 * @param {string} peer
 * @param {Record<string, string>} files
 */
function project(peer, files) {
  const dir = mkdtempSync(join(folder, "project-"));
  mkdirSync(join(dir, "node_modules"));
  for (const name of ["vitest", "jest"]) {
    symlinkSync(join(peer, "node_modules", name), join(dir, "node_modules", name));
  }
  symlinkSync(paths.root, join(dir, "node_modules", "tencentcloud-edge"));
  writeFileSync(join(dir, "package.json"), '{ "type": "module" }');
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
  return dir;
}

test("in Vitest, with its hooks as globals or imported, an emulator ends with its test", async () => {
  const peer = await vitest();
  const imported = `import { beforeAll, expect, test } from "vitest";\n`;
  for (const [globals, first] of /** @type {const} */ ([
    [true, ""],
    [false, imported],
  ])) {
    const cwd = project(peer, {
      "within.test.js": first + IMPORTS + WITHIN,
      "around.test.js": first + IMPORTS + AROUND,
    });
    const command = [`${peer}/node_modules/vitest/vitest.mjs`, "run", ...(globals ? ["--globals"] : [])];
    const { ok, output } = await run(process.execPath, command, { cwd });
    assert.ok(ok, output);
    assert.match(output, /Tests +3 passed/);
  }
});

test("in Jest an emulator ends with its file", async () => {
  const peer = await jest();
  const open = `let emulator;
// The hook of the import came first.
afterAll(() => expect(() => emulator.snapshot()).toThrow(/freed/));
test("begins within", async () => {
  emulator = await startEmulator();
  expect(emulator.ids().length).toBeGreaterThan(0);
});
`;
  const cwd = project(peer, { "around.test.js": IMPORTS + AROUND, "open.test.js": IMPORTS + open });
  const command = [
    "--experimental-vm-modules",
    `${peer}/node_modules/jest/bin/jest.js`,
    "--ci",
    "--rootDir",
    cwd,
  ];
  const { ok, output } = await run(process.execPath, command, { cwd });
  assert.ok(ok, output);
  assert.match(output, /Tests: +2 passed/);
});

test("in Jest as it comes, which knows CommonJS alone, the same by require", async () => {
  const peer = await jest();
  const required = IMPORTS.replace(/import (.*) from (.*);/g, "const $1 = require($2);");
  const shared = `const { TencentCloudError } = require("tencentcloud-edge");
const { signRequest } = require("tencentcloud-edge/sign");
test("has one class of errors", () => {
  let refused;
  try {
    signRequest({ service: "" }, { secretId: "a", secretKey: "b" });
  } catch (error) {
    refused = error;
  }
  expect(refused).toBeInstanceOf(TencentCloudError);
});
`;
  const cwd = project(peer, { "around.test.cjs": required + AROUND, "shared.test.cjs": shared });
  const command = [`${peer}/node_modules/jest/bin/jest.js`, "--ci", "--rootDir", cwd];
  const { ok, output } = await run(process.execPath, [...command, "--testMatch=**/*.cjs"], { cwd });
  assert.ok(ok, output);
  assert.match(output, /Tests: +2 passed/);
});
