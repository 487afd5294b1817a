import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { runtimes } from "../../scripts/lib/peers.mjs";
import { run } from "../../scripts/lib/run.mjs";

const project = mkdtempSync(join(tmpdir(), "interop-elsewhere-"));
mkdirSync(join(project, "node_modules"));
symlinkSync(paths.root, join(project, "node_modules", "tencentcloud-edge"));
writeFileSync(
  join(project, "package.json"),
  '{ "type": "module", "dependencies": { "tencentcloud-edge": "*" } }',
);
copyFileSync(fileURLToPath(new URL("elsewhere.mjs", import.meta.url)), join(project, "elsewhere.mjs"));
const server = await startEmulator();
const gone = await startEmulator();
await gone.kill();
const { deno, bun } = await runtimes();
after(async () => {
  await server.kill();
  rmSync(project, { recursive: true, force: true });
});

for (const [name, command, args] of /** @type {Array<[string, string, string[]]>} */ ([
  ["Deno", deno, ["run", "--allow-all", "--no-check", "--node-modules-dir=manual", "elsewhere.mjs"]],
  ["Bun", bun, ["elsewhere.mjs"]],
])) {
  test(`in ${name} a lost reply starts nothing twice, a refused connection is tried again, and the emulator is a fetch like any other`, async () => {
    const { ok, output } = await run(command, [...args, server.url, gone.url], { cwd: project });
    assert.ok(ok, output);
    const said = output.split("\n").find((line) => line.startsWith("{")) ?? "{}";
    assert.deepEqual(JSON.parse(said), {
      ok: true,
      starts: 1,
      length: 32 * 1024 * 1024,
      served: 4,
      attempts: [2, 2],
    });
  });
}
