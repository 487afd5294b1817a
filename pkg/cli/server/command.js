import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { module } from "../../dist/emulator.inline.js";
import * as wasm from "../../dist/emulator.js";
import { openCore, restoreCore } from "../../emulator/core.js";
import { isLoopback } from "../../lib/core/loopback.js";
import { UsageError } from "../usage-error.js";
import { banner } from "./banner.js";
import { createHandler } from "./handler.js";
import { endWithParent } from "./lifetime.js";
import { HELP, readSettings } from "./options.js";
import { openState } from "./state.js";
import { certify } from "./tls/certificate.js";

/** A GET may carry 32 KB in its target, which Node counts among the headers. */
const MAX_HEADER_BYTES = 128 * 1024;

/** Longer than clients keep an idle connection: closing one first makes their next request fail. */
const KEEP_ALIVE_MS = 75_000;

/**
 * `tencentcloud-edge emulator`: serves until it is told to end, or whoever started it is gone.
 * @param {string[]} args
 */
export async function emulatorCommand(args) {
  const settings = readSettings(args);
  if (settings.help) {
    console.log(HELP);
    return;
  }
  wasm.initSync({ module });
  const emulator = open(settings);
  const handler = createHandler(emulator, settings.quiet ? () => {} : log);
  const server = createSecurely(settings, handler);
  const port = await listen(server, settings);
  const scheme = settings.tls ? "https" : "http";
  const url = `${scheme}://${settings.host.includes(":") ? `[${settings.host}]` : settings.host}:${port}`;
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    server.close(() => process.exit(0));
    server.closeAllConnections();
    emulator.close();
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, end);
  endWithParent(settings, end);
  console.log(banner(url, settings, { loopback: isLoopback(settings.host), resumed: emulator.resumed }));
  console.log(`emulator ready ${url}`);
}

/**
 * The emulator that is served, which a reset replaces.
 * @param {import("./options.js").Settings} settings
 */
function open(settings) {
  const fresh = (/** @type {import("./state.js").Around} */ around) => begin(settings, around);
  const { state } = settings;
  if (state === undefined) {
    let core = fresh((clock) => clock);
    const reset = () => {
      const next = fresh((clock) => clock);
      core.free();
      core = next;
    };
    return { core: () => core, reset, close() {}, resumed: false };
  }
  const restore = (/** @type {string} */ saved, /** @type {import("./state.js").Around} */ around) =>
    restoreCore(wasm, saved, around);
  return openState(state, { open: fresh, restore });
}

/**
 * @param {import("./options.js").Settings} settings
 * @param {import("node:http").RequestListener} handler
 */
function createSecurely({ tls, ca, host }, handler) {
  const limits = { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS };
  if (!tls) return createServer(limits, handler);
  const { key, certificate, authority } = certify(host);
  try {
    writeFileSync(ca, authority);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new UsageError(`--ca: ${ca} cannot be written (${code}).`);
  }
  return createTlsServer({ ...limits, key, cert: certificate }, handler);
}

/**
 * @param {import("./options.js").Settings} settings
 * @param {import("./state.js").Around} around
 */
function begin({ emulator, faults }, around) {
  try {
    const virtual = emulator.clock === "virtual" ? { nowMs: Date.now() } : {};
    const core = openCore(wasm, { ...emulator, ...virtual }, around);
    core.inject(...faults);
    return core;
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new UsageError(`The emulator cannot be started: ${error.message}.`);
    }
    throw error;
  }
}

/**
 * @param {import("node:http").Server} server
 * @param {import("./options.js").Settings} settings
 * @returns {Promise<number>}
 */
async function listen(server, { port, host }) {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "EADDRINUSE") {
      throw new UsageError(
        `Port ${port} is already in use. Choose another with --port ${port + 1}, or any with --port 0.`,
      );
    }
    if (code === "EACCES")
      throw new UsageError(`Port ${port} needs more rights. Choose one above 1023 with --port.`);
    throw new UsageError(
      `${host}:${port} cannot be listened on (${code}). Choose others with --host and --port.`,
    );
  }
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

/** @param {string} line */
function log(line) {
  process.stdout.write(`${line}\n`);
}
