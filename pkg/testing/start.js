import { OPTIONS, refuseMisspelled } from "../emulator/members.js";
import { faultHelpers } from "./faults.js";
import { endWithTest } from "./hooks.js";

/**
 * @typedef {import("../testing.d.ts").TestEmulator} TestEmulator
 * @typedef {import("../emulator.d.ts").EmulatorOptions} EmulatorOptions
 * @typedef {Pick<typeof import("../emulator.js"), "createEmulator" | "demoCredentials" | "faultKinds">} Emulators
 * @typedef {(options: EmulatorOptions) => Promise<{url: string, end: () => Promise<void>}>} Serve starts a server beside this process
 */

/** A test should not wait for machines as people do. */
const QUICK = { bootMs: /** @type {[number, number]} */ ([10, 50]) };
const REGION = "ap-guangzhou";

/**
 * `startEmulator` for a runtime.
 * @param {Emulators} emulators
 * @param {(() => Promise<typeof import("./server.js")>) | undefined} loadServer undefined where there is none
 * @returns {typeof import("../testing.d.ts").startEmulator}
 */
export function startEmulatorWith(emulators, loadServer) {
  /** @param {import("../testing.d.ts").TestOptions & {server?: boolean}} [options] */
  const start = async (options = {}) => {
    refuseMisspelled("options", options, [...OPTIONS, "server", "endWith"]);
    const { server = false, endWith, ...rest } = options;
    const given = { ...QUICK, ...rest };
    const started = server ? await serve(emulators, loadServer, given) : inProcess(emulators, given);
    await endWithTest(endWith, started.close);
    return started;
  };
  return /** @type {typeof import("../testing.d.ts").startEmulator} */ (start);
}

/**
 * @param {Emulators} emulators
 * @param {EmulatorOptions} given
 * @returns {TestEmulator}
 */
function inProcess({ createEmulator, demoCredentials, faultKinds }, given) {
  const emulator = createEmulator(given);
  const region = given.regions?.[0] ?? REGION;
  const credentials = credentialsOf(given) ?? demoCredentials;
  const close = async () => emulator.free();
  return {
    ...emulator,
    options: { region, credentials, fetch: emulator.fetch, accountKey: crypto.randomUUID() },
    ids: (state = "STOPPED", where = region) => idsOf(emulator.snapshot(), state, where),
    faults: faultHelpers(faultKinds, (rule) => emulator.inject(rule)),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * @param {Emulators} emulators
 * @param {(() => Promise<typeof import("./server.js")>) | undefined} loadServer
 * @param {EmulatorOptions} given
 */
async function serve({ demoCredentials, faultKinds }, loadServer, given) {
  if (loadServer === undefined) {
    throw new TypeError(
      "startEmulator({ server: true }) works in Node alone: leave `server` out for one in this process",
    );
  }
  const { startServer } = await loadServer();
  const region = given.regions?.[0] ?? REGION;
  const credentials = credentialsOf(given) ?? demoCredentials;
  const { control, ...server } = await startServer(given, { region, credentials });
  return {
    ...server,
    ...control,
    options: { region, credentials, endpoint: server.url, accountKey: crypto.randomUUID() },
    ids: async (/** @type {string} */ state = "STOPPED", where = region) =>
      idsOf(await control.snapshot(), state, where),
    faults: faultHelpers(faultKinds, (rule) => control.inject(rule)),
    [Symbol.asyncDispose]: server.close,
  };
}

/** The first key that may call, without what only the emulator knows of it. @param {EmulatorOptions} given */
function credentialsOf({ credentials: [first] = [] }) {
  if (first === undefined) return undefined;
  const { secretId, secretKey, token } = first;
  return { secretId, secretKey, ...(token !== undefined && { token }) };
}

/**
 * @param {import("../emulator.d.ts").EmulatorSnapshot} snapshot
 * @param {string} state
 * @param {string} region
 */
const idsOf = ({ instances }, state, region) =>
  instances
    .filter((instance) => instance.InstanceState === state && instance.region === region)
    .map(({ InstanceId }) => InstanceId);
