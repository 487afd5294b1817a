import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { relative, resolve } from "node:path";
import { claimState } from "../pkg/cli/gateway/state-lock.js";
import { build } from "./lib/build.mjs";
import { developmentEnv, developmentToken, keysOf, withVariables } from "./lib/development.mjs";
import { startEmulator } from "./lib/emulator.mjs";
import { openLog } from "./lib/log-file.mjs";
import { script, text, whole } from "./lib/options.mjs";
import { paths } from "./lib/paths.mjs";
import { Problem } from "./lib/run.mjs";
import { setup } from "./lib/setup.mjs";
import { startWorkerd } from "./lib/workerd.mjs";

const DEFAULT_PORT = 8787;

const SCRIPT = {
  command: "npm start",
  about:
    "Installs and builds what is missing, then runs the emulator and the gateway with the dashboard on 127.0.0.1.",
  options: {
    port: whole("N", `port of the gateway (default: PORT, else ${DEFAULT_PORT}; 0: any free one)`, {
      most: 65_535,
      fallback: DEFAULT_PORT,
      variable: "PORT",
    }),
    instances: whole("N", "instances in the emulator (default 24)", { most: 100_000, fallback: 24 }),
    seed: whole("N", "which instances they are (default 1)", { fallback: 1 }),
    state: text("DIR", "where the gateway keeps its jobs and the token (default .state)"),
  },
  notes:
    "The gateway takes ACCOUNTS, GATEWAY_TOKENS, REGIONS, ALLOWED_ORIGINS, RELEASE and MAX_... from the environment, as " +
    "worker/README.md describes them, so that a configuration can be tried: the emulator is told the keys of ACCOUNTS, " +
    "and the tokens come beside the one that is printed. Make keys up for it; TENCENTCLOUD_... is not passed on.",
};

/** Everything started, in the order in which it is stopped. @type {import("./lib/child.mjs").Child[]} */
const children = [];

script(SCRIPT, async ({ port, instances, seed, state = paths.state }) => {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.once(signal, () => stopAll().then(() => process.exit(0)));
  }
  const stateDir = `${resolve(state)}/gateway`;
  const isKnown = existsSync(stateDir);
  // Before minutes of building, not after.
  const owner = { port };
  await claimState(stateDir, owner);
  await checkPort(port);
  await setup();
  await build();
  const emulatorLog = openLog("emulator");
  const emulator = await startEmulator({ instances, seed, tied: true, onLine: emulatorLog.write });
  watch(emulator, emulatorLog);
  const token = developmentToken(`${resolve(state)}/dev-token`);
  const env = await gatewayEnv(emulator.url, token);
  const gatewayLog = openLog("gateway");
  const gateway = await startGateway(port, env, stateDir, gatewayLog.write);
  owner.port = gateway.port;
  watch(gateway, gatewayLog);
  console.log(`Emulator   ${emulator.url}   (log: build/logs/emulator.log)`);
  console.log(`Gateway    ${gateway.url}   (log: build/logs/gateway.log)`);
  if (isKnown) {
    const shown = relative(process.cwd(), stateDir);
    console.log(
      `Jobs of earlier runs are in ${shown}. The emulator has begun anew, so they speak of machines as they were; remove the folder to forget them.`,
    );
  }
  console.log("Ctrl-C stops both. The dashboard:");
  console.log(`${gateway.url}/#token=${token}`);
});

/**
 * What the gateway is configured with. The emulator is told the keys that it is to know.
 * @param {string} endpoint
 * @param {string} token
 */
async function gatewayEnv(endpoint, token) {
  const { demoCredentials } = await import(`${paths.root}/pkg/emulator.js`);
  const defaults = developmentEnv({ token, endpoint, credentials: demoCredentials });
  const { env, ignored } = withVariables(defaults, process.env);
  if (ignored.length > 0) {
    console.log(
      `Not passed on: ${ignored.join(", ")}. This gateway works against the emulator; ACCOUNTS says with which keys.`,
    );
  }
  for (const key of keysOf(env.ACCOUNTS)) {
    const reply = await fetch(`${endpoint}/_emulator/add-key`, { method: "POST", body: JSON.stringify(key) });
    if (!reply.ok)
      throw new Problem(`The emulator does not take a key of ACCOUNTS: ${(await reply.text()).trim()}`);
  }
  return env;
}

/** @param {number} port */
function busy(port) {
  return new Problem(
    `Port ${port} is already in use. Choose another with \`npm start -- --port ${port + 1}\`.`,
  );
}

/**
 * @param {number} port
 * @returns {Promise<void>}
 */
function checkPort(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === "EADDRINUSE") reject(busy(port));
      else
        reject(new Problem(`Port ${port} cannot be used (${error.code}). Choose another with \`--port\`.`));
    });
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve()));
  });
}

/**
 * @param {number} port
 * @param {Record<string, string>} env
 * @param {string} stateDir
 * @param {(line: string) => void} onLine
 */
async function startGateway(port, env, stateDir, onLine) {
  try {
    return await startWorkerd({ port, env, stateDir, tied: true, onLine });
  } catch (error) {
    throw /** @type {NodeJS.ErrnoException} */ (error).code === "EADDRINUSE" ? busy(port) : error;
  }
}

let stopping = false;

/** @param {import("./lib/child.mjs").Child} child @param {ReturnType<typeof openLog>} log */
function watch(child, log) {
  children.unshift(child);
  child.exited.then(async ({ code, signal }) => {
    if (stopping) return;
    await stopAll();
    console.error(
      `\n✗ ${child.name} ended by itself (${signal ?? `exit status ${code}`}), so everything was stopped.`,
    );
    if (log.words() !== "") console.error(`Its last words:\n${log.words()}`);
    console.error(`Its log is in ${relative(process.cwd(), log.path)}.`);
    process.exit(1);
  });
}

async function stopAll() {
  stopping = true;
  await Promise.all(children.map((child) => child.stop()));
}
