import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LIMITS } from "#model";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { stopped } from "../pkg/support.mjs";

/** How many instances there are, all of them stopped. */
export const FLEET = LIMITS.ids + 30;
export const IDS = stopped(FLEET).map(({ InstanceId }) => InstanceId);

/**
 * The emulator's server, on a socket, with what a row needs of it.
 * @typedef {object} Service
 * @property {() => string} url
 * @property {(name: string, value?: unknown) => Promise<void>} control
 * @property {() => Promise<import("tencentcloud-edge/emulator").EmulatorSnapshot>} snapshot
 * @property {() => Promise<void>} crash SIGKILL
 * @property {() => Promise<void>} restart on the same port, with what it had kept
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<Service>} */
export async function startService() {
  const dir = mkdtempSync(join(tmpdir(), "matrix-"));
  const fleet = join(dir, "fleet.json");
  writeFileSync(fleet, JSON.stringify(stopped(FLEET)));
  const args = ["--fleet", fleet, "--boot", "100,300", "--cors", "--quiet", "--state", join(dir, "state")];
  let server = await startEmulator({ args });
  const port = Number(new URL(server.url).port);
  return {
    url: () => server.url,
    async control(name, value) {
      const reply = await fetch(`${server.url}/_emulator/${name}`, {
        method: "POST",
        body: JSON.stringify(value ?? {}),
      });
      if (!reply.ok) throw new Error(`/_emulator/${name}: ${await reply.text()}`);
    },
    snapshot: () => server.snapshot(),
    crash: () => server.kill(),
    async restart() {
      server = await startEmulator({ port, args });
    },
    async close() {
      await server.kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
