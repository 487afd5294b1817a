import { fork } from "node:child_process";
import { bundleInside, bundles } from "./bundles.mjs";
import { engineOf } from "./engine.mjs";

/** Node in a process of its own. @returns {Promise<import("./engine.mjs").Engine>} */
export async function nodeEngine() {
  await bundleInside("node");
  const child = fork(bundles.node, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  /** @type {Map<number, {resolve: (value: never) => void, reject: (error: Error) => void}>} */
  const waiting = new Map();
  let id = 0;
  child.on("message", (message) => {
    const reply = /** @type {{id: number, value: never, problem?: string}} */ (message);
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.problem === undefined) asked?.resolve(reply.value);
    else asked?.reject(new Error(reply.problem));
  });
  child.on("exit", (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`Node ended with status ${code}`));
  });
  /** @template T @param {string} method @param {...unknown} args @returns {Promise<T>} */
  const ask = (method, ...args) =>
    new Promise((resolve, reject) => {
      id += 1;
      waiting.set(id, { resolve, reject });
      child.send({ id, method, args });
    });
  return engineOf({
    ask,
    pid: child.pid ?? process.pid,
    version: process.versions.node,
    async close() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.disconnect();
      await gone;
    },
  });
}
