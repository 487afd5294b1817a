import { readdirSync, readFileSync } from "node:fs";
import { createEmulator, demoCredentials } from "tencentcloud-edge/emulator";
import { paths } from "../../scripts/lib/paths.mjs";

export const REGION = "ap-guangzhou";

/**
 * Every vector of tests/vectors, each with the file it stands in.
 * @returns {Array<import("../support/vectors.mjs").Vector & {file: string}>}
 */
export function readVectors() {
  const folder = `${paths.root}/tests/vectors`;
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) =>
      JSON.parse(readFileSync(`${folder}/${file}`, "utf8")).vectors.map((/** @type {object} */ vector) => ({
        file,
        ...vector,
      })),
    );
}

/**
 * An emulator whose instances start at once, options to reach it, and what it saw.
 * @param {import("tencentcloud-edge/emulator").EmulatorOptions} [options]
 */
export function cloud(options = {}) {
  const emulator = createEmulator({ instances: 12, bootMs: [200, 600], ...options });
  const { instances } = emulator.snapshot();
  return {
    emulator,
    options: {
      region: REGION,
      credentials: demoCredentials,
      fetch: emulator.fetch,
      accountKey: crypto.randomUUID(),
    },
    /** @param {string} [state] */
    ids: (state = "STOPPED") =>
      instances
        .filter((instance) => instance.region === REGION && instance.InstanceState === state)
        .map((instance) => instance.InstanceId),
    /** @param {string} action */
    seen: (action) => emulator.snapshot().requests.filter((request) => request.action === action),
  };
}

/**
 * `count` stopped instances with ids that can be told from each other.
 * @param {number} count
 */
export const stopped = (count) =>
  Array.from({ length: count }, (_, at) => ({
    InstanceId: `ins-${at.toString(36).padStart(8, "0")}`,
    InstanceState: /** @type {const} */ ("STOPPED"),
  }));

/**
 * The error a promise is rejected with.
 * @param {Promise<unknown>} promise
 * @returns {Promise<import("tencentcloud-edge").TencentCloudError>}
 */
export const rejection = (promise) =>
  promise.then(
    () => {
      throw new Error("it did not reject");
    },
    (error) => error,
  );

/**
 * A fetch of the caller, which the package calls with a URL and a plain object.
 * @param {(request: Request) => unknown} answer also what no fetch gives
 * @returns {import("tencentcloud-edge").Fetch}
 */
export const fetchOf = (answer) => async (url, init) => answer(new Request(url, init));

/**
 * A reply of the service.
 * @param {object} response
 */
export const reply = (response) => Response.json({ Response: { RequestId: "r-1", ...response } });
