import { startChild, whenReady } from "./child.mjs";
import { paths } from "./paths.mjs";

const READY = /^emulator ready (https?:\/\/\S+)/;

/**
 * @typedef {import("./child.mjs").Child & {
 *   url: string,
 *   snapshot: () => Promise<import("tencentcloud-edge/emulator").EmulatorSnapshot>,
 * }} EmulatorServer
 */

/**
 * Starts the package's own emulator server on loopback.
 * @param {object} [options]
 * @param {number} [options.port] default 0: any free one
 * @param {number} [options.instances] how many to make, dealt over the regions
 * @param {number} [options.seed]
 * @param {boolean} [options.tied] whether it ends with this process even if that is killed
 * @param {string[]} [options.args] further arguments of `tencentcloud-edge emulator`
 * @param {(line: string) => void} [options.onLine] what it writes, line by line
 * @returns {Promise<EmulatorServer>}
 * @throws {Error} when it ends or stays silent; the message holds its last lines
 */
export async function startEmulator({ port = 0, instances, seed, args = [], tied = false, onLine } = {}) {
  /** @type {(url: string) => void} */
  let found = () => {};
  const ready = new Promise((/** @type {(url: string) => void} */ resolve) => {
    found = resolve;
  });
  const child = startChild(
    "emulator",
    process.execPath,
    [
      `${paths.root}/pkg/cli/main.js`,
      "emulator",
      ...["--port", String(port)],
      ...(instances === undefined ? [] : ["--instances", String(instances)]),
      ...(seed === undefined ? [] : ["--seed", String(seed)]),
      ...(tied ? ["--exit-with-stdin"] : []),
      ...args,
    ],
    {
      tied,
      onLine: (line) => {
        const match = READY.exec(line);
        if (match?.[1]) found(match[1]);
        onLine?.(line);
      },
    },
  );
  const url = (await whenReady(child, ready, 20_000)).replace(/\/$/, "");
  const snapshot = async () => {
    const reply = await fetch(`${url}/_emulator/snapshot`);
    if (!reply.ok) throw new Error(`the emulator answered ${reply.status} to /_emulator/snapshot`);
    return reply.json();
  };
  return { ...child, url, snapshot };
}
