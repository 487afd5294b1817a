import * as wasm from "../../dist/emulator.js";
import { isLoopback } from "../../lib/core/loopback.js";
import { openapi } from "./openapi.js";

/**
 * @typedef {import("../../emulator/core.js").Core} Core
 * @typedef {{core: () => Core, reset: () => void}} Controlled
 * @typedef {{method: "GET" | "POST", run: (controlled: Controlled, value: any) => unknown}} Route
 */

/** What each route of the description does. @type {Record<string, Route>} */
const ROUTES = {
  snapshot: { method: "GET", run: ({ core }) => core().snapshot() },
  "openapi.json": { method: "GET", run: () => openapi(routes) },
  "fault-kinds": { method: "GET", run: () => wasm.EmulatorHandle.fault_kinds() },
  ids: { method: "GET", run: () => wasm.EmulatorHandle.magic_ids() },
  faults: { method: "POST", run: ({ core }, rules) => core().inject(...[rules].flat()) },
  "clear-faults": { method: "POST", run: ({ core }) => core().clearFaults() },
  stub: { method: "POST", run: ({ core }, stubs) => addStubs(core(), [stubs].flat()) },
  "clear-stubs": { method: "POST", run: ({ core }) => core().clearStubs() },
  keys: { method: "GET", run: ({ core }) => core().keys() },
  "add-key": { method: "POST", run: ({ core }, key) => core().addKey(key) },
  "remove-key": { method: "POST", run: ({ core }, value) => core().removeKey(value?.secretId) },
  policies: { method: "POST", run: ({ core }, rows) => core().setPolicies(rows) },
  set: { method: "POST", run: ({ core }, value) => core().set(value?.instanceId, value?.state) },
  advance: { method: "POST", run: ({ core }, value) => advance(core(), value?.ms) },
  reset: { method: "POST", run: ({ reset }) => reset() },
};

/**
 * @param {Core} core
 * @param {Array<{service?: unknown, action?: unknown, reply?: unknown} | null>} stubs
 */
function addStubs(core, stubs) {
  for (const stub of stubs) {
    const { service, action, reply } = stub ?? {};
    core.stubText(String(service), String(action), JSON.stringify(reply ?? null));
  }
}

const routes = Object.entries(ROUTES).map(([name, { method }]) => ({ name, method }));

/**
 * @param {Core} core
 * @param {number} ms
 */
function advance(core, ms) {
  if (core.clock.virtual) return core.advance(ms);
  throw new TypeError("the time is real here: start the emulator with --clock virtual to move it");
}

/**
 * The control API. It answers programs of this machine: a page of any origin sends `Origin` with what it posts, and a
 * name that was pointed at this machine behind the browser's back is in `Host`.
 * @param {Controlled} controlled
 * @returns {(request: import("node:http").IncomingMessage, body: Uint8Array, response: import("node:http").ServerResponse) => void}
 */
export function createControl(controlled) {
  return ({ method, url = "", headers }, body, response) => {
    const name = (url.split("?")[0] ?? "").replace("/_emulator/", "");
    const [status, value] = answer(controlled, { method, name, headers }, body);
    const text = `${JSON.stringify(value)}\n`;
    response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" }).end(text);
  };
}

/**
 * @param {Controlled} controlled
 * @param {{method?: string | undefined, name: string, headers: import("node:http").IncomingHttpHeaders}} asked
 * @param {Uint8Array} body
 * @returns {[number, unknown]}
 */
function answer(controlled, { method, name, headers }, body) {
  if (headers.origin !== undefined) return refusal(403, "web pages may not control the emulator");
  if (!isLoopback(headers.host ?? "")) {
    return refusal(
      403,
      "the emulator is controlled under a loopback name only, such as 127.0.0.1 or localhost",
    );
  }
  const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (route === undefined) {
    return refusal(404, `there is no /_emulator/${name}; there are ${Object.keys(ROUTES).join(", ")}`);
  }
  if (route.method !== method) return refusal(405, `/_emulator/${name} takes ${route.method}`);
  try {
    return [200, route.run(controlled, readJson(body)) ?? { ok: true }];
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return refusal(400, error.message);
    throw error;
  }
}

/**
 * @param {number} status
 * @param {string} error
 * @returns {[number, unknown]}
 */
const refusal = (status, error) => [status, { error }];

/** @param {Uint8Array} body */
function readJson(body) {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw new TypeError("the body is not JSON");
  }
}
