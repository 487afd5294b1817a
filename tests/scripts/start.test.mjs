import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { onLines } from "../../scripts/lib/child.mjs";
import { developmentEnv, keysOf, withVariables } from "../../scripts/lib/development.mjs";
import { openLog } from "../../scripts/lib/log-file.mjs";
import { checkNpm, text, whole } from "../../scripts/lib/options.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { Problem } from "../../scripts/lib/run.mjs";
import { until } from "../worker/gateway.mjs";

/** @param {import("node:test").TestContext} t */
function folder(t) {
  const dir = mkdtempSync(join(tmpdir(), "start-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/**
 * `npm start` on a free port, with a state of its own.
 * @param {import("node:test").TestContext} t
 * @param {string} dir
 * @param {Record<string, string>} [env]
 */
function start(t, dir, env = {}) {
  const child = spawn(process.execPath, ["scripts/start.mjs", "--port", "0", "--state", dir], {
    cwd: paths.root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => child.kill("SIGTERM"));
  /** @type {string[]} */
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) onLines(stream, (line) => lines.push(line));
  const ended = new Promise((resolve) => child.once("close", resolve));
  const said = () => lines.join("\n");
  const link = () =>
    until(`the address in what it says: ${said()}`, () => /^(http:\S+)\/#token=(\w+)$/m.exec(said()));
  return { child, said, ended, link };
}

/** @param {string} url @param {string} token */
const get = async (url, token) => {
  const reply = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  return { status: reply.status, body: /** @type {any} */ (await reply.json()) };
};

test("killed, npm start leaves no server behind; two of them never share a store; a configuration can be tried", async (t) => {
  const dir = folder(t);
  const tokens = [{ name: "mine", sha256: createHash("sha256").update("mytoken").digest("hex"), scopes: {} }];
  const first = start(t, dir, {
    ACCOUNTS: JSON.stringify({ prod: { secretId: "AKIDprodprod", secretKey: "prodprodprod" } }),
    GATEWAY_TOKENS: JSON.stringify(tokens),
    REGIONS: "ap-guangzhou",
    TENCENTCLOUD_SECRET_ID: "AKIDofmine",
  });
  const [, url = "", token = ""] = await first.link();
  const list = await get(`${url}/v1/instances?region=ap-guangzhou&account=prod`, token);
  assert.equal(list.status, 200, JSON.stringify(list.body));
  assert.ok(list.body.total > 0);
  const { body: session } = await get(`${url}/v1/session`, token);
  assert.deepEqual(session.accounts, [{ name: "prod", regions: ["ap-guangzhou"], protected: false }]);
  assert.equal((await get(`${url}/v1/session`, "mytoken")).body.name, "mine");
  assert.match(first.said(), /^Not passed on: TENCENTCLOUD_SECRET_ID\./m);
  assert.doesNotMatch(first.said(), /AKIDofmine|Jobs of earlier runs/);

  const second = start(t, dir);
  assert.equal(await second.ended, 1);
  const port = new URL(url).port;
  assert.match(
    second.said(),
    new RegExp(`in use by another gateway \\(process ${first.child.pid}, port ${port}\\)`),
  );

  first.child.kill("SIGKILL");
  await first.ended;
  await until("the gateway to be gone", () =>
    fetch(`${url}/healthz`).then(
      () => false,
      () => true,
    ),
  );
  const third = start(t, dir);
  await third.link();
  assert.match(third.said(), /^Jobs of earlier runs are in .*gateway\. The emulator has begun anew/m);
  third.child.kill("SIGTERM");
  assert.equal(await third.ended, 0);
});

const DEFAULTS = developmentEnv({
  token: "t",
  endpoint: "http://127.0.0.1:1",
  credentials: { secretId: "demo id", secretKey: "demo key" },
});

test("variables of the gateway are passed on, those of the real service are named", () => {
  const { env, ignored } = withVariables(DEFAULTS, {
    REGIONS: "ap-beijing",
    MAX_RUNNING_JOBS: "3",
    RELEASE: "",
    PATH: "/bin",
    TENCENTCLOUD_ENDPOINT: "https://cvm.tencentcloudapi.com",
  });
  assert.deepEqual(env, { ...DEFAULTS, REGIONS: "ap-beijing", MAX_RUNNING_JOBS: "3" });
  assert.deepEqual(ignored, ["TENCENTCLOUD_ENDPOINT"]);
  const { env: named } = withVariables(DEFAULTS, { ACCOUNTS: "{}" });
  assert.deepEqual([named.ACCOUNTS, named.TENCENTCLOUD_SECRET_ID], ["{}", undefined]);
  const refused = new Problem("GATEWAY_TOKENS is not a JSON list. worker/README.md shows one.");
  for (const GATEWAY_TOKENS of ["{}", "[", "x"])
    assert.throws(() => withVariables(DEFAULTS, { GATEWAY_TOKENS }), refused);
});

test("the emulator is told the long-term keys of ACCOUNTS", () => {
  const key = { secretId: "a", secretKey: "b" };
  const accounts = { one: { ...key, assumeRole: {} }, two: { ...key, token: "t" }, three: null, four: {} };
  assert.deepEqual(keysOf(JSON.stringify(accounts)), [key]);
  for (const text of ["{", "[]", "7", undefined]) assert.deepEqual(keysOf(text), []);
});

test("logs of earlier runs are kept, and the last words are no records of the log", (t) => {
  const dir = folder(t);
  for (let run = 0; run < 5; run++) openLog("gateway", dir).write(`run ${run}`);
  const log = openLog("gateway", dir);
  log.write('{"event":"request"}');
  log.write("workerd: fatal");
  assert.equal(log.words(), "workerd: fatal");
  const read = (/** @type {string} */ name) => readFileSync(`${dir}/${name}`, "utf8").trim();
  assert.equal(read("gateway.log"), '{"event":"request"}\nworkerd: fatal');
  const earlier = ["gateway.1.log", "gateway.2.log", "gateway.3.log"].map(read);
  assert.deepEqual(earlier, ["run 4", "run 3", "run 2"]);
});

test("an option that npm took for itself is named", () => {
  const how = {
    command: "npm start",
    options: { port: whole("N", "port", { fallback: 1 }), "to-file": text("F", "file") },
  };
  const taken = (/** @type {string[]} */ args, /** @type {Record<string, string>} */ env) => () =>
    checkNpm(how, args, env);
  const problem = (/** @type {string} */ names, /** @type {string} */ command) =>
    new Problem(`npm took ${names} for itself. With -- in front they reach the command: \`${command}\`.`);
  assert.throws(taken(["9001"], { npm_config_port: "true" }), problem("--port", "npm start -- --port 9001"));
  assert.throws(taken([], { npm_config_port: "9002" }), problem("--port", "npm start -- --port 9002"));
  assert.throws(
    taken([], { npm_config_port: "1", npm_config_to_file: "x" }),
    problem("--port and --to-file", "npm start -- --port 1 --to-file x"),
  );
  assert.doesNotThrow(taken(["--port", "1"], { npm_config_registry: "http://x", npm_config_port: "" }));
});
