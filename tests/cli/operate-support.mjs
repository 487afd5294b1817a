const ACTING = /^(Start|Stop|Reboot)Instances$/;

/** @typedef {import("../../scripts/lib/emulator.mjs").EmulatorServer} Server */

/** The acting requests that arrived. @param {Server} server */
export async function acted(server) {
  const { requests } = await server.snapshot();
  return requests.filter(({ action }) => ACTING.test(action));
}

/** @param {Server} server @param {string} name @param {unknown} value */
export async function control(server, name, value) {
  const reply = await fetch(`${server.url}/_emulator/${name}`, {
    method: "POST",
    body: JSON.stringify(value),
  });
  if (!reply.ok) throw new Error(`${name}: ${reply.status} ${await reply.text()}`);
}

/**
 * What is printed of an instance, or of a plan.
 * @typedef {object} Row
 * @property {string} InstanceId
 * @property {string} Region
 * @property {string} outcome
 * @property {string | null} state
 * @property {boolean} sent
 * @property {string | null} requestId
 * @property {{code: string, message: string, advice: string} | null} error
 */

/** @param {string} stdout @returns {Row[]} */
export const rowsOf = (stdout) =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

/** @param {Server} server @param {string} region @returns {Promise<string[]>} */
export async function idsIn(server, region) {
  const { instances } = await server.snapshot();
  return instances.filter((it) => it.region === region).map(({ InstanceId }) => InstanceId);
}

/** Eight characters, of which the first two come from the region. @param {string} region @param {number} at */
export const idOf = (region, at) => `ins-${region.slice(3, 5)}${at.toString(36).padStart(6, "0")}`;

/** A fleet for the emulator's --fleet. @param {number} count @param {{region?: string, state?: string}} [how] */
export const fleetOf = (count, { region = "ap-guangzhou", state = "STOPPED" } = {}) =>
  Array.from({ length: count }, (_, at) => ({
    InstanceId: idOf(region, at),
    InstanceState: state,
    Placement: { Zone: `${region}-1` },
  }));
