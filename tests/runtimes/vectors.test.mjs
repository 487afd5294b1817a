import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { bundle, wasmBeside } from "../../scripts/lib/bundle.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { startWorkerd } from "../../scripts/lib/workerd.mjs";
import { launch } from "../e2e/browser.mjs";
import { readVectors } from "../pkg/support.mjs";
import { isForPackage } from "../support/vectors.mjs";

const VECTORS = readVectors();
const EXPECTED = { asked: VECTORS.filter(isForPackage).length, failed: [] };

const dir = mkdtempSync(join(tmpdir(), "runtimes-"));
after(() => rmSync(dir, { recursive: true, force: true }));

/** @type {import("esbuild").Plugin} */
const vectorsInside = {
  name: "vectors",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vectors$/ }, () => ({ path: "vectors", namespace: "vectors" }));
    onLoad({ filter: /.*/, namespace: "vectors" }, () => ({
      contents: JSON.stringify(VECTORS),
      loader: "json",
    }));
  },
};

test(`workerd holds ${EXPECTED.asked} vectors`, async (t) => {
  const outdir = join(dir, "worker");
  await bundle({
    entryPoints: { index: `${paths.root}/tests/runtimes/worker.js` },
    outdir,
    conditions: ["workerd", "worker", "browser"],
    plugins: [vectorsInside, wasmBeside(outdir)],
  });
  const server = await startWorkerd({ env: {}, stateDir: join(dir, "state"), workerDir: outdir });
  t.after(() => server.kill());
  const reply = await fetch(server.url);
  assert.deepEqual(await reply.json(), EXPECTED);
  const { names, early, same } = /** @type {{names: string[], early: object, same: object}} */ (
    await (await fetch(`${server.url}/async`)).json()
  );
  assert.deepEqual(names, [...Object.keys(await import("tencentcloud-edge")), "ready"].sort());
  assert.deepEqual(early, same);
  const atStart = await (await fetch(`${server.url}/start`)).json();
  for (const { code, message } of /** @type {Array<{code: string, message: string}>} */ (atStart)) {
    assert.equal(code, "Client.InvalidArgument");
    assert.match(message, /timestamp.*sign in a request/);
  }
});

test(`a page in Chromium holds ${EXPECTED.asked} vectors`, async (t) => {
  const { outputFiles = [] } = await bundle({
    entryPoints: [`${paths.root}/tests/runtimes/page.js`],
    write: false,
    plugins: [vectorsInside],
  });
  const script = outputFiles[0]?.text ?? "";
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader(
      "content-type",
      isScript ? "text/javascript; charset=utf-8" : "text/html; charset=utf-8",
    );
    response.end(
      isScript
        ? script
        : '<link rel="icon" href="data:,"><body><script type="module" src="/page.js"></script>',
    );
  });
  t.after(() => server.close());
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const browser = await launch();
  t.after(() => browser.close());
  const { page, complaints } = await browser.open();
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  await page.goto(`http://127.0.0.1:${port}/`);
  const body = await page.waitForSelector("body[data-answer]", { state: "attached" });
  assert.deepEqual(JSON.parse((await body.getAttribute("data-answer")) ?? ""), EXPECTED);
  assert.deepEqual(complaints, []);
});
