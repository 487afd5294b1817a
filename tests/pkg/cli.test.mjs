import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { describeInstances, startInstances } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { call, REGION, signed } from "./emulator-calls.mjs";

const folder = mkdtempSync(join(tmpdir(), "emulator-cli-"));
/** @type {string[]} */
const lines = [];
const server = await startEmulator({
  instances: 30,
  args: ["--boot", "5,10"],
  onLine: (line) => lines.push(line),
});
after(async () => {
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Runs the command to its end.
 * @param {string[]} args
 * @returns {Promise<{code: number, stdout: string, stderr: string}>}
 */
const run = (...args) =>
  new Promise((resolve) => {
    execFile(process.execPath, [`${paths.root}/pkg/cli/main.js`, ...args], (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });

/**
 * @param {string} name
 * @param {unknown} [value]
 * @param {Record<string, string>} [headers]
 */
async function post(name, value, headers = {}) {
  const body = value === undefined ? null : JSON.stringify(value);
  const reply = await fetch(`${server.url}/_emulator/${name}`, { method: "POST", headers, body });
  return { status: reply.status, body: await reply.json() };
}

/** @param {string} action @param {object} payload */
const ask = (action, payload) => call(fetch, action, payload, { nowMs: Date.now(), endpoint: server.url });

/** Waits for a line of the log. @param {RegExp} pattern */
async function logged(pattern) {
  while (!lines.some((line) => pattern.test(line))) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("the package's own client starts a fleet over HTTP, and each request is a line", async () => {
  const options = { region: REGION, endpoint: server.url, credentials: demoCredentials };
  const ids = [];
  for await (const { InstanceId } of describeInstances(options)) ids.push(InstanceId);
  assert.equal(ids.length, 10);
  assert.equal((await startInstances(ids, options)).ok, true);
  const { starts, requests } = await server.snapshot();
  assert.ok(Object.values(starts).every((count) => count === 1));
  const started = requests.find((entry) => entry.action === "StartInstances");
  await logged(new RegExp(`StartInstances ${REGION} \\S+( ids)? ok ${started?.requestId} \\d+ ms$`));
  assert.ok(lines.some((line) => line.includes(demoCredentials.secretId)));
  assert.ok(lines.some((line) => line.includes(`curl ${server.url}/_emulator/snapshot`)));
});

test("bytes reach the emulator untouched", async () => {
  const { headers, body } = signed(
    "DescribeInstances",
    { Limit: 1 },
    { nowMs: Date.now(), endpoint: server.url },
  );
  const send = async (/** @type {string} */ text) => {
    const reply = await fetch(server.url, { method: "POST", headers, body: text });
    return (await reply.json()).Response.Error?.Code;
  };
  assert.equal(await send(String(body)), undefined);
  assert.equal(await send(`${body} `), "AuthFailure.SignatureFailure");
});

test("a body over 10 MB is refused by the service, not by the connection", async () => {
  const reply = await fetch(server.url, { method: "POST", body: " ".repeat(10 * 1024 * 1024 + 5) });
  assert.equal((await reply.json()).Response.Error.Code, "RequestSizeLimitExceeded");
});

test("faults are carried out on the socket", async () => {
  for (const kind of ["refuse", "no-name", "bad-certificate", "reset", "accepted-but-reply-lost"]) {
    assert.deepEqual(await post("faults", { kind, times: 1 }), { status: 200, body: { ok: true } });
    await assert.rejects(ask("DescribeInstances", {}), TypeError, kind);
  }
  await post("faults", [{ kind: "cut", times: 1 }]);
  const { url, ...init } = signed("DescribeInstances", {}, { nowMs: Date.now(), endpoint: server.url });
  const cut = await fetch(url, /** @type {RequestInit} */ (init));
  assert.equal(cut.status, 200);
  await assert.rejects(cut.text(), TypeError);
  await post("faults", { kind: "hang", times: 1 });
  await assert.rejects(
    fetch(url, /** @type {RequestInit} */ ({ ...init, signal: AbortSignal.timeout(100) })),
    {
      name: "TimeoutError",
    },
  );
  await post("faults", { kind: "http-429" });
  const throttled = await fetch(url, /** @type {RequestInit} */ (init));
  assert.deepEqual([throttled.status, throttled.headers.get("retry-after")], [429, "2"]);
  await post("clear-faults");
  assert.equal((await ask("DescribeInstances", {})).Error, undefined);
  await logged(/Fault\.reset .* connection reset$/);
});

test("the control API sets, resets and explains", async () => {
  const { instances } = await server.snapshot();
  const instanceId = instances[0].InstanceId;
  assert.equal((await post("set", { instanceId, state: "SHUTDOWN" })).status, 200);
  assert.equal((await server.snapshot()).instances[0].InstanceState, "SHUTDOWN");
  await post("reset");
  const fresh = await server.snapshot();
  assert.deepEqual([fresh.instances[0].InstanceState, fresh.requests, fresh.starts], ["STOPPED", [], {}]);
  assert.match((await post("faults", { kind: "explode" })).body.error, /`kind` is not one of them: refuse/);
  assert.match((await post("set", { instanceId, state: "OFF" })).body.error, /state is not one of them/);
  assert.match((await post("advance", { ms: 1 })).body.error, /--clock virtual/);
  assert.match((await post("nothing")).body.error, /there are snapshot, openapi\.json, fault-kinds/);
  assert.equal((await post("snapshot")).status, 405);
  const kinds = await (await fetch(`${server.url}/_emulator/fault-kinds`)).json();
  assert.ok(kinds.length >= 30);
});

test("web pages and foreign names may not control it", async () => {
  const before = await server.snapshot();
  assert.equal((await post("reset", undefined, { origin: "https://evil.example" })).status, 403);
  assert.equal((await post("reset", undefined, { origin: "null" })).status, 403);
  for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "10.0.0.1"]) {
    const status = await new Promise((resolve, reject) => {
      const asked = httpRequest(
        `${server.url}/_emulator/reset`,
        { method: "POST", headers: { host } },
        (reply) => {
          reply.resume();
          resolve(reply.statusCode);
        },
      );
      asked.on("error", reject).end();
    });
    assert.equal(status, 403, host);
  }
  assert.deepEqual((await server.snapshot()).requests, before.requests);
});

test("a virtual clock is moved over HTTP, and --faults is in force from the start", async () => {
  const file = join(folder, "faults.json");
  writeFileSync(file, JSON.stringify([{ kind: "throttle", nth: 2 }]));
  const still = await startEmulator({ args: ["--clock", "virtual", "--faults", file] });
  try {
    const { nowMs } = await still.snapshot();
    const endpoint = still.url;
    const first = await call(fetch, "DescribeInstances", {}, { nowMs, endpoint });
    assert.equal(first.Error, undefined);
    const second = await call(fetch, "DescribeInstances", {}, { nowMs, endpoint });
    assert.equal(second.Error.Code, "RequestLimitExceeded");
    await fetch(`${endpoint}/_emulator/advance`, { method: "POST", body: JSON.stringify({ ms: 5_000 }) });
    assert.equal((await still.snapshot()).nowMs, nowMs + 5_000);
  } finally {
    await still.kill("SIGTERM");
  }
  assert.deepEqual(await still.exited, { code: 0, signal: null });
});

test("it ends cleanly even while a reply is held back", async () => {
  const held = await startEmulator({ args: [] });
  await fetch(`${held.url}/_emulator/faults`, { method: "POST", body: '{"kind":"hang"}' });
  const waiting = assert.rejects(fetch(held.url, { method: "POST", body: "{}" }), TypeError);
  while ((await held.snapshot()).requests.length === 0);
  await held.kill("SIGINT");
  await waiting;
  assert.deepEqual(await held.exited, { code: 0, signal: null });
});

test("a busy port is one sentence with a way out", async () => {
  const other = createServer();
  await new Promise((resolve) => other.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (other.address());
  const { code, stderr } = await run("emulator", "--port", String(port));
  other.close();
  assert.equal(code, 2);
  assert.match(
    stderr,
    new RegExp(`^Port ${port} is already in use\\. Choose another with --port \\d+.*\\n$`),
  );
});

test("help and version answer", async () => {
  const { version } = JSON.parse(
    (await import("node:fs")).readFileSync(`${paths.root}/package.json`, "utf8"),
  );
  assert.deepEqual(await run("--version"), { code: 0, stdout: `${version}\n`, stderr: "" });
  for (const args of [["--help"], [], ["emulator", "--help"]]) {
    const { code, stdout, stderr } = await run(...args);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^tencentcloud-edge /);
  }
});

for (const [args, message] of /** @type {Array<[string[], RegExp]>} */ ([
  [["fly"], /no command fly/],
  [["--fly"], /no option --fly/],
  [["emulator", "--bogus"], /'--bogus'/],
  [["emulator", "extra"], /'extra'/],
  [["emulator", "--port"], /--port/],
  [["emulator", "--port", "99999"], /--port is "99999"/],
  [["emulator", "--seed", "x"], /--seed is "x"/],
  [["emulator", "--boot", "6,2"], /--boot is "6,2"/],
  [["emulator", "--rules", "2030"], /--rules is "2030": it must be 2024-01 or 2025-11/],
  [["emulator", "--batches", "half"], /--batches is "half"/],
  [["emulator", "--regions", "Mars"], /`regions`/],
  [["emulator", "--transitions", "magic"], /--transitions is "magic": it must be time or describes or hand/],
  [["emulator", "--boot-describes", "0,1"], /`bootDescribes`/],
  [["emulator", "--boot-describes", "4"], /--boot-describes is "4": it must be two numbers of describes/],
  [["emulator", "--fleet", "x", "--instances", "3"], /--fleet and --instances exclude each other/],
  [
    ["emulator", "--fleet", join(folder, "nothing.json")],
    /--fleet: .*nothing\.json cannot be read \(ENOENT\)/,
  ],
  [["emulator", "--assume", "{"], /--assume is not JSON; write an object/],
  [["emulator", "--assume", '{"colour":1}'], /`colour` is no member of `options.assume`/],
  [["emulator", "--ca", "x"], /--ca needs --tls/],
  [
    ["emulator", "--tls", "--ca", join(folder, "no", "ca.pem")],
    /--ca: .*ca\.pem cannot be written \(ENOENT\)/,
  ],
  [["emulator", "--state", join(folder, "no", "state")], /--state: .*state cannot be written \(ENOENT\)/],
  [
    ["emulator", "--state", `${paths.root}/package.json`],
    /package\.json is not a state that this emulator wrote/,
  ],
  [["emulator", "--port", "-1"], /--port/],
  [["emulator", "--faults", join(folder, "nothing.json")], /nothing\.json cannot be read \(ENOENT\)/],
])) {
  test(`${args.join(" ")} is a mistake that is named`, async () => {
    const { code, stdout, stderr } = await run(...args);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n +at /);
  });
}
