import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { bundle, wasmBeside } from "../../scripts/lib/bundle.mjs";
import { onLines, startChild, whenReady } from "../../scripts/lib/child.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { workerdProgram } from "../../scripts/lib/workerd.mjs";
import { writeWorkerdConfig } from "../../scripts/lib/workerd-config.mjs";
import { launch } from "../e2e/browser.mjs";
import { REGION, startPair, stoppedIds } from "../worker/gateway.mjs";
import { installExample, packTarball } from "./project.mjs";

describe("examples, from the packed package in an empty folder", () => {
  /** @type {Awaited<ReturnType<typeof startPair>>} */
  let pair;
  /** @type {ReturnType<typeof packTarball>} */
  let packed;
  /** @type {Array<() => unknown>} */
  const closes = [];
  /** @param {string} name */
  function install(name) {
    const dir = installExample(name, packed);
    closes.push(() => rmSync(dir, { recursive: true, force: true }));
    return dir;
  }
  before(async () => {
    pair = await startPair({ instances: 30, args: ["--boot", "100,300"] });
    packed = packTarball();
    closes.push(packed.remove, () => pair.close());
  });
  after(async () => {
    for (const close of closes) await close();
  });

  test("every folder is in the list, and has a README", () => {
    const list = readFileSync(`${paths.root}/examples/README.md`, "utf8");
    for (const entry of readdirSync(`${paths.root}/examples`, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      assert.ok(list.includes(`(${entry.name}/README.md)`), entry.name);
      assert.ok(existsSync(`${paths.root}/examples/${entry.name}/README.md`), entry.name);
    }
  });

  test("a Node script starts by tag, and says when nothing is left to do", async () => {
    const cwd = install("node-by-tag");
    const env = {
      TENCENTCLOUD_ENDPOINT: pair.emulator.url,
      TENCENTCLOUD_SECRET_ID: demoCredentials.secretId,
      TENCENTCLOUD_SECRET_KEY: demoCredentials.secretKey,
      TENCENTCLOUD_REGION: "ap-singapore",
    };
    const start = (/** @type {string[]} */ ...args) =>
      run(process.execPath, ["start.mjs", ...args], { cwd, env });
    const first = await start("env", "prod");
    assert.ok(first.ok, first.output);
    assert.match(first.output, /[1-9]\d* to start[\s\S]*all are running/);
    assert.match((await start("env", "prod")).output, /^0 to start, [1-9]\d* started already/m);
    assert.match((await start()).output, /usage/);
  });

  test("a page starts what is stopped at the press of a button", async () => {
    const cwd = install("page");
    const server = spawn(process.execPath, ["serve.mjs"], {
      cwd,
      env: { ...process.env, GATEWAY: pair.gateway.url(), PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    closes.push(() => server.kill());
    const url = await new Promise((resolve) => onLines(server.stdout, resolve));
    const browser = await launch();
    closes.push(() => browser.close());
    const { page, complaints } = await browser.open();
    await page.goto(String(url));
    await page.getByLabel("Token").fill("ops");
    await page.getByLabel("Region").fill(REGION);
    await page.getByRole("button").click();
    await page.waitForFunction(() =>
      /running\.$/.test(document.querySelector("[role=status]")?.textContent ?? ""),
    );
    assert.deepEqual(await stoppedIds(pair.emulator, 0), []);
    assert.deepEqual(complaints, []);
  });

  test("a Worker answers with one signed request", async () => {
    const cwd = install("worker");
    const out = join(cwd, "out");
    mkdirSync(out);
    await bundle({
      absWorkingDir: cwd,
      entryPoints: [{ in: join(cwd, "index.js"), out: "index" }],
      outdir: out,
      conditions: ["workerd", "worker", "browser"],
      plugins: [wasmBeside(out)],
    });
    const bindings = Object.entries({
      ENDPOINT: pair.emulator.url,
      SECRET_ID: demoCredentials.secretId,
      SECRET_KEY: demoCredentials.secretKey,
    }).map(([name, value]) => `(name = "${name}", text = "${value}")`);
    const config = writeWorkerdConfig({
      workers: [{ name: "http", dir: out, bindings, fields: ['globalOutbound = "loopback"'] }],
      services: ['(name = "loopback", network = (allow = ["local"]))'],
    });
    const args = ["serve", config, "--control-fd=3", "--socket-addr=http=127.0.0.1:0"];
    const child = startChild("workerd", workerdProgram(), args, { control: true });
    closes.push(() => child.stop());
    const listening = new Promise((/** @type {(port: number) => void} */ resolve) =>
      onLines(/** @type {NodeJS.ReadableStream} */ (child.process.stdio[3]), (line) => {
        const { event, port } = JSON.parse(line);
        if (event === "listen") resolve(port);
      }),
    );
    const port = await whenReady(child, listening, 20_000);
    const zones = await (await fetch(`http://127.0.0.1:${port}/${REGION}`)).json();
    assert.ok(
      zones.length > 0 && zones.every((/** @type {string} */ zone) => zone.startsWith(REGION)),
      String(zones),
    );
  });
});
