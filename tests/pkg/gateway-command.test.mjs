import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { createGatewayClient } from "tencentcloud-edge/gateway";
import { parseEnvFile } from "../../pkg/cli/gateway/env-file.js";
import { CONFIG } from "../../pkg/cli/gateway/variables.js";
import { WORKERD_VERSION } from "../../pkg/cli/gateway/workerd.js";
import { onLines } from "../../scripts/lib/child.mjs";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { COMPATIBILITY_DATE } from "../../scripts/lib/workerd-config.mjs";

const CLI = `${paths.root}/pkg/cli/main.js`;
const WAIT_MS = 30_000;
const folder = mkdtempSync(join(tmpdir(), "gateway-command-"));

/** The environment without what would be taken for settings, and without what npm said of this run. */
const bare = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_|TENCENTCLOUD_|GATEWAY_|ACCOUNTS|WORKERD)/i.test(name),
  ),
);
const key = {
  TENCENTCLOUD_SECRET_ID: demoCredentials.secretId,
  TENCENTCLOUD_SECRET_KEY: demoCredentials.secretKey,
};

/** @type {Awaited<ReturnType<typeof startEmulator>>} */
let emulator;
/** @type {Set<import("node:child_process").ChildProcess>} */
const started = new Set();
before(async () => {
  emulator = await startEmulator({ args: ["--boot", "10,20"] });
});
after(async () => {
  for (const child of started) child.kill("SIGKILL");
  await emulator?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<{url: string, token: string, child: import("node:child_process").ChildProcess, lines: string[], exited: Promise<unknown[]>}>}
 */
async function start(args, env = key) {
  const cloud = { ENVIRONMENT: "development", TENCENTCLOUD_ENDPOINT: emulator.url, REGIONS: "ap-guangzhou" };
  const child = spawn(process.execPath, [CLI, "gateway", "--port", "0", ...args], {
    cwd: paths.root,
    env: { ...bare, ...cloud, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  started.add(child);
  /** @type {string[]} */
  const lines = [];
  const exited = new Promise((/** @type {(how: unknown[]) => void} */ resolve) =>
    child.once("close", (...how) => resolve(how)),
  );
  const url = await new Promise((/** @type {(url: string) => void} */ resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      onLines(stream, (line) => {
        lines.push(line);
        const [, found] = /^gateway ready (\S+)$/.exec(line) ?? [];
        if (found) resolve(found);
        if (line.startsWith("gateway not ready ")) child.kill("SIGTERM");
      });
    }
    exited.then(() => reject(new Error(lines.join("\n"))));
  });
  const token = /#token=(\w+)/.exec(lines.join("\n"))?.[1] ?? "";
  return { url, token, child, lines, exited };
}

/** @param {string[]} args @param {Record<string, string>} [env] @param {string} [cwd] */
const fail = (args, env = key, cwd = paths.root) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, "gateway", ...args], {
    cwd,
    env: { ...bare, ...env },
    encoding: "utf8",
    timeout: WAIT_MS,
  });
  assert.ok(status !== null && status > 0, `${stdout}${stderr}`);
  assert.doesNotMatch(stderr, /\n\s+at /, "no stack");
  return stderr;
};

/** Waits until nothing answers. @param {string} url */
async function gone(url) {
  for (const end = Date.now() + WAIT_MS; Date.now() < end; ) {
    const answers = await fetch(`${url}/healthz`).then(
      () => true,
      () => false,
    );
    if (!answers) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`${url} still answers`);
}

/** @param {string} dir @returns {string} everything in it */
const contents = (dir) =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), "latin1"))
    .join("\n");

