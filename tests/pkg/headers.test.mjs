import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as sendRequest } from "node:http";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { call, createSigner, explainSignature, signRequest, startInstances } from "tencentcloud-edge";
import { createEmulator, demoCredentials } from "tencentcloud-edge/emulator";
import { signRequestV1 } from "tencentcloud-edge/v1";
import { cloud, REGION, rejection } from "./support.mjs";

const request = { service: "cvm", version: "2017-03-12", action: "DescribeZones" };
const key = { secretId: "AKIDexample", secretKey: "an-example-key" };
const FIELDS = ["Action", "Version", "Timestamp", "Region", "Token", "Language", "Content-SHA256"];

test("X-TC-TraceId and X-TC-RequestClient are sent, and signed where they are named", async (t) => {
  const headers = { "X-TC-TraceId": "7f3a", "X-TC-RequestClient": "mine" };
  const signedHeaders = ["content-type", "host", "x-tc-traceid"];
  const signed = signRequest({ ...request, headers }, key, { signedHeaders });
  assert.deepEqual([signed.headers["x-tc-traceid"], signed.headers["x-tc-requestclient"]], ["7f3a", "mine"]);
  const { canonicalRequest } = explainSignature({ ...request, headers }, key, { signedHeaders });
  assert.match(canonicalRequest, /\nx-tc-traceid:7f3a\n/);
  assert.doesNotMatch(canonicalRequest, /requestclient/);
  assert.equal(signRequestV1({ ...request, headers }, key).headers["x-tc-traceid"], "7f3a");
  const { emulator, options } = cloud();
  t.after(() => emulator.free());
  await call({ ...request, headers }, options);
});

test("those with a field of their own are refused", () => {
  for (const name of ["Host", "Authorization", "Content-Type", ...FIELDS.map((field) => `X-TC-${field}`)]) {
    assert.throws(() => signRequest({ ...request, headers: { [name]: "1" } }, key), {
      code: "Client.InvalidArgument",
      message: `\`headers\` must not set one that has a field of its own: ${name}`,
    });
  }
});

test("Headers, entries and iterators of them are taken", () => {
  const given = { "x-a": "1", "x-b": "2" };
  function* entries() {
    yield* Object.entries(given);
  }
  for (const headers of [
    given,
    new Headers(given),
    Object.entries(given),
    entries(),
    new Map(Object.entries(given)),
  ]) {
    const signed = signRequest({ ...request, headers }, key, {
      signedHeaders: ["content-type", "host", "x-b"],
    });
    assert.deepEqual([signed.headers["x-a"], signed.headers["x-b"]], ["1", "2"]);
    assert.match(signed.headers.authorization ?? "", /SignedHeaders=content-type;host;x-b,/);
  }
  const signer = createSigner(key);
  for (const value of ["1", "2", "3"]) {
    const { headers } = signer.sign({ ...request, headers: new Headers({ "x-a": value }) });
    assert.equal(headers["x-a"], value);
  }
});

test("everything else is refused by name", () => {
  for (const [name, headers] of /** @type {Array<[string, unknown]>} */ ([
    ["a Set", new Set(["x-a"])],
    ["a Promise", Promise.resolve({})],
    ["a Date", new Date(0)],
    ["a Blob", new Blob([])],
    ["an Error", new Error("x")],
    ["a list", ["x-a"]],
    ["a list", [["x-a"]]],
    ["a list", [["x-a", "1", "2"]]],
    ["string", "x-a: 1"],
    ["null", null],
    ["number", 7],
  ])) {
    assert.throws(
      () => signRequest({ ...request, headers: /** @type {Headers} */ (headers) }, key),
      { code: "Client.InvalidArgument", message: new RegExp(`^\`headers\` must be .* not ${name}$`) },
      name,
    );
  }
  assert.throws(
    () => signRequest({ ...request, headers: /** @type {never} */ ([["x-a", 1]]) }, key),
    /`headers.x-a` must be a string/,
  );
});

