import assert from "node:assert/strict";
import { after, test } from "node:test";
import { demoCredentials, magicIds } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { signed } from "./emulator-calls.mjs";

/** @type {string[]} */
const lines = [];
const server = await startEmulator({ onLine: (line) => lines.push(line) });
after(() => server.kill());

/** @param {import("tencentcloud-edge").SignedRequest} request */
async function send({ url, ...init }) {
  const reply = await fetch(url, /** @type {RequestInit} */ (init));
  return (await reply.json()).Response;
}

/** Waits for a line of the log. @param {string} part */
async function logged(part) {
  while (!lines.some((line) => line.includes(part))) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("a bad signature is explained in the log and not in the reply", async () => {
  const request = signed("DescribeInstances", { Limit: 1 }, { nowMs: Date.now(), endpoint: server.url });
  const reply = await send({ ...request, body: '{"Limit": 1}' });
  assert.equal(reply.Error.Code, "AuthFailure.SignatureFailure");
  assert.doesNotMatch(JSON.stringify(reply), /canonical|string to sign|its JSON/);
  await logged("  Payload.Reserialised: the JSON of the body was written anew");
  await logged("  canonical request:");
  await logged(`    | host:${new URL(server.url).host}`);
  assert.ok(
    !lines.some(
      (line) =>
        line.includes(demoCredentials.secretKey) &&
        !line.includes("-e '") &&
        !/secretKey|tccli|-c '/.test(line),
    ),
  );
});

test("what a caller sends cannot write lines of its own into the log, nor move a cursor", async () => {
  const at = lines.length;
  const pairs = {
    Action: "DescribeInstances",
    Version: "2017-03-12",
    Timestamp: Math.floor(Date.now() / 1000),
  };
  const more = { Nonce: 1, SecretId: demoCredentials.secretId, Region: "\u001b[2J\rok", Signature: "x" };
  const body = new URLSearchParams(
    /** @type {Record<string, string>} */ (/** @type {unknown} */ ({ ...pairs, ...more })),
  );
  const reply = await (await fetch(server.url, { method: "POST", body })).json();
  assert.equal(reply.Response.Error.Code, "AuthFailure.SignatureFailure");
  await logged("Region=?[2J?ok");
  await logged("none of the usual mistakes");
  assert.ok(lines.slice(at).every((line) => !/\p{Cc}/u.test(line)));
});

test("the ids that answer errors are listed, and do", async () => {
  const listed = await (await fetch(`${server.url}/_emulator/ids`)).json();
  assert.deepEqual(listed, magicIds);
  const row = magicIds.find(({ code }) => code === "ResourceInsufficient");
  const { id, code } = row ?? assert.fail("there is no such id");
  const reply = await send(
    signed("StartInstances", { InstanceIds: [id] }, { nowMs: Date.now(), endpoint: server.url }),
  );
  assert.equal(reply.Error.Code, code);
});

test("the description of the control API has every route", async () => {
  const openapi = await (await fetch(`${server.url}/_emulator/openapi.json`)).json();
  assert.equal(openapi.openapi, "3.1.0");
  const { error } = await (await fetch(`${server.url}/_emulator/nothing`)).json();
  const routes = error.split("there are ")[1].split(", ");
  assert.deepEqual(
    Object.keys(openapi.paths),
    routes.map((/** @type {string} */ name) => `/_emulator/${name}`),
  );
  for (const [path, methods] of Object.entries(openapi.paths)) {
    const [method = ""] = Object.keys(methods);
    const reply = await fetch(server.url + path, { method: method === "get" ? "POST" : "GET" });
    assert.equal(reply.status, 405, path);
    assert.ok(methods[method].summary.length > 10, path);
  }
});
