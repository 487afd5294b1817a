import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startChild } from "../../scripts/lib/child.mjs";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { wrangler } from "../../scripts/lib/peers.mjs";

const WAIT_MS = 60_000;
const QUIET = { WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false", CI: "1" };

/** @returns {Promise<number>} a port that nobody listens on */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

test("the Worker's `npm start` serves it with the wrangler it asks for, and the settings of .dev.vars", async (t) => {
  const emulator = await startEmulator({});
  t.after(() => emulator.kill());
  const cwd = mkdtempSync(join(tmpdir(), "example-wrangler-"));
  cpSync(`${paths.root}/examples/worker`, cwd, { recursive: true });
  // Only what runs is tried here; the packed package in it is tried by quick.test.mjs.
  mkdirSync(join(cwd, "node_modules"));
  symlinkSync(paths.root, join(cwd, "node_modules/tencentcloud-edge"));
  const vars = {
    ENDPOINT: emulator.url,
    SECRET_ID: demoCredentials.secretId,
    SECRET_KEY: demoCredentials.secretKey,
  };
  writeFileSync(
    join(cwd, ".dev.vars"),
    Object.entries(vars)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  const port = await freePort();
  const args = [await wrangler(), "dev", "--ip=127.0.0.1", `--port=${port}`, "--inspector-port=0"];
  const child = startChild("wrangler", process.execPath, args, {
    cwd,
    env: { ...process.env, ...QUIET, HOME: cwd },
  });
  t.after(async () => {
    await child.stop();
    rmSync(cwd, { recursive: true, force: true, maxRetries: 10 });
  });
  assert.match(await answer(`http://127.0.0.1:${port}/ap-guangzhou`, child), /^\["ap-guangzhou-\d/);
  assert.doesNotMatch(child.tail(), /compatibility date/i);
});

/** @param {string} url @param {ReturnType<typeof startChild>} child @returns {Promise<string>} */
async function answer(url, child) {
  const ended = child.exited.then(() => true);
  for (const until = Date.now() + WAIT_MS; Date.now() < until; ) {
    const reply = await fetch(url).catch(() => undefined);
    if (reply !== undefined) return reply.text();
    const waited = new Promise((/** @type {(ended: false) => void} */ resolve) =>
      setTimeout(resolve, 300, false),
    );
    if (await Promise.race([ended, waited])) break;
  }
  return assert.fail(child.tail());
}
