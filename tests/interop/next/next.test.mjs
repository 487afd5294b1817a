import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startChild } from "../../../scripts/lib/child.mjs";
import { startEmulator } from "../../../scripts/lib/emulator.mjs";
import { compatTools } from "../../../scripts/lib/peers.mjs";
import { launch } from "../../e2e/browser.mjs";
import { copyExample, packTarball } from "../../examples/project.mjs";
import { readmeScript, runReadme } from "../../examples/readme.mjs";

const PATIENCE_MS = 60_000;

/** @returns {Promise<number>} a port that nobody listens on */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

test("the example for Next.js lists and starts machines, by the commands of its README", async (t) => {
  const packed = packTarball();
  const cwd = copyExample("next", packed);
  const emulator = await startEmulator({ instances: 9, args: ["--boot", "100,300"] });
  t.after(async () => {
    packed.remove();
    await emulator.kill();
    rmSync(cwd, { recursive: true, force: true });
  });
  const peer = await compatTools("next");
  const elsewhere = { because: "the test has begun it, with instances of its own" };
  const script = readmeScript("next", {
    "npm install": { run: `npm install && cp -a ${peer}/node_modules/. node_modules/` },
    "npx tencentcloud-edge emulator --port 9787": elsewhere,
    "npm start": { because: "it serves until it is ended: the test begins it below" },
  });
  await runReadme(script, cwd, { NEXT_TELEMETRY_DISABLED: "1" });
  const port = await freePort();
  const server = startChild("next", "npm", ["start", "--", "--port", String(port)], {
    cwd,
    env: {
      ...process.env,
      NEXT_TELEMETRY_DISABLED: "1",
      TENCENTCLOUD_ENDPOINT: emulator.url,
      TENCENTCLOUD_SECRET_ID: demoCredentials.secretId,
      TENCENTCLOUD_SECRET_KEY: demoCredentials.secretKey,
    },
  });
  t.after(() => server.stop());
  await listens(`http://127.0.0.1:${port}/`, server);
  const browser = await launch();
  t.after(() => browser.close());
  const { page, complaints } = await browser.open();
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.getByRole("button", { name: /^Start [1-9]/ }).click();
  await page.getByText("All of them run.").waitFor();
  await page.getByRole("button", { name: "Start 0" }).waitFor();
  assert.deepEqual(complaints, []);
  const { instances } = await emulator.snapshot();
  const here = instances.filter(({ region }) => region === "ap-guangzhou");
  assert.ok(here.length > 0 && here.every(({ InstanceState }) => InstanceState === "RUNNING"));
});

/** @param {string} url @param {import("../../../scripts/lib/child.mjs").Child} server */
async function listens(url, server) {
  for (const until = Date.now() + PATIENCE_MS; ; ) {
    const reply = await fetch(url).catch(() => undefined);
    if (reply?.ok) return;
    assert.ok(Date.now() < until, server.tail());
    await new Promise((waited) => setTimeout(waited, 300));
  }
}
