import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { badArgument } from "../emulator/members.js";

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
  if (problem !== undefined) throw badArgument(problem);
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
  // A token from outside belongs to another key.
  const restore = setEnvironment({ ...env, TENCENTCLOUD_TOKEN: credentials.token });
  let closing;
  const close = async () => {
    restore();
    closing ??= worker.terminate();
    await closing;
  };
  return { url: /** @type {string} */ (url), env, close, control: createControl(url) };
}

/** @typedef {Record<string, string | undefined>} Environment a variable that is undefined is not set */

/** What the servers that are open want to have set, the latest last. @type {Environment[]} */
const layers = [];
/** What stood there before the first of them. @type {Map<string, string | undefined>} */
const outside = new Map();

/**
 * Sets what a server wants. Servers end in any order: the variables are then those of the latest that is open.
 * @param {Environment} env
 * @returns {() => void} takes it away again
 */
function setEnvironment(env) {
  for (const name of Object.keys(env)) if (!outside.has(name)) outside.set(name, process.env[name]);
  layers.push(env);
  for (const [name, value] of Object.entries(env)) assign(name, value);
  return () => {
    const at = layers.indexOf(env);
    if (at < 0) return;
    const set = valuesOf(layers);
    layers.splice(at, 1);
    const next = valuesOf(layers);
    for (const name of Object.keys(env)) {
      // What somebody else has set since stays.
      if (process.env[name] === set[name]) assign(name, name in next ? next[name] : outside.get(name));
      if (!(name in next)) outside.delete(name);
    }
  };
}

/** @param {readonly Environment[]} from @returns {Environment} */
const valuesOf = (from) => Object.assign({}, ...from);

/** @param {string} name @param {string | undefined} value */
function assign(name, value) {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
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
    if (error !== undefined) throw badArgument(error);
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
