import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout } from "node:timers/promises";
import { chromium } from "playwright-core";
import { browserArgs, browserProblem, findBrowser } from "../../scripts/lib/browser.mjs";
import { bundleInside, bundles } from "./bundles.mjs";
import { engineOf } from "./engine.mjs";

/** @typedef {(question: import("../inside/answer.mjs").Question) => Promise<import("../inside/answer.mjs").Answer>} Ask */

/**
 * The machine's own Chromium, on a page of its own origin: WebCrypto wants a secure one.
 * @param {import("../inside/answer.mjs").ContestName} contest
 * @returns {Promise<import("./engine.mjs").Engine>}
 */
export async function chromiumEngine(contest) {
  const found = findBrowser();
  if (found === undefined) throw browserProblem();
  await bundleInside("chromium");
  const server = await servePage(readFileSync(bundles.chromium, "utf8"));
  const browser = await chromium.launch({ executablePath: found.browser, args: browserArgs });
  const page = await browser.newPage();
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  await page.goto(`http://127.0.0.1:${port}/`);
  return engineOf(contest, {
    ask: (question) =>
      page.evaluate(
        (asked) => /** @type {{ask: Ask}} */ (/** @type {unknown} */ (globalThis)).ask(asked),
        question,
      ),
    pid: await rendererOf(browser, page),
    version: browser.version(),
    async close() {
      await browser.close();
      server.close();
    },
  });
}

/**
 * The process that runs the page: the one that works when the page does.
 * @param {import("playwright-core").Browser} browser
 * @param {import("playwright-core").Page} page
 */
async function rendererOf(browser, page) {
  const session = await browser.newBrowserCDPSession();
  const times = async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return new Map(processInfo.map(({ id, cpuTime }) => [id, cpuTime]));
  };
  // What the browser does at its own start is over by then.
  await setTimeout(1_000);
  const before = await times();
  await page.evaluate(() => {
    const began = performance.now();
    while (performance.now() - began < 1_500);
  });
  const worked = [...(await times())].map(([id, time]) => ({ id, worked: time - (before.get(id) ?? 0) }));
  const [busiest] = worked.sort((a, b) => b.worked - a.worked);
  if (busiest === undefined) throw new Error("Chromium shows no process that runs the page");
  return busiest.id;
}

/** @param {string} script @returns {Promise<import("node:http").Server>} */
function servePage(script) {
  const server = createServer((request, response) => {
    const isScript = request.url === "/index.js";
    response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
    response.end(isScript ? script : '<!doctype html><script src="index.js"></script>');
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
