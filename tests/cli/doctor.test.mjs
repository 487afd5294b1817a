import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { certify } from "../../pkg/cli/server/tls/certificate.js";
import { terminal } from "./support.mjs";

/** @typedef {{Check: string, Result: string, Said: string, Todo: string | null}} Row */

/** @param {import("node:net").Server} server @param {import("node:test").TestContext} t */
async function listen(server, t) {
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  t.after(() => server.close());
  return /** @type {import("node:net").AddressInfo} */ (server.address()).port;
}

test("doctor: one line for each thing that has to work, and nothing that acts is sent", async (t) => {
  const { run, env, server } = await terminal(t, { instances: 3, args: ["--regions", "ap-guangzhou"] });
  const well = await run(["doctor"]);
  assert.equal(well.status, 0, well.stdout);
  assert.deepEqual(
    well.stdout.split("\n").flatMap((line) => /^✓ (\w+):/.exec(line)?.[1] ?? []),
    ["credentials", "proxy", "name", "connection", "clock", "key", "region", "permission"],
  );
  const chinese = await run(["doctor", "--language", "zh-CN"]);
  assert.match(chinese.stdout, /✓ 凭证：?: ?来自|✓ 凭证: 来自/);
  /** @param {Record<string, string | undefined>} more @param {string[]} [args] */
  const failing = async (more, args = []) => {
    const { status, stdout, stderr } = await run(["doctor", "-o", "json", ...args], {
      env: { ...env, ...more },
    });
    assert.equal(status, 4, stderr);
    assert.ok(!stdout.includes("canary") && !stderr.includes("canary"));
    const failed = JSON.parse(stdout).find((/** @type {Row} */ { Result }) => Result === "fail");
    return `${failed.Check}: ${failed.Said} ${failed.Todo}`;
  };
  const late = createServer((_, reply) =>
    reply.setHeader("date", new Date(Date.now() - 900_000).toUTCString()).end("{}"),
  );
  const port = await listen(late, t);
  const tls = createTlsServer(certify("127.0.0.1"), (_, reply) => reply.end("{}"));
  const { key, certificate } = certify("127.0.0.1");
  tls.setSecureContext({ key, cert: certificate });
  const tlsPort = await listen(tls, t);
  for (const [more, args, said] of /** @type {const} */ ([
    [
      { TENCENTCLOUD_SECRET_ID: undefined, TENCENTCLOUD_SECRET_KEY: undefined },
      [],
      /^credentials: .*no credentials/,
    ],
    [{ TENCENTCLOUD_SECRET_KEY: undefined }, [], /^credentials: .*TENCENTCLOUD_SECRET_KEY/],
    [{ TENCENTCLOUD_SECRET_KEY: "canary-key" }, [], /^key: AuthFailure\.SignatureFailure/],
    [{ TENCENTCLOUD_ENDPOINT: "https://nowhere.invalid" }, [], /^name: nowhere\.invalid is not found/],
    [{ TENCENTCLOUD_ENDPOINT: "http://127.0.0.1:9" }, [], /^connection: .*127\.0\.0\.1:9 cannot be reached/],
    [{ TENCENTCLOUD_ENDPOINT: `https://127.0.0.1:${tlsPort}` }, [], /^connection: .*NODE_EXTRA_CA_CERTS/],
    [{ TENCENTCLOUD_ENDPOINT: `http://127.0.0.1:${port}` }, [], /^clock: 900 s ahead of the service's.*NTP/],
    [{ TENCENTCLOUD_REGION: undefined }, [], /^region: none is given/],
    [{}, ["--region", "ap-guangzou"], /^region: .*mean ap-guangzhou\?/],
  ])) {
    assert.match(await failing(more, [...args]), said);
  }
  const { requests } = await server.snapshot();
  assert.ok(requests.every(({ action }) => !/^(Start|Stop|Reboot)/.test(action ?? "")));
  assert.equal((await run(["doctor", "--endpoint", "cvm"])).status, 2);
});

test("a permission that lacks is named", async (t) => {
  const { run, server, env } = await terminal(t, { instances: 1 });
  const row = { secretId: env.TENCENTCLOUD_SECRET_ID, actions: ["cvm:DescribeRegions"] };
  await fetch(`${server.url}/_emulator/policies`, { method: "POST", body: JSON.stringify([row]) });
  const { status, stdout } = await run(["doctor"]);
  assert.equal(status, 4);
  assert.match(stdout, /✗ permission: UnauthorizedOperation/);
});

test("HTTPS_PROXY is honoured and said, without its password; what is here is not reached through it", async (t) => {
  const { run, env, home } = await terminal(t, { instances: 1 });
  const { key, certificate, authority } = certify("cvm.tencentcloudapi.com");
  const RegionSet = [{ Region: "ap-guangzhou", RegionState: "AVAILABLE" }];
  const service = createTlsServer({ key, cert: certificate }, (_, reply) =>
    reply.end(JSON.stringify({ Response: { RegionSet, TotalCount: 1, RequestId: "r-1" } })),
  );
  const target = await listen(service, t);
  /** @type {string[]} */
  const asked = [];
  const proxy = createServer().on("connect", (request, socket) => {
    asked.push(`${request.url} ${request.headers["proxy-authorization"]}`);
    const upstream = connect(target, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    socket.on("error", () => upstream.destroy());
    upstream.on("error", () => socket.destroy());
  });
  const port = await listen(proxy, t);
  const file = join(home, "ca.pem");
  writeFileSync(file, authority);
  const through = {
    ...env,
    TENCENTCLOUD_ENDPOINT: undefined,
    NODE_EXTRA_CA_CERTS: file,
    HTTPS_PROXY: `http://user:canary@127.0.0.1:${port}`,
  };
  const called = await run(["call", "cvm", "DescribeRegions", "--query", "TotalCount"], { env: through });
  assert.deepEqual([called.status, called.stdout], [0, "1\n"], called.stderr);
  assert.match(asked[0] ?? "", /^cvm\.tencentcloudapi\.com:443 Basic /);
  const said = await run(["doctor"], { env: through });
  assert.match(
    said.stdout,
    new RegExp(`✓ proxy: requests go through 127\\.0\\.0\\.1:${port} \\(HTTPS_PROXY\\)`),
  );
  assert.ok(!said.stdout.includes("canary"));
  const before = asked.length;
  assert.equal((await run(["list"], { env: { ...env, HTTPS_PROXY: through.HTTPS_PROXY } })).status, 0);
  assert.equal(asked.length, before);
});
