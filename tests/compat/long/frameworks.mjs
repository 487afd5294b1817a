import { createServer } from "node:net";
import { startChild } from "../../../scripts/lib/child.mjs";
import { compatTools } from "../../../scripts/lib/peers.mjs";
import { compatProject, printed, succeed, versionIn } from "../project.mjs";
import { WORKER } from "../runtimes.mjs";

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
 * @param {{cwd: string, port: number, path: string, env?: Record<string, string>}} options
 */
async function served(args, { cwd, port, path, env = {} }) {
  const child = startChild(args[0] ?? "", process.execPath, args, { cwd, env: { ...process.env, ...env } });
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

/** @type {Row} */
const WRANGLER = {
  where: "wrangler",
  how: "dev",
  async play() {
    const peer = await compatTools("wrangler");
    const dir = compatProject("wrangler", { "worker.js": WORKER, "wrangler.jsonc": WRANGLER_CONFIG }, peer);
    const port = await freePort();
    const command = `${peer}/node_modules/wrangler/bin/wrangler.js`;
    const args = [
      command,
      "dev",
      "--ip",
      "127.0.0.1",
      "--port",
      String(port),
      "--show-interactive-dev-session=false",
    ];
    const answer = await served(args, { cwd: dir, port, path: "/", env: { ...TELEMETRY_OFF, HOME: dir } });
    return { version: versionIn(peer, "wrangler"), answer };
  },
};

const POOL_CONFIG = `import { defineWorkersConfig } from "@cloudflare/vitest-pool-workers/config";
export default defineWorkersConfig({
  test: { poolOptions: { workers: { miniflare: { compatibilityDate: "2025-09-01", compatibilityFlags: ["nodejs_compat"] } } } },
});
`;

const POOL_TEST = `import { test } from "vitest";
import { suite } from "./suite.js";
test("passes", async () => console.log(JSON.stringify(await suite())), 60_000);
`;

/** @type {Row} */
const WORKERS_POOL = {
  where: "Vitest",
  how: "workers plugin",
  async play() {
    const peer = await compatTools("workersPool");
    const files = { "vitest.config.js": POOL_CONFIG, "suite.test.js": POOL_TEST };
    const dir = compatProject("workers-pool", files, peer);
    const command = [`${peer}/node_modules/vitest/vitest.mjs`, "run", "--root", dir];
    const answer = await printed(process.execPath, command, dir, { ...TELEMETRY_OFF, HOME: dir });
    const version = `${versionIn(peer, "vitest")} with @cloudflare/vitest-pool-workers ${versionIn(peer, "@cloudflare/vitest-pool-workers")}`;
    return { version, answer };
  },
};

/** @type {Row[]} */
export const FRAMEWORK_ROWS = [
  next("nodejs", "a route of the Node.js runtime"),
  next("edge", "a route of the edge runtime"),
  WRANGLER,
  WORKERS_POOL,
];
