import { connect } from "node:net";
import { TOKEN } from "./world.mjs";

/**
 * @typedef {import("./random.mjs").Random} Random
 * @typedef {object} Errand what a leaver asked for
 * @property {string} method
 * @property {string} path
 * @property {unknown} [json]
 * @property {Record<string, string>} [headers]
 */

/**
 * Asks for something and resets the connection after a while, whether an answer has come or not: what a closed tab does. An
 * orderly end (FIN) would not show in workerd, which cancels a request only when its connection is reset.
 * @param {string} url of the gateway
 * @param {Errand} errand
 * @param {number} afterMs
 * @returns {Promise<void>} when the connection is gone; a gateway that is down is no error
 */
export function leave(url, { method, path, json, headers = {} }, afterMs) {
  const { hostname, port } = new URL(url);
  const body = json === undefined ? "" : JSON.stringify(json);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    `Authorization: Bearer ${TOKEN}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
      setTimeout(() => socket.resetAndDestroy(), afterMs);
    });
    socket.resume();
    socket.on("error", () => socket.destroy());
    socket.on("close", () => resolve());
  });
}

/**
 * One of the things that people ask for and leave: list, get, events, cancel, create.
 * @param {Random} random
 * @param {{regions: string[], jobIds: string[], create: () => {region: string, instanceIds: string[]} | undefined, name: string}} known
 *   `create` gives instances of nobody else's job; `name` is this errand's alone
 * @returns {Errand}
 */
export function errand(random, { regions, jobIds, create, name }) {
  const list = { method: "GET", path: `/v1/instances?region=${random.pick(regions)}` };
  const jobId = jobIds.length > 0 ? random.pick(jobIds) : undefined;
  const kind = random.pick(["list", "list", "get", "events", "cancel", "create"]);
  if (kind === "create") {
    const made = create();
    const headers = { "idempotency-key": name };
    if (made)
      return { method: "POST", path: "/v1/jobs", json: { action: "StartInstances", ...made }, headers };
  }
  if (jobId === undefined || kind === "list" || kind === "create") return list;
  const paths = { get: "", events: "/events", cancel: "/cancel" };
  return {
    method: kind === "cancel" ? "POST" : "GET",
    path: `/v1/jobs/${jobId}${paths[/** @type {"get"} */ (kind)]}`,
  };
}
