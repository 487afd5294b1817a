import { createServer, request as send } from "node:http";
import { startEmulator } from "../../scripts/lib/emulator.mjs";

/**
 * The emulator behind a door that can be held shut: requests come in, and no reply goes out.
 * @typedef {object} Service
 * @property {string} url
 * @property {(shut: boolean) => void} shut
 * @property {() => Array<{action: string, atMs: number}>} arrivals
 * @property {() => Promise<import("tencentcloud-edge/emulator").EmulatorSnapshot>} snapshot
 * @property {() => Promise<void>} close
 */

/** @param {string[]} args of the emulator @returns {Promise<Service>} */
export async function startService(args) {
  const emulator = await startEmulator({ args });
  let isShut = false;
  /** @type {Array<{action: string, atMs: number}>} */
  const arrivals = [];
  const door = createServer((request, response) => {
    arrivals.push({ action: String(request.headers["x-tc-action"]), atMs: Date.now() });
    response.on("error", () => {});
    if (isShut) return void request.resume();
    const { method, url, headers } = request;
    const onward = send(`${emulator.url}${url}`, { method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await new Promise((listening) => door.listen(0, "127.0.0.1", () => listening(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (door.address());
  return {
    url: `http://127.0.0.1:${port}`,
    shut: (shut) => {
      isShut = shut;
    },
    arrivals: () => arrivals,
    snapshot: emulator.snapshot,
    async close() {
      door.closeAllConnections();
      door.close();
      await emulator.kill();
    },
  };
}
