import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { createGatewayClient } from "tencentcloud-edge/gateway";
import { parseEnvFile } from "../../pkg/cli/gateway/env-file.js";
import { startChild } from "../../scripts/lib/child.mjs";
import { developmentEnv } from "../../scripts/lib/development.mjs";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { wrangler } from "../../scripts/lib/peers.mjs";
import { ask, PLAIN } from "../../scripts/lib/run.mjs";
import { startWorkerd, workerdProgram } from "../../scripts/lib/workerd.mjs";

const folder = mkdtempSync(join(tmpdir(), "deploy-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** @param {string} file */
const read = (file) => readFileSync(`${paths.root}/${file}`, "utf8");
const UNIT = read("deploy/tencentcloud-edge.service");
const EXEC = /^ExecStart=(.*)$/m.exec(UNIT)?.[1] ?? "";
const PROGRAM = EXEC.split(" ")[0] ?? "";
const PAGES = ["docs/deploy.md", "docs/deploy.zh-CN.md"];

/** The unit with its folders moved under the test's own, where the package and workerd are. */
function installed() {
  const opt = join(folder, "opt");
  const modules = join(opt, "node_modules");
  const program = PROGRAM.replace("/opt/tencentcloud-edge", opt);
  mkdirSync(dirname(program), { recursive: true });
  mkdirSync(join(folder, "state"), { recursive: true });
  rmSync(program, { force: true });
  symlinkSync(workerdProgram(), program);
  rmSync(join(modules, "tencentcloud-edge"), { force: true });
  symlinkSync(paths.root, join(modules, "tencentcloud-edge"));
  return (/** @type {string} */ text) =>
    text
      .replaceAll("/opt/tencentcloud-edge", opt)
      .replaceAll("/var/lib/tencentcloud-edge", join(folder, "state"));
}

/** @returns {Promise<number>} a port that nobody listens on */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

test("wrangler takes the configuration: the bundle, the object, the files of the dashboard", async () => {
  const args = [await wrangler(), "deploy", "--dry-run", "--config", "worker/wrangler.jsonc"];
  const quiet = {
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    ...PLAIN,
  };
  const options = /** @type {const} */ ({ cwd: paths.root, encoding: "utf8", timeout: 60_000 });
  const run = spawnSync(process.execPath, [...args, "--outdir", join(folder, "bundle")], {
    ...options,
    env: { ...process.env, ...quiet },
  });
  assert.equal(run.status, 0, `${run.stdout}${run.stderr}`);
  assert.match(run.stdout, /env\.FLEET \(FleetObject\)\s+Durable Object/);
  assert.match(run.stdout, /env\.ASSETS\s+Assets/);
  assert.doesNotMatch(`${run.stdout}${run.stderr}`, /WARNING/i);
  assert.match(readFileSync(join(folder, "bundle/index.js"), "utf8"), /FleetObject/);
});

test("the command of the unit serves the gateway, with the settings of the example", async (t) => {
  const port = await freePort();
  const example = parseEnvFile(read("deploy/gateway.env.example"), "gateway.env.example");
  const [entry] = JSON.parse(example.GATEWAY_TOKENS ?? "");
  const token = "0123456789abcdef0123456789abcdef";
  const digest = spawnSync("sha256sum", { input: token, encoding: "utf8" }).stdout.slice(0, 64);
  const env = {
    ...example,
    TENCENTCLOUD_SECRET_ID: demoCredentials.secretId,
    TENCENTCLOUD_SECRET_KEY: demoCredentials.secretKey,
    GATEWAY_TOKENS: JSON.stringify([{ ...entry, sha256: digest }]),
  };
  const [program = "", ...args] = installed()(EXEC).replace(":8787", `:${port}`).split(" ");
  const child = startChild("gateway", program, args, { env });
  t.after(() => child.kill());
  const url = `http://127.0.0.1:${port}`;
  let answers = false;
  for (const end = Date.now() + 30_000; !answers && Date.now() < end; ) {
    answers = await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (!answers) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.ok(answers, child.tail());
  const ready = await fetch(`${url}/readyz`, { headers: { authorization: `Bearer ${token}` } });
  const { missing, warnings, release } = await ready.json();
  assert.deepEqual([ready.status, missing, warnings, release], [200, [], [], example.RELEASE]);
  assert.match(await (await fetch(url)).text(), /<html/);
});

const analyzer = ask("systemd-analyze", ["--version"]);
test(`systemd ${analyzer === undefined ? "is not here: the unit has its sections" : "finds no fault in the unit"}`, () => {
  for (const section of ["Unit", "Service", "Install"])
    assert.match(UNIT, new RegExp(`^\\[${section}\\]$`, "m"));
  if (analyzer === undefined) return;
  const file = join(folder, "gateway.service");
  writeFileSync(file, installed()(UNIT));
  const { status, stdout, stderr } = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
  const own = `${stdout}${stderr}`.split("\n").filter((line) => line.includes("gateway.service"));
  assert.deepEqual([status, own], [0, []]);
});

test("the container runs what the unit runs", () => {
  const entry = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(read("deploy/Dockerfile"))?.[1] ?? "");
  const expected = EXEC.replace(PROGRAM, "/app/workerd")
    .replaceAll("/opt/tencentcloud-edge", "/app")
    .replace("/var/lib/tencentcloud-edge", "/state")
    .replace("127.0.0.1", "0.0.0.0");
  assert.equal(entry.join(" "), expected);
  const { devDependencies } = JSON.parse(read("package.json"));
  const dockerfile = read("deploy/Dockerfile");
  assert.match(dockerfile, new RegExp(`^ARG WORKERD=${devDependencies.workerd}$`, "m"));
  // Without a default, so that it takes what was downloaded; every command that builds it says what that is.
  assert.match(dockerfile, /^ARG PACKAGE$/m);
  for (const text of [dockerfile, ...PAGES.map(read)]) {
    const builds = text.match(/^.*docker build .*$/gm) ?? [];
    assert.ok(builds.length > 0 && builds.every((line) => line.includes("--build-arg PACKAGE=")), text);
  }
});

for (const file of ["deploy/Caddyfile", "deploy/nginx.conf"]) {
  test(`${file} closes what it opens and leads to the port of the unit`, () => {
    const text = read(file).replaceAll(/#.*$/gm, "");
    let depth = 0;
    for (const sign of text) {
      if (sign === "{") depth += 1;
      if (sign === "}") depth -= 1;
      assert.ok(depth >= 0);
    }
    assert.equal(depth, 0);
    const port = /--socket-addr=http=(127\.0\.0\.1:\d+)/.exec(EXEC)?.[1];
    assert.ok(text.includes(String(port)));
    assert.match(text, /flush_interval -1|proxy_buffering off/);
    if (file.endsWith(".conf")) {
      const open = text.split("\n").filter((line) => /\S/.test(line) && !/[;{}]\s*$/.test(line));
      assert.deepEqual(open, [], "every directive ends with a semicolon");
    }
  });
}

test("the policy allows what the gateway calls and nothing else", async (t) => {
  const policy = JSON.parse(read("deploy/cam-policy.json"));
  assert.equal(policy.version, "2.0");
  const actions = policy.statement.flatMap((/** @type {{action: string[]}} */ { action }) => action).sort();
  const file = join(folder, "policies.json");
  writeFileSync(file, JSON.stringify([{ secretId: demoCredentials.secretId, actions }]));
  const emulator = await startEmulator({ args: ["--boot", "10,20", "--policies", file] });
  t.after(() => emulator.kill());
  const token = "policy-token-0123456789abcdef0123";
  const env = developmentEnv({ token, endpoint: emulator.url, credentials: demoCredentials });
  const gateway = await startWorkerd({ env, stateDir: join(folder, "policy") });
  t.after(() => gateway.kill());
  const { jobs, instances } = createGatewayClient({ url: gateway.url, token });
  const region = "ap-guangzhou";
  const { items } = await instances.list({ region });
  const instanceIds = items.map(({ InstanceId }) => String(InstanceId));
  for (const action of /** @type {const} */ (["StartInstances", "RebootInstances", "StopInstances"])) {
    const { id } = await jobs.create({ action, region, instanceIds });
    let state = "";
    for await (const progress of jobs.watch(id)) state = progress.state;
    const job = await jobs.get(id);
    const failed = job.instances.filter(({ outcome }) => outcome !== "done" && outcome !== "already");
    assert.deepEqual([state, failed], ["done", []]);
  }
  const { requests } = await emulator.snapshot();
  const called = new Set(requests.map(({ action }) => `cvm:${action}`));
  assert.deepEqual([...called].sort(), actions);
});

for (const page of PAGES) {
  test(`${page} shows the policy and names every file of deploy/`, () => {
    const text = read(page);
    assert.ok(
      text.includes(read("deploy/cam-policy.json").trim()),
      "paste deploy/cam-policy.json into the page",
    );
    for (const file of [
      "tencentcloud-edge.service",
      "gateway.env.example",
      "Dockerfile",
      "Caddyfile",
      "nginx.conf",
    ])
      assert.ok(text.includes(`deploy/${file}`), file);
  });
}

test("both pages have the same commands", () => {
  const [english, chinese] = PAGES.map((page) =>
    [...read(page).matchAll(/```(?:sh|ini)\n([\s\S]*?)```/g)].map(([, code = ""]) =>
      code.replaceAll(/ *#.*$/gm, ""),
    ),
  );
  assert.deepEqual(chinese, english);
});
