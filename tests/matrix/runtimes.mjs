import { createServer } from "node:http";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { bundle, wasmBeside } from "../../scripts/lib/bundle.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { startWorkerd } from "../../scripts/lib/workerd.mjs";
import { launch } from "../e2e/browser.mjs";

/** @typedef {import("./agent.mjs").Task} Task */
/** @typedef {import("./agent.mjs").Account} Account */

/**
 * A place where the package runs, with a process, an isolate or a page of its own: what it remembers of one task it may
 * use in the next.
 * @typedef {{perform: (task: Task) => Promise<Account>, close: () => Promise<unknown>}} Agent
 */

const HERE = `${paths.root}/tests/matrix`;

/** @returns {Promise<Agent>} */
export async function nodeAgent() {
  const thread = new Worker(`${HERE}/thread.mjs`);
  /** @type {Map<number, (account: Account) => void>} */
  const waiting = new Map();
  thread.on("message", ({ id, account }) => waiting.get(id)?.(account));
  let made = 0;
  return {
    perform: (task) =>
      new Promise((resolve) => {
        made += 1;
        waiting.set(made, resolve);
        thread.postMessage({ id: made, task });
      }),
    close: () => thread.terminate(),
  };
}

/** @param {string} dir */
export async function buildWorker(dir) {
  const outdir = join(dir, "worker");
  await bundle({
    entryPoints: { index: `${HERE}/worker.js` },
    outdir,
    conditions: ["workerd", "worker", "browser"],
    plugins: [wasmBeside(outdir)],
  });
  return outdir;
}

/** @param {string} workerDir @param {string} stateDir @returns {Promise<Agent>} */
export async function workerdAgent(workerDir, stateDir) {
  const server = await startWorkerd({ env: {}, stateDir, workerDir });
  return {
    async perform(task) {
      const reply = await fetch(server.url, { method: "POST", body: JSON.stringify(task) });
      return /** @type {Promise<Account>} */ (reply.json());
    },
    close: () => server.kill(),
  };
}

/** A server for the page, and a browser that opens it as often as it is asked to. */
export async function openChromium() {
  const { outputFiles = [] } = await bundle({ entryPoints: [`${HERE}/page.js`], write: false });
  const script = outputFiles[0]?.text ?? "";
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("content-type", `text/${isScript ? "javascript" : "html"}; charset=utf-8`);
    response.end(
      isScript ? script : '<link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
    );
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const browser = await launch();
  return {
    /** @returns {Promise<Agent>} */
    async agent() {
      const { page, close } = await browser.open();
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.waitForFunction("globalThis.perform !== undefined");
      return {
        perform: (task) =>
          page.evaluate(
            (given) =>
              /** @type {{perform: Agent["perform"]}} */ (/** @type {unknown} */ (globalThis)).perform(given),
            task,
          ),
        close,
      };
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
