import { once } from "node:events";
import { Worker } from "node:worker_threads";

/**
 * @typedef {import("../emulator.d.ts").EmulatorOptions} EmulatorOptions
 * @typedef {import("../emulator.d.ts").EmulatorSnapshot} EmulatorSnapshot
 */

/**
 * Starts the emulator's server in a thread of its own, so that a test may wait for a program that calls it. Until it is closed
 * its address and key stand in the environment.
 * @param {EmulatorOptions} options
 * @param {{region: string, credentials: import("../index.js").Credentials}} account
 */
export async function startServer(options, { region, credentials }) {
  const worker = new Worker(new URL("./server-thread.js", import.meta.url), { workerData: options });
  const [{ url, problem }] = await once(worker, "message");
  if (problem !== undefined) throw new TypeError(problem);
  // The test's end is the end, whoever forgets to close it.
  worker.unref();
  const env = {
    EMULATOR: url,
    TENCENTCLOUD_ENDPOINT: url,
    TENCENTCLOUD_REGION: region,
    TENCENTCLOUD_SECRET_ID: credentials.secretId,
    TENCENTCLOUD_SECRET_KEY: credentials.secretKey,
    ...(credentials.token !== undefined && { TENCENTCLOUD_TOKEN: credentials.token }),
  };
  const restore = setEnvironment(env);
  let closing;
  const close = async () => {
    restore();
    closing ??= worker.terminate();
    await closing;
  };
  return { url: /** @type {string} */ (url), env, close, control: createControl(url) };
}

/** @param {Record<string, string>} env @returns {() => void} puts back what was there */
function setEnvironment(env) {
  const before = Object.keys(env).map((name) => /** @type {const} */ ([name, process.env[name]]));
  Object.assign(process.env, env);
  return () => {
    for (const [name, value] of before.splice(0)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

/**
 * The control API of a server.
 * @param {string} url
 */
function createControl(url) {
  /** @param {string} name @param {unknown} [value] @returns {Promise<void>} */
  const post = async (name, value) => {
    const body = value === undefined ? null : JSON.stringify(value);
    const reply = await fetch(`${url}/_emulator/${name}`, { method: "POST", body });
    const { error } = await reply.json();
    if (error !== undefined) throw new TypeError(error);
  };
  return {
    /** @returns {Promise<EmulatorSnapshot>} */
    snapshot: async () => (await fetch(`${url}/_emulator/snapshot`)).json(),
    inject: (/** @type {import("../emulator.d.ts").FaultRule[]} */ ...rules) => post("faults", rules),
    clearFaults: () => post("clear-faults"),
    stub: (/** @type {string} */ service, /** @type {string} */ action, /** @type {object} */ reply) =>
      post("stub", { service, action, reply }),
    clearStubs: () => post("clear-stubs"),
    set: (/** @type {string} */ instanceId, /** @type {string} */ state) =>
      post("set", { instanceId, state }),
    advance: (/** @type {number} */ ms) => post("advance", { ms }),
    reset: () => post("reset"),
  };
}
