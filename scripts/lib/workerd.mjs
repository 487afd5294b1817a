import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { relative } from "node:path";
import { onLines, startChild, whenReady } from "./child.mjs";
import { paths } from "./paths.mjs";
import { writeWorkerdConfig } from "./workerd-config.mjs";

/** wrangler names a local Durable Object's storage like this, so both find the same jobs. */
const UNIQUE_KEY = "tencentcloud-edge-FleetObject";

const SUPERVISOR = [process.execPath, `${paths.root}/pkg/cli/gateway/supervise.js`];

/**
 * @typedef {import("./child.mjs").Child & {
 *   url: string,
 *   port: number,
 *   inspectorPort?: number,
 * }} Gateway `inspectorPort` where V8's inspector listens, if it was asked for
 */

/**
 * Starts the built gateway (build/worker, build/www) in the real workerd on 127.0.0.1.
 * @param {object} options
 * @param {Record<string, string>} options.env text bindings of the Worker. Their values reach workerd through its
 *   environment and are never written to disk
 * @param {string} options.stateDir where Durable Objects live; made when missing. Start again with the same one to resume
 * @param {number} [options.port] default 0: any free one
 * @param {string} [options.workerDir] default build/worker; its entry is index.js, beside it the .wasm it imports
 * @param {string} [options.assetsDir] default build/www
 * @param {string[]} [options.compatibilityFlags] default none
 * @param {boolean} [options.inspector] whether to open V8's inspector, on any free port of loopback; the Worker has `gc()` then
 * @param {boolean} [options.tied] whether it ends with this process even if that is killed, at the price of a further process
 * @param {string[]} [options.v8Flags] default none
 * @param {(line: string) => void} [options.onLine] what the Worker logs, line by line
 * @returns {Promise<Gateway>}
 * @throws {Error} with `code: "EADDRINUSE"` when the port is taken; else with workerd's last lines
 */
export async function startWorkerd({
  env,
  stateDir,
  port = 0,
  workerDir = paths.worker,
  assetsDir = paths.www,
  compatibilityFlags = [],
  inspector = false,
  tied = false,
  v8Flags = [],
  onLine,
}) {
  if (!existsSync(`${workerDir}/index.js`)) {
    throw new Error(`${relative(paths.root, workerDir)}/index.js is missing: run \`npm run build\` first`);
  }
  for (const dir of [stateDir, assetsDir]) mkdirSync(dir, { recursive: true });
  const config = gatewayConfig(workerDir, {
    names: Object.keys(env).sort(),
    flags: compatibilityFlags,
    v8Flags: inspector ? ["--expose-gc", ...v8Flags] : v8Flags,
  });
  const [command, ...first] = [...(tied ? SUPERVISOR : []), workerdProgram()];
  const child = startChild(
    "workerd",
    String(command),
    [
      ...first,
      "serve",
      config,
      "--control-fd=3",
      `--socket-addr=http=127.0.0.1:${port}`,
      `--directory-path=state=${stateDir}`,
      `--directory-path=assets=${assetsDir}`,
      ...(inspector ? ["--inspector-addr=127.0.0.1:0"] : []),
    ],
    {
      control: true,
      tied,
      onLine,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, ...env },
    },
  );
  const { listening, inspectorPort } = socketsOf(child);
  try {
    const heard = await whenReady(child, listening, 20_000);
    const url = `http://127.0.0.1:${heard}`;
    const inspected = inspectorPort();
    return { ...child, port: heard, url, ...(inspected !== undefined && { inspectorPort: inspected }) };
  } catch (error) {
    if (error instanceof Error && /address already in use/i.test(error.message)) {
      throw Object.assign(new Error(`port ${port} is already in use`), { code: "EADDRINUSE" });
    }
    throw error;
  }
}

/** Where workerd says that it listens. @param {import("./child.mjs").Child} child */
function socketsOf(child) {
  const control = /** @type {NodeJS.ReadableStream} */ (child.process.stdio[3]);
  /** @type {number | undefined} */
  let inspectorPort;
  const listening = new Promise((/** @type {(port: number) => void} */ resolve) => {
    onLines(control, (line) => {
      const event = JSON.parse(line);
      if (event.event === "listen-inspector") inspectorPort = event.port;
      if (event.event === "listen" && event.socket === "http") resolve(event.port);
    });
  });
  return { listening, inspectorPort: () => inspectorPort };
}

/** The native program: its npm package's launcher would be one process more between us and the signals. @returns {string} */
export const workerdProgram = () => createRequire(import.meta.url)("workerd").default;

/**
 * @param {string} workerDir
 * @param {{names: string[], flags: string[], v8Flags: string[]}} choices `names`: the text bindings
 */
const gatewayConfig = (workerDir, { names, flags, v8Flags }) =>
  writeWorkerdConfig({
    workers: [
      {
        name: "http",
        dir: workerDir,
        flags,
        bindings: [
          '(name = "FLEET", durableObjectNamespace = "FleetObject")',
          '(name = "ASSETS", service = "assets")',
          ...names.map((name) => `(name = "${name}", fromEnvironment = "${name}")`),
        ],
        fields: [
          `durableObjectNamespaces = [(className = "FleetObject", uniqueKey = "${UNIQUE_KEY}", enableSql = true)]`,
          'durableObjectStorage = (localDisk = "state")',
        ],
      },
    ],
    services: [
      '(name = "internet", network = (allow = ["local", "private", "public"], tlsOptions = (trustBrowserCas = true)))',
      '(name = "state", disk = (writable = true))',
      '(name = "assets", disk = (writable = false))',
    ],
    v8Flags,
  });