/**
 * What is dialled: it hands requests on to an emulator, with the Host they came with or one it sets.
 * @param {import("node:test").TestContext} t
 * @param {string} [setsHost]
 */
async function proxy(t, setsHost) {
  const emulator = createEmulator({ bootMs: [1, 2] });
  /** @type {Array<string | undefined>} */
  const hosts = [];
  const server = createServer(async (incoming, outgoing) => {
    const { host = "", ...headers } = /** @type {Record<string, string>} */ (incoming.headers);
    hosts.push(host);
    const body = await buffer(incoming);
    const sent = { ...headers, host: setsHost ?? host };
    const init = { method: incoming.method, headers: sent, ...(body.length > 0 && { body }) };
    const reply = await emulator.fetch(`http://127.0.0.1${incoming.url}`, init);
    outgoing.writeHead(reply.status, Object.fromEntries(reply.headers));
    outgoing.end(Buffer.from(await reply.arrayBuffer()));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  t.after(() => {
    server.close();
    emulator.free();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const stopped = emulator
    .snapshot()
    .instances.find(({ InstanceState, region }) => InstanceState === "STOPPED" && region === REGION);
  return { endpoint: `http://127.0.0.1:${port}`, hosts, id: String(stopped?.InstanceId) };
}

/** A fetch over node:http, which sends the Host it is given. @type {typeof globalThis.fetch} */
const fetchWithHost = async (input, init) => {
  const request = new Request(input, init);
  const sent = sendRequest(request.url, {
    method: request.method,
    headers: Object.fromEntries(request.headers),
  });
  sent.end(Buffer.from(await request.arrayBuffer()));
  const [reply] = await once(sent, "response");
  return new Response(await buffer(reply), { status: reply.statusCode });
};

test("a host of its own is signed: the proxy that is dialled sets it", async (t) => {
  const host = "CVM.tencentcloudapi.com";
  const { endpoint, id } = await proxy(t, "cvm.tencentcloudapi.com");
  const options = { region: REGION, credentials: demoCredentials, accountKey: crypto.randomUUID(), endpoint };
  await call({ ...request, host }, options);
  await call({ ...request, method: "GET" }, { ...options, host });
  assert.ok((await startInstances([id], { ...options, host })).ok);
  const wrong = await rejection(call({ ...request, host: "cvm.example" }, options));
  assert.equal(wrong.code, "AuthFailure.SignatureFailure");
});

test("a host of its own is sent by a fetch that sends it", async (t) => {
  const { endpoint, hosts, id } = await proxy(t);
  const options = { region: REGION, credentials: demoCredentials, accountKey: crypto.randomUUID(), endpoint };
  await call({ ...request, host: "cvm.example:443" }, { ...options, fetch: fetchWithHost });
  await startInstances([id], { ...options, host: "cvm.tencentcloudapi.com", fetch: fetchWithHost });
  assert.deepEqual([...new Set(hosts)], ["cvm.example:443", "cvm.tencentcloudapi.com"]);
  const signer = createSigner(demoCredentials);
  for (const host of ["cvm.example:443", undefined, "cvm.tencentcloudapi.com"]) {
    const signed = signer.sign({ ...request, region: REGION, endpoint, host });
    assert.equal(signed.headers.host, host);
    const reply = await (await fetchWithHost(signed.url, signed)).json();
    assert.equal(reply.Response.Error, undefined);
    assert.equal(hosts.at(-1), host ?? new URL(endpoint).host);
  }
});

test("what is no host is refused", () => {
  for (const host of ["", "https://a", "a/b", "a b", "a:0", "a:x", "u@a", "a\r\nb"]) {
    for (const run of [signRequest, signRequestV1]) {
      assert.throws(() => run({ ...request, host }, key), {
        code: "Client.InvalidArgument",
        message: /^`host`/,
      });
    }
  }
});

test("v1 signs and sends a host of its own", () => {
  const { url, headers } = signRequestV1(
    { ...request, endpoint: "https://10.0.0.1", host: "CVM.example" },
    key,
  );
  assert.deepEqual([url, headers.host], ["https://10.0.0.1/", "cvm.example"]);
});
