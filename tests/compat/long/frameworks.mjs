import { createServer } from "node:net";
import { startChild } from "../../../scripts/lib/child.mjs";
import { compatTools } from "../../../scripts/lib/peers.mjs";
import { compatProject, printed, succeed, versionIn } from "../project.mjs";
import { newerNode, WORKER } from "../runtimes.mjs";

/** @typedef {import("../check.mjs").Row} Row */

const PATIENCE_MS = 120_000;

/** A port of 127.0.0.1 that nobody listens on. @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

/**
 * What a server answers once it listens.
 * @param {string[]} args of Node
 * @param {{cwd: string, port: number, path: string, env?: Record<string, string>, node?: string}} options
 */
async function served(args, { cwd, port, path, env = {}, node = process.execPath }) {
  const child = startChild(args[0] ?? "", node, args, { cwd, env: { ...process.env, ...env } });
  const until = Date.now() + PATIENCE_MS;
  try {
    for (;;) {
      const reply = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
      if (reply?.ok) return await reply.json();
      if (reply !== undefined)
        throw new Error(`HTTP ${reply.status}: ${await reply.text()}\n${child.tail()}`);
      if (Date.now() > until) throw new Error(`It does not listen:\n${child.tail()}`);
      await new Promise((waited) => setTimeout(waited, 300));
    }
  } finally {
    await child.stop();
  }
}

const TELEMETRY_OFF = { NEXT_TELEMETRY_DISABLED: "1", WRANGLER_SEND_METRICS: "false", CI: "1" };

const LAYOUT = `export default ({ children }) => <html lang="en"><body>{children}</body></html>;
`;

/** @param {string} runtime */
const route = (runtime) => `import { suite } from "../../suite.js";
export const runtime = "${runtime}";
export const dynamic = "force-dynamic";
export const GET = async () => Response.json(await suite().catch((error) => ({ failed: String(error.stack) })));
`;

/** @param {"nodejs" | "edge"} runtime @param {string} how @returns {Row} */
const next = (runtime, how) => ({
  where: "Next.js",
  how,
  async play() {
    const peer = await compatTools("next");
    const files = {
      "app/layout.jsx": LAYOUT,
      "app/check/route.js": route(runtime),
      "next.config.js": 'export default { turbopack: { root: new URL("..", import.meta.url).pathname } };\n',
    };
    const dir = compatProject(`next-${runtime}`, files, peer);
    const command = `${peer}/node_modules/next/dist/bin/next`;
    await succeed(process.execPath, [command, "build"], dir, TELEMETRY_OFF);
    const port = await freePort();
    const args = [command, "start", "--port", String(port), "--hostname", "127.0.0.1"];
    const answer = await served(args, { cwd: dir, port, path: "/check", env: TELEMETRY_OFF });
    return { version: versionIn(peer, "next"), answer };
  },
});

const WRANGLER_CONFIG = `{ "name": "compat", "main": "worker.js", "compatibility_date": "2026-01-01" }
`;
/** What every Worker has that is tested or run by wrangler. */
const WORKER_FILES = { "worker.js": WORKER, "wrangler.jsonc": WRANGLER_CONFIG };

/** @param {"wrangler" | "newerWrangler"} tools @param {() => Promise<string>} node @returns {Row} */
const wrangler = (tools, node) => ({
  where: "wrangler",
  of: tools === "wrangler" ? "wrangler" : "the newer wrangler",
  how: "dev",
  async play() {
    const peer = await compatTools(tools);
    const dir = compatProject("wrangler", WORKER_FILES, peer);
    const port = await freePort();
    const command = [`${peer}/node_modules/wrangler/bin/wrangler.js`, "dev", "--ip", "127.0.0.1"];
    const args = [...command, "--port", String(port), "--show-interactive-dev-session=false"];
    const env = { ...TELEMETRY_OFF, HOME: dir };
    const answer = await served(args, { cwd: dir, port, path: "/", env, node: await node() });
    return { version: versionIn(peer, "wrangler"), answer };
  },
});

const POOL_CONFIG = `import { defineWorkersConfig } from "@cloudflare/vitest-pool-workers/config";
export default defineWorkersConfig({
  test: { poolOptions: { workers: { miniflare: { compatibilityDate: "2025-09-01", compatibilityFlags: ["nodejs_compat"] } } } },
});
`;

const POOL_TEST = `import { test } from "vitest";
import { suite } from "./suite.js";
test("passes", async () => console.log(JSON.stringify(await suite())), 60_000);
`;

const PLUGIN_CONFIG = `import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
export default defineConfig({ plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.jsonc" } })] });
`;

/**
 * @typedef {object} WorkersPlugin
 * @property {"workersPool" | "workersPlugin"} tools
 * @property {string} plugin its package
 * @property {string} config
 * @property {() => Promise<string>} node
 */

/** @param {WorkersPlugin} plugin @returns {Row} */
const workersPlugin = ({ tools, plugin, config, node }) => ({
  where: "Vitest",
  of: `Vitest with ${plugin}`,
  how: "workers plugin",
  async play() {
    const peer = await compatTools(tools);
    const files = { ...WORKER_FILES, "vitest.config.js": config, "suite.test.js": POOL_TEST };
    const dir = compatProject("workers", files, peer);
    const command = [`${peer}/node_modules/vitest/vitest.mjs`, "run", "--root", dir];
    const answer = await printed(await node(), command, dir, { ...TELEMETRY_OFF, HOME: dir });
    return { version: `${versionIn(peer, "vitest")} with ${plugin} ${versionIn(peer, plugin)}`, answer };
  },
});

const thisNode = async () => process.execPath;

/** @type {Row[]} */
export const FRAMEWORK_ROWS = [
  next("nodejs", "a route of the Node.js runtime"),
  next("edge", "a route of the edge runtime"),
  wrangler("wrangler", thisNode),
  wrangler("newerWrangler", newerNode),
  workersPlugin({
    tools: "workersPool",
    plugin: "@cloudflare/vitest-pool-workers",
    config: POOL_CONFIG,
    node: thisNode,
  }),
  workersPlugin({
    tools: "workersPlugin",
    plugin: "@cloudflare/vitest-plugin",
    config: PLUGIN_CONFIG,
    node: newerNode,
  }),
];
