import { createWriteStream, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { build } from "./lib/build.mjs";
import { developmentEnv, developmentToken } from "./lib/development.mjs";
import { startEmulator } from "./lib/emulator.mjs";
import { script, whole } from "./lib/options.mjs";
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
  },
};

/** Everything started, in the order in which it is stopped. @type {import("./lib/child.mjs").Child[]} */
const children = [];

script(SCRIPT, async ({ port, instances, seed }) => {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.once(signal, () => stopAll().then(() => process.exit(0)));
  }
  // Before minutes of building, not after.
  await checkPort(port);
  await setup();
  await build();
  const emulator = await startEmulator({ instances, seed, onLine: logTo("emulator") });
  watch(emulator);
  const token = developmentToken(`${paths.state}/dev-token`);
  const { demoCredentials } = await import(`${paths.root}/pkg/emulator.js`);
  const gateway = await startGateway(
    port,
    developmentEnv({ token, endpoint: emulator.url, credentials: demoCredentials }),
  );
  watch(gateway);
  console.log(`Emulator   ${emulator.url}   (log: build/logs/emulator.log)`);
  console.log(`Gateway    ${gateway.url}   (log: build/logs/gateway.log)`);
  console.log("Ctrl-C stops both. The dashboard:");
  console.log(`${gateway.url}/#token=${token}`);
});

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
 */
async function startGateway(port, env) {
  try {
    return await startWorkerd({ port, env, stateDir: `${paths.state}/gateway`, onLine: logTo("gateway") });
  } catch (error) {
    throw /** @type {NodeJS.ErrnoException} */ (error).code === "EADDRINUSE" ? busy(port) : error;
  }
}

/** @param {string} name @returns {(line: string) => void} */
function logTo(name) {
  mkdirSync(paths.logs, { recursive: true });
  const file = createWriteStream(`${paths.logs}/${name}.log`);
  return (line) => file.write(`${line}\n`);
}

let stopping = false;

/** @param {import("./lib/child.mjs").Child} child */
function watch(child) {
  children.unshift(child);
  child.exited.then(async ({ code, signal }) => {
    if (stopping) return;
    await stopAll();
    console.error(
      `\n✗ ${child.name} ended by itself (${signal ?? `exit status ${code}`}), so everything was stopped.`,
    );
    if (child.tail() !== "") console.error(`Its last words:\n${child.tail()}`);
    process.exit(1);
  });
}

async function stopAll() {
  stopping = true;
  await Promise.all(children.map((child) => child.stop()));
}
