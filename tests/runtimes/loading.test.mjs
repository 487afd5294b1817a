import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import vm from "node:vm";
import * as later from "tencentcloud-edge/async";
import { bundle } from "../../scripts/lib/bundle.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { launch } from "../e2e/browser.mjs";

const request = { service: "cvm", version: "2017-03-12", action: "DescribeZones" };
const key = { secretId: "AKIDexample", secretKey: "an-example-key" };
const ENTRIES = [
  "tencentcloud-edge",
  "tencentcloud-edge/sign",
  "tencentcloud-edge/v1",
  "tencentcloud-edge/diagnose",
  "tencentcloud-edge/emulator",
];

test("a program that can only require, in a place like an edge runtime, gets a CommonJS module", () => {
  const entries = [
    ...ENTRIES,
    ...["async", "testing", "credentials", "gateway"].map((name) => `tencentcloud-edge/${name}`),
  ];
  const script = `for (const entry of ${JSON.stringify(entries)}) require(entry);
    console.log(require("tencentcloud-edge").signRequest(...${JSON.stringify([request, key])}).method)`;
  const args = ["--conditions=edge-light", "--eval", script];
  assert.equal(execFileSync(process.execPath, args, { cwd: paths.root, encoding: "utf8" }), "POST\n");
});

describe("tencentcloud-edge/async in Node", () => {
  test("has every name of the main entry; before ready() its functions say what is missing", async () => {
    const main = await import("tencentcloud-edge");
    assert.deepEqual(Object.keys(later).sort(), [...Object.keys(main), "ready"].sort());
    assert.equal(later.TencentCloudError, main.TencentCloudError);
    assert.throws(() => later.signRequest(request, key), {
      code: "Client.NotReady",
      message: /signRequest\(\).*ready\(\)/,
    });
    assert.throws(() => later.call(request, { credentials: key }), { code: "Client.NotReady" });
  });

  test("after it they sign as those of the main entry, and run jobs", async () => {
    await Promise.all([later.ready(), later.ready()]);
    const main = await import("tencentcloud-edge");
    const options = { timestamp: 1_551_113_065 };
    assert.deepEqual(later.signRequest(request, key, options), main.signRequest(request, key, options));
    const job = later.createJob("StartInstances", ["ins-00000001"], { region: "ap-guangzhou", nowMs: 1 });
    assert.equal(job.next(1).kind, "send");
  });
});

test("a module that another realm compiled is instantiated", async () => {
  const bytes = readFileSync(`${paths.root}/pkg/dist/v1.wasm`);
  const module = vm.runInContext("new WebAssembly.Module(bytes)", vm.createContext({ bytes }));
  assert.equal(module instanceof WebAssembly.Module, false);
  const glue = await import(`${paths.root}/pkg/dist/v1.js?another-realm`);
  assert.equal(typeof glue.initSync({ module }).sign_v1, "function");
});

describe("a page in Chromium", () => {
  /** @type {Map<string, string>} */
  const files = new Map();
  let policy = "";
  const server = createServer((incoming, response) => {
    const script = files.get(incoming.url ?? "");
    response.setHeader("content-type", script === undefined ? "text/html" : "text/javascript");
    if (policy !== "") response.setHeader("content-security-policy", policy);
    response.end(
      script ??
        '<!doctype html><link rel="icon" href="data:,"><script src="/load.js" type="module"></script>',
    );
  });
  /** @type {Awaited<ReturnType<typeof launch>>} */
  let browser;

  before(async () => {
    files.set("/load.js", "globalThis.load = (url) => import(url);");
    for (const entry of [...ENTRIES, "tencentcloud-edge/async"]) {
      const { outputFiles = [] } = await bundle({ entryPoints: { entry }, outdir: "/none", write: false });
      files.set(`/${entry}.js`, outputFiles[0]?.text ?? "");
    }
    await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    server.close();
  });

  /** @param {string} csp @param {string} [before] a script that runs before the page's own */
  async function open(csp, before) {
    policy = csp;
    const tab = await browser.open();
    if (before !== undefined) await tab.page.addInitScript(before);
    await tab.page.goto(
      `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/`,
    );
    await tab.page.waitForFunction("globalThis.load !== undefined");
    return tab;
  }

  /** What an import of an entry ends with. @param {import("../e2e/browser.mjs").Page} page @param {string} entry */
  const imported = (page, entry) =>
    page.evaluate(`load("/${entry}.js").then(() => "loaded", (error) => error.code + " " + error.message)`);

  test("whose policy lacks 'wasm-unsafe-eval' is told so by name at import, by every entry", async () => {
    const { page, close } = await open("script-src 'self'");
    for (const entry of ENTRIES) {
      assert.match(String(await imported(page, entry)), /^Client\.CannotCompile .*'wasm-unsafe-eval'/, entry);
    }
    const rejected = await page.evaluate(
      'load("/tencentcloud-edge/async.js").then(({ ready }) => ready()).catch((error) => String(error))',
    );
    assert.match(String(rejected), /^Client\.CannotCompile: .*'wasm-unsafe-eval'/);
    await close();
  });

  test("whose policy has it loads every entry", async () => {
    const { page, close } = await open("script-src 'self' 'wasm-unsafe-eval'");
    for (const entry of ENTRIES) assert.equal(await imported(page, entry), "loaded", entry);
    await close();
  });

  test("that compiles no more than 4 KB synchronously loads by /async, and the other entries name it", async () => {
    // As Chromium did on the main thread until 110.
    const old = `for (const name of ["Module", "Instance"]) {
      WebAssembly[name] = new Proxy(WebAssembly[name], {
        construct() { throw new RangeError("WebAssembly." + name + " is disallowed on the main thread, if the buffer size is larger than 4KB."); },
      });
    }`;
    const { page, close } = await open("", old);
    assert.match(String(await imported(page, "tencentcloud-edge")), /tencentcloud-edge\/async/);
    const signed =
      await page.evaluate(`load("/tencentcloud-edge/async.js").then(async ({ ready, signRequest }) => {
      await ready();
      return signRequest(${JSON.stringify(request)}, ${JSON.stringify(key)}, { timestamp: 1 }).headers.authorization;
    })`);
    assert.equal(signed, later.signRequest(request, key, { timestamp: 1 }).headers.authorization);
    await close();
  });
});
