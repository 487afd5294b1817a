import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { call, startInstances } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { fetches } from "../../scripts/lib/peers.mjs";

const folder = await fetches();
const load = createRequire(`${folder}/package.json`);
const undici = load("undici");
const { default: nodeFetch } = await import(String(pathToFileURL(load.resolve("node-fetch"))));

/** @type {Record<string, import("tencentcloud-edge").Fetch>} */
const FETCHES = {
  "undici's fetch": undici.fetch,
  "undici's fetch with a dispatcher of its own": (url, init) =>
    undici.fetch(url, { ...init, dispatcher: new undici.Agent() }),
  "node-fetch": nodeFetch,
};

const server = await startEmulator({ instances: 6, args: ["--regions", "ap-guangzhou", "--boot", "50,100"] });
after(() => server.kill());
const silent = createServer().listen(0, "127.0.0.1");
after(() => silent.close());
after(() => silent.closeAllConnections());
await new Promise((resolve) => silent.once("listening", resolve));
const { port } = /** @type {import("node:net").AddressInfo} */ (silent.address());

const REQUEST = { service: "cvm", version: "2017-03-12", action: "DescribeInstances" };

for (const [name, fetch] of Object.entries(FETCHES)) {
  const options = { region: "ap-guangzhou", credentials: demoCredentials, endpoint: server.url, fetch };

  test(`${name} carries calls, bytes and a fleet operation`, async () => {
    const payload = new TextEncoder().encode('{"Limit":1}');
    const { TotalCount } = await call({ ...REQUEST, payload }, options);
    assert.equal(TotalCount, 6);
    const { InstanceSet } = await call({ ...REQUEST, payload: { Limit: 10 } }, options);
    const result = await startInstances(
      /** @type {import("tencentcloud-edge").InstanceIds} */ (InstanceSet),
      options,
    );
    assert.equal(result.ok, true, JSON.stringify(result.instances));
  });

  test(`${name} is ended by the timeout`, async () => {
    const endpoint = `http://127.0.0.1:${port}`;
    const error = await call(REQUEST, { ...options, endpoint, timeoutMs: 200, retry: false }).catch(
      (it) => it,
    );
    assert.equal(error.code, "Client.Timeout");
  });
}
