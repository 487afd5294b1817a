import { Agent, request } from "node:http";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { onLines, startChild, whenReady } from "../../scripts/lib/child.mjs";
import { workerdProgram } from "../../scripts/lib/workerd.mjs";
import { writeWorkerdConfig } from "../../scripts/lib/workerd-config.mjs";
import { bundleInside, bundles } from "./bundles.mjs";
import { engineOf } from "./engine.mjs";

/** @typedef {import("../inside/answer.mjs").Answer} Answer */
/** @typedef {import("../inside/answer.mjs").ContestName} ContestName */
/** @typedef {import("../inside/answer.mjs").Question} Question */

const requireHere = createRequire(import.meta.url);

/**
 * One workerd with two workers: a plain one, and one with nodejs_compat for those that need it.
 * @param {ContestName} contest
 * @returns {Promise<import("./engine.mjs").Engine>}
 */
export async function workerdEngine(contest) {
  await bundleInside("workerd");
  await bundleInside("compat");
  const config = writeWorkerdConfig({
    workers: [workerOf(bundles.workerd, "plain", []), workerOf(bundles.compat, "compat", ["nodejs_compat"])],
  });
  const sockets = ["plain", "compat"].map((name) => `--socket-addr=${name}=127.0.0.1:0`);
  const child = startChild("workerd", workerdProgram(), ["serve", config, "--control-fd=3", ...sockets], {
    control: true,
  });
  const ports = await whenReady(child, portsOf(child, 2), 20_000);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  /** @param {string} worker @param {Question} question */
  const askWorker = (worker, question) => post(agent, ports.get(worker) ?? 0, question);
  /** @param {string} worker @returns {Promise<Array<{name: string}>>} */
  const listOf = async (worker) =>
    /** @type {Array<{name: string}>} */ (
      (await askWorker(worker, { contest, method: "list", args: [] })).value
    );
  const plain = await listOf("plain");
  const compat = await listOf("compat");
  const needsNode = new Set(compat.map(({ name }) => name));
  return engineOf(contest, {
    async ask(question) {
      if (question.method === "list") return { value: [...compat, ...plain] };
      return askWorker(needsNode.has(String(question.args[0])) ? "compat" : "plain", question);
    },
    pid: child.pid,
    version: requireHere("workerd/package.json").version,
    async close() {
      agent.destroy();
      await child.stop();
    },
  });
}

/** @param {import("../../scripts/lib/child.mjs").Child} child @param {number} wanted @returns {Promise<Map<string, number>>} */
const portsOf = (child, wanted) =>
  new Promise((resolve) => {
    const found = new Map();
    onLines(/** @type {NodeJS.ReadableStream} */ (child.process.stdio[3]), (line) => {
      const { event, socket, port } = JSON.parse(line);
      if (event === "listen") found.set(socket, port);
      if (found.size === wanted) resolve(found);
    });
  });

/** @param {Agent} agent @param {number} port @param {Question} body @returns {Promise<Answer>} */
const post = (agent, port, body) =>
  new Promise((resolve, reject) => {
    const sent = request({ agent, port, host: "127.0.0.1", method: "POST" }, async (reply) => {
      let text = "";
      for await (const part of reply.setEncoding("utf8")) text += part;
      try {
        resolve(JSON.parse(text));
      } catch {
        reject(new Error(`workerd answered ${reply.statusCode}: ${text.slice(0, 400)}`));
      }
    });
    sent.on("error", reject);
    sent.end(JSON.stringify(body));
  });

/** @param {string} file @param {string} name @param {string[]} flags */
const workerOf = (file, name, flags) => ({ name, dir: dirname(file), flags });
