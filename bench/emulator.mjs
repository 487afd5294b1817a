import { Agent, request } from "node:http";
import { arch, cpus } from "node:os";
import { build } from "../scripts/lib/build.mjs";
import { startEmulator } from "../scripts/lib/emulator.mjs";
import { script, whole } from "../scripts/lib/options.mjs";
import { setup } from "../scripts/lib/setup.mjs";

const SCRIPT = {
  command: "npm run bench:emulator",
  about:
    "Counts the requests that the emulator's server answers in a second, one kind after the other, over kept-alive connections of this machine. It has one thread; what asks has another.",
  options: {
    seconds: whole("N", "for each kind; default 5", { least: 1, fallback: 5 }),
    instances: whole("N", "in the emulator; default 100000", { least: 1, most: 200_000, fallback: 100_000 }),
  },
};

const CONNECTIONS = 32;
const REGION = "ap-guangzhou";

script(SCRIPT, async ({ seconds, instances }) => {
  await setup();
  await build();
  const { createEmulator, demoCredentials } = await import("../pkg/emulator.js");
  const [began, before] = [performance.now(), process.memoryUsage().rss];
  createEmulator({ instances });
  const made = performance.now() - began;
  const megabytes = (process.memoryUsage().rss - before) / 1e6;
  console.log(
    `${instances} instances are made in ${Math.round(made)} ms and take ${Math.round(megabytes)} MB`,
  );
  const server = await startEmulator({ instances, args: ["--no-rate-limits", "--quiet", "--boot", "0,0"] });
  try {
    const { signRequest } = await import("../pkg/dist/sign.entry.js");
    const signed = (/** @type {string} */ action, /** @type {object} */ payload) =>
      signRequest(
        { service: "cvm", version: "2017-03-12", region: REGION, action, payload, endpoint: server.url },
        demoCredentials,
        {},
      );
    const page = await (await send(server.url, signed("DescribeInstancesStatus", { Limit: 100 }))).json();
    const ids = page.Response.InstanceStatusSet.map(
      (/** @type {{InstanceId: string}} */ row) => row.InstanceId,
    );
    console.log(
      `${instances} instances, ${CONNECTIONS} connections, ${cpus()[0]?.model}, ${arch()}, Node ${process.version}\n`,
    );
    console.log("| request | answered in a second | median | 99th percentile |\n|---|---|---|---|");
    for (const [name, action, payload] of /** @type {Array<[string, string, object]>} */ ([
      ["StartInstances, 1 id", "StartInstances", { InstanceIds: ids.slice(0, 1) }],
      ["StartInstances, 100 ids", "StartInstances", { InstanceIds: ids }],
      ["DescribeInstancesStatus, 100 ids", "DescribeInstancesStatus", { InstanceIds: ids, Limit: 100 }],
      ["DescribeInstances, 1 id", "DescribeInstances", { InstanceIds: ids.slice(0, 1) }],
      ["DescribeInstances, a page of 20", "DescribeInstances", {}],
      ["DescribeInstances, the same 100", "DescribeInstances", { Limit: 100 }],
      ["DescribeInstances, every page of 100 in turn", "DescribeInstances", { Limit: 100 }],
    ])) {
      const pages = name.includes("in turn") ? Math.ceil(page.Response.TotalCount / 100) : 1;
      const requests = Array.from({ length: pages }, (_, at) =>
        signed(action, pages > 1 ? { ...payload, Offset: 100 * at } : payload),
      );
      const times = await load(server.url, requests, seconds);
      const at = (/** @type {number} */ part) =>
        `${(times[Math.floor(times.length * part)] ?? 0).toFixed(1)} ms`;
      console.log(`| ${name} | ${Math.round(times.length / seconds)} | ${at(0.5)} | ${at(0.99)} |`);
    }
  } finally {
    await server.kill();
  }
});

/** @param {string} _url @param {import("../pkg/sign.d.ts").SignedRequest} signed */
const send = (_url, { url, ...init }) => fetch(url, /** @type {RequestInit} */ (init));

/**
 * Sends the requests in turn, over and over; how long each reply took, in ms, the shortest first.
 * @param {string} url
 * @param {Array<import("../pkg/sign.d.ts").SignedRequest>} requests
 * @param {number} seconds
 */
async function load(url, requests, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const { hostname, port } = new URL(url);
  const prepared = requests.map((signed) => {
    const body = Buffer.from(String(signed.body));
    const headers = { ...signed.headers, "content-length": String(body.length) };
    return { options: { hostname, port, method: signed.method, path: "/", headers, agent }, body };
  });
  let next = 0;
  const end = performance.now() + seconds * 1000;
  /** @type {number[]} */
  const times = [];
  const once = () =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      const { options, body } = /** @type {typeof prepared[number]} */ (prepared[next++ % prepared.length]);
      const asked = request(options, (reply) => {
        reply.resume();
        reply.on("end", () => {
          times.push(performance.now() - began);
          resolve(undefined);
        });
      });
      asked.on("error", reject);
      asked.end(body);
    });
  const worker = async () => {
    while (performance.now() < end) await once();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  agent.destroy();
  return times.sort((a, b) => a - b);
}
