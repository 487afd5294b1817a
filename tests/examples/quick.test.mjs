import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { bundle, wasmBeside } from "../../scripts/lib/bundle.mjs";
import { onLines, startChild, whenReady } from "../../scripts/lib/child.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { wrangler } from "../../scripts/lib/peers.mjs";
import { workerdProgram } from "../../scripts/lib/workerd.mjs";
import { writeWorkerdConfig } from "../../scripts/lib/workerd-config.mjs";
import { launch } from "../e2e/browser.mjs";
import { REGION, startPair, stoppedIds } from "../worker/gateway.mjs";
import { copyExample, packTarball } from "./project.mjs";
import { OFFLINE, readmeScript, runReadme } from "./readme.mjs";

/** @returns {Promise<number>} a port that nobody listens on */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

describe("examples, from the packed package in an empty folder", () => {
  /** @type {Awaited<ReturnType<typeof startPair>>} */
  let pair;
  /** @type {ReturnType<typeof packTarball>} */
  let packed;
  /** @type {Array<() => unknown>} */
  const closes = [];
  /** @param {string} name */
  function copy(name) {
    const dir = copyExample(name, packed);
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
    const cwd = copy("node-by-tag");
    const port = await freePort();
    const emulator = "npx tencentcloud-edge emulator --port 9787";
    const script = readmeScript("node-by-tag", {
      [emulator]: { run: `${emulator} > ready & until grep -q "emulator ready" ready; do sleep 0.1; done` },
    }).replaceAll("9787", String(port));
    const none = "code=0; node start.mjs env nowhere || code=$?; test $code = 4\n";
    const closed = `http://127.0.0.1:${await freePort()}`;
    const nobody = `code=0; TENCENTCLOUD_ENDPOINT=${closed} node start.mjs env prod || code=$?; test $code = 1\n`;
    const again = `node start.mjs env prod\n! node start.mjs\n${none}${nobody}`;
    const said = await runReadme(`${script}export TENCENTCLOUD_REGION=ap-guangzhou\n${again}`, cwd);
    assert.match(said, /[1-9]\d* to start[\s\S]*all are running/);
    assert.match(said, /^0 to start, [1-9]\d* started already/m);
    assert.match(said, /usage/);
    assert.match(said, /^No instance in ap-guangzhou has the tag env=nowhere\.$/m);
    assert.match(said, new RegExp(`^${closed}: .*ECONNREFUSED.*\\(Client\\.Network\\)$`, "m"));
  });

  test("a page starts what is stopped at the press of a button", async () => {
    const cwd = copy("page");
    const script = readmeScript("page").replace("http://127.0.0.1:8787", pair.gateway.url());
    const server = spawn("bash", ["-c", script], {
      cwd,
      env: { ...process.env, ...OFFLINE, PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    });
    closes.push(() => process.kill(-Number(server.pid)));
    const url = await new Promise((/** @type {(url: string) => void} */ resolve) =>
      onLines(server.stdout, (line) => {
        if (line.startsWith("http://")) resolve(line);
      }),
    );
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
    const cwd = copy("worker");
    const wranglerFolder = dirname(dirname(await wrangler()));
    const account = { because: "it changes something in an account of Cloudflare" };
    const script = readmeScript("worker", {
      "npm install": {
        run: `npm install && mkdir -p node_modules/.bin && ln -s ${wranglerFolder}/bin/wrangler.js node_modules/.bin/wrangler`,
      },
      "npx wrangler secret put SECRET_ID": account,
      "npx wrangler secret put SECRET_KEY": account,
      "npm run deploy": { run: "npm run deploy -- --dry-run --outdir deployed" },
    });
    const quiet = {
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_HIDE_BANNER: "true",
      CLOUDFLARE_CF_FETCH_ENABLED: "false",
    };
    const deployed = await runReadme(script, cwd, { ...quiet, NO_COLOR: "1" });
    assert.match(deployed, /--dry-run: exiting now/);
    assert.doesNotMatch(deployed, /WARNING/i);
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