test("one command serves the gateway: a job ends, is there after a restart, and no secret is on disk", async () => {
  const state = join(folder, "state");
  const first = await start(["--state", state]);
  const client = createGatewayClient({ url: first.url, token: first.token });
  const { items } = await client.instances.list({ region: "ap-guangzhou" });
  const ids = items.map(({ InstanceId }) => String(InstanceId));
  const job = await client.jobs.create({
    action: "StartInstances",
    region: "ap-guangzhou",
    instanceIds: ids,
  });
  let ended = "";
  for await (const { state } of client.jobs.watch(job.id)) ended = state;
  assert.equal(ended, "done");
  const page = await fetch(first.url);
  assert.match(String(page.headers.get("content-type")), /^text\/html/);
  assert.match(await page.text(), /main\.js/);
  const stored = contents(state);
  for (const secret of [demoCredentials.secretKey, first.token]) assert.ok(!stored.includes(secret));
  assert.match(stored, /SQLite/);

  first.child.kill("SIGTERM");
  assert.deepEqual(await first.exited, [0, null]);
  const second = await start(["--state", state]);
  assert.notEqual(second.token, first.token);
  const again = createGatewayClient({ url: second.url, token: second.token });
  assert.equal((await again.jobs.get(job.id)).state, "done");
  const old = await fetch(`${second.url}/v1/jobs`, { headers: { authorization: `Bearer ${first.token}` } });
  assert.equal(old.status, 401);
  assert.match(
    fail(["--state", state, "--port", "0"]),
    /is in use by another gateway \(process \d+, port \d+\)/,
  );
  second.child.kill("SIGKILL");
  await gone(second.url);
});

test("it ends with whoever holds its standard input", async () => {
  const gateway = await start(["--state", join(folder, "stdin"), "--exit-with-stdin"]);
  gateway.child.stdin?.end();
  assert.deepEqual(await gateway.exited, [0, null]);
  await gone(gateway.url);
});

test("a file of settings is read, the environment wins, and a file that others can read is warned about", async () => {
  const file = join(folder, "gateway.env");
  const slips = {
    MAX_JOB_INSTANCE: "5",
    REGION: "ap-guangzhou",
    ACCOUNT: "{}",
    ALLOWED_ORIGIN: "",
    HOME_OF: "x",
  };
  const lines = Object.entries({ ...key, REGIONS: "na-ashburn", ...slips });
  writeFileSync(file, `${lines.map(([name, value]) => `${name}=${value}`).join("\n")}\n`);
  chmodSync(file, 0o644);
  const gateway = await start(["--config", file, "--state", join(folder, "file")], {
    MAX_RUNNING_JOB: "5",
    AWS_REGION: "x",
  });
  const session = await createGatewayClient({ url: gateway.url, token: gateway.token }).session();
  assert.deepEqual(session.regions, ["ap-guangzhou"]);
  const said = gateway.lines.join("\n");
  assert.match(said, /Other users can read .*gateway\.env/);
  for (const [slip, meant] of Object.entries({
    MAX_JOB_INSTANCE: "MAX_JOB_INSTANCES",
    REGION: "REGIONS",
    ACCOUNT: "ACCOUNTS",
    ALLOWED_ORIGIN: "ALLOWED_ORIGINS",
    MAX_RUNNING_JOB: "MAX_RUNNING_JOBS",
  }))
    assert.ok(said.includes(`The gateway has no setting ${slip}; is ${meant} meant?`), said);
  assert.match(said, /has no setting HOME_OF\./);
  assert.doesNotMatch(said, /AWS_REGION|no setting (PATH|HOME\b)/);
  assert.ok(!said.includes(demoCredentials.secretKey));
  gateway.child.kill("SIGTERM");
  await gateway.exited;
});

