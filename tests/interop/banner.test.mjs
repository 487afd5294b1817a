import assert from "node:assert/strict";
import { exec } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { findPython, nodeSdk, pythonSdk } from "../../scripts/lib/peers.mjs";

const folder = mkdtempSync(join(tmpdir(), "interop-banner-"));
const env = {
  ...process.env,
  NODE_PATH: `${await nodeSdk()}/node_modules`,
  PYTHONPATH: await pythonSdk(findPython()),
  PYTHONDONTWRITEBYTECODE: "1",
};
after(() => rmSync(folder, { recursive: true, force: true }));

/**
 * What a command prints, without the colours that Node gives a number where FORCE_COLOR is set.
 * @param {string} command
 * @returns {Promise<string>}
 */
const shell = (command) =>
  new Promise((resolve, reject) => {
    exec(command, { env, cwd: paths.root }, (error, stdout, stderr) =>
      error ? reject(new Error(stderr)) : resolve(stripVTControlCharacters(stdout).trim()),
    );
  });

for (const args of [[], ["--tls", "--ca", join(folder, "ca.pem")]]) {
  test(`the commands of the banner work as they stand${args.length > 0 ? ", over TLS too" : ""}`, async () => {
    /** @type {string[]} */
    const lines = [];
    const server = await startEmulator({ args, onLine: (line) => lines.push(line) });
    try {
      const command = (/** @type {string} */ name) =>
        lines.find((line) => line.startsWith(`  ${name} `))?.slice(2 + Math.max(11, name.length)) ?? "";
      assert.match(await shell(command("curl")), /"starts":\{\}/);
      assert.equal(await shell(command("Node SDK")), "4");
      assert.equal(await shell(command("Python SDK")), "4");
      if (args.length === 0) assert.match(await shell(command("npm")), /^ins-\w{8} (STOPPED|RUNNING)$/m);
    } finally {
      await server.kill();
    }
  });
}