test("a file of settings is read as systemd and Docker read it, and errors name its lines, never what stands there", () => {
  const text = `\ufeff# a comment
  # another one
ACCOUNTS={"a":{"secretKey":"with#hash and "quotes""}}
TENCENTCLOUD_SECRET_KEY=a#b=c
export REGIONS = 'ap-guangzhou
ap-singapore'
RELEASE="1.0"
MAX_BODY_BYTES=
`;
  for (const lines of [text, text.replaceAll("\n", "\r\n")]) {
    assert.deepEqual(parseEnvFile(lines, "f"), {
      ACCOUNTS: '{"a":{"secretKey":"with#hash and "quotes""}}',
      TENCENTCLOUD_SECRET_KEY: "a#b=c",
      REGIONS: "ap-guangzhou\nap-singapore",
      RELEASE: "1.0",
      MAX_BODY_BYTES: "",
    });
  }
  const refused = (/** @type {string} */ lines) => {
    try {
      parseEnvFile(lines, "my.env");
    } catch (error) {
      return /** @type {Error} */ (error).message;
    }
    return "";
  };
  assert.match(refused("A=1\nsecret-value\n"), /^my\.env, line 2: it is neither NAME=VALUE nor a comment/);
  assert.match(refused('A=1\nB="secret-value\n'), /^my\.env, line 2: .*quotation mark is not closed/);
});

test("a gateway whose settings are wrong says at its start what is wrong, and not that it is ready", async (t) => {
  const token = JSON.stringify([{ name: "ops", sha256: "", scopes: { actions: "*" } }]);
  for (const [name, env, problem] of /** @type {const} */ ([
    ["a token without its digest", { GATEWAY_TOKENS: token }, /GATEWAY_TOKENS\[0\].*sha256/],
    ["a list of tokens that is no JSON", { GATEWAY_TOKENS: "[{" }, /GATEWAY_TOKENS/],
    ["a local endpoint", { ENVIRONMENT: "production" }, /TENCENTCLOUD_ENDPOINT .*development/],
  ])) {
    await t.test(name, async () => {
      await assert.rejects(
        start(["--state", join(folder, "wrong")], { ...key, ...env }),
        ({ message }) =>
          problem.test(message) &&
          /^gateway not ready http:/m.test(message) &&
          !/^gateway ready/m.test(message) &&
          !message.includes(demoCredentials.secretKey),
      );
    });
  }
});

test("what is missing is named with what to do", async (t) => {
  assert.match(fail([], {}), /TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY are not set/);
  assert.match(fail(["--host", "0.0.0.0"]), /GATEWAY_TOKENS is not set, and --host 0\.0\.0\.0/);
  assert.match(fail(["--secret-key=abc"]), /There is no --secret-key.*environment/);
  assert.match(fail(["--prot", "1"]), /--prot/);
  assert.match(fail(["--port", "70000"]), /--port is "70000"/);
  const none = join(folder, "none");
  assert.match(
    fail(["--config", none]),
    /--config: .*none cannot be read \(ENOENT\).*NAME=VALUE.*gateway\.env\.example/,
  );
  // Node 20 takes this option itself, wherever it stands, and says so in its own words.
  assert.match(fail(["--env-file", join(folder, "none")]), /none(:| cannot be read)/);
  assert.match(fail(["--workerd", join(folder, "none")]), /is not a program that can be run/);
  const taken = createServer().listen(0, "127.0.0.1");
  t.after(() => taken.close());
  await new Promise((resolve) => taken.once("listening", resolve));
  const { port } = /** @type {import("node:net").AddressInfo} */ (taken.address());
  const said = fail(["--port", String(port), "--state", join(folder, "taken")]);
  assert.match(said, new RegExp(`Port ${port} is already in use\\. Choose another`));
});

test("its configuration names every variable of the gateway, and the workerd and date it is tested with", () => {
  const config = readFileSync(CONFIG, "utf8");
  const bound = [...config.matchAll(/\(name = "(\w+)", fromEnvironment = "(\w+)"\)/g)];
  for (const [, name, variable] of bound) assert.equal(name, variable);
  const source = readFileSync(`${paths.root}/worker/src/config/env.ts`, "utf8");
  const variables = [...source.matchAll(/readonly (\w+)\??: string;/g)].map(([, name]) => name);
  assert.deepEqual(bound.map(([, name]) => name).sort(), variables.sort());
  assert.ok(config.includes(`compatibilityDate = "${COMPATIBILITY_DATE}"`));
  const { devDependencies } = JSON.parse(readFileSync(`${paths.root}/package.json`, "utf8"));
  assert.equal(WORKERD_VERSION, devDependencies.workerd);
});
