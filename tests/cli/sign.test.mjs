import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { COMMANDS } from "../../pkg/cli/commands/table.js";
import { terminal } from "./support.mjs";

test("sign: each form is a request that the service takes, and holds no secret", async (t) => {
  const { run, env, server } = await terminal(t, { instances: 3, args: ["--regions", "ap-guangzhou"] });
  const payload = `{"Limit": 2, "Filters": [{"Name": "instance-name", "Values": ["it's 中文"]}]}`;
  const sign = (/** @type {string} */ form, /** @type {string[]} */ more = []) =>
    run(["sign", "cvm", "DescribeInstances", payload, "--as", form, ...more]);
  const [http, curl, fetched, json] = await Promise.all(
    ["http", "curl", "fetch", "json"].map((form) => sign(form)),
  );
  for (const { status, stdout, stderr } of [http, curl, fetched, json]) {
    assert.equal(status, 0, stderr);
    assert.ok(!stdout.includes(String(env.TENCENTCLOUD_SECRET_KEY)));
    assert.match(stdout, /TC3-HMAC-SHA256/);
  }
  const { url, method, headers, body } = JSON.parse(json?.stdout ?? "");
  const reply = await fetch(url, { method, headers, body });
  assert.equal((await reply.json()).Response.TotalCount, 0);
  const sent = spawnSync("bash", ["-c", `${curl?.stdout.trim()} -s`], { encoding: "utf8" });
  if (sent.error === undefined && sent.status !== 127)
    assert.match(sent.stdout, /"TotalCount":0/, sent.stderr);
  const program = `const reply = ${fetched?.stdout.trim()}\nprocess.stdout.write(await reply.text());`;
  const ran = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  assert.match(ran.stdout, /"TotalCount":0/, ran.stderr);
  const [head = "", text] = (http?.stdout ?? "").split("\n\n");
  assert.match(head, /^POST \/ HTTP\/1\.1\nhost: 127\.0\.0\.1:\d+\n/);
  assert.equal(text, `${payload}\n`);
  const get = await sign("json", ["--method", "GET"]);
  assert.equal(
    (await (await fetch(JSON.parse(get.stdout).url, JSON.parse(get.stdout))).json()).Response.TotalCount,
    0,
  );
  assert.equal((await server.snapshot()).requests.length >= 3, true);
  const fixed = await Promise.all([1, 2].map(() => sign("http", ["--timestamp", "1551113065"])));
  assert.equal(fixed[0]?.stdout, fixed[1]?.stdout);
  assert.equal((await sign("soap")).status, 2);
});

test("credentials: which source wins and why, with four characters of the id and never the key", async (t) => {
  const { run, env, home } = await terminal(t, { instances: 1 });
  const rows = JSON.parse((await run(["credentials"])).stdout);
  assert.deepEqual(
    rows.map((/** @type {{Source: string, SecretId: string | null}} */ { Source, SecretId }) => [
      Source,
      SecretId,
    ]),
    [
      ["environment", "AKID…"],
      ["profile", null],
      ["web-identity", null],
      ["instance-role", null],
    ],
  );
  const keys = { TENCENTCLOUD_SECRET_ID: undefined, TENCENTCLOUD_SECRET_KEY: undefined };
  spawnSync("mkdir", ["-p", join(home, ".tccli")]);
  const file = join(home, ".tccli/office.credential");
  writeFileSync(file, JSON.stringify({ secretId: "AKIDcanary", secretKey: "canary-key" }), { mode: 0o644 });
  const profile = await run(["credentials", "--profile", "office"], { env: { ...env, ...keys } });
  assert.equal(profile.status, 0, profile.stderr);
  assert.match(profile.stdout, /"State": "used.*\n.*office\.credential/);
  assert.match(profile.stderr, /office\.credential/, "others can read it");
  assert.ok(!`${profile.stdout}${profile.stderr}`.includes("canary"));
  const nobody = await run(["credentials"], { env: { ...env, ...keys } });
  assert.equal(nobody.status, 4);
  const assumed = await run(["credentials", "--assume-role", "qcs::cam::uin/100000000001:roleName/operator"]);
  assert.match(assumed.stderr, /was assumed/);
  assert.equal((await run(["credentials", "--duration", "1h"])).status, 2);
});

test("completion: every command and option, in scripts that the shells can read", async (t) => {
  const { run } = await terminal(t, { instances: 1 });
  for (const shell of ["bash", "zsh", "fish"]) {
    const { status, stdout } = await run(["completion", shell]);
    assert.equal(status, 0);
    for (const { name } of COMMANDS) assert.ok(stdout.includes(name), `${shell}: ${name}`);
    assert.match(stdout, /exclude-tag/);
  }
  const { stdout } = await run(["completion", "bash"]);
  const complete = (/** @type {string[]} */ ...words) => {
    const script = `${stdout}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _tencentcloud_edge; echo "\${COMPREPLY[@]}"`;
    return spawnSync("bash", ["-c", script], { encoding: "utf8" }).stdout.trim();
  };
  assert.equal(complete("tencentcloud-edge", "cred"), "credentials");
  assert.equal(complete("tencentcloud-edge", "list", "--exclude-"), "--exclude-tag");
  assert.equal(complete("tencentcloud-edge", "list", "--output", "j"), "json jsonl");
  for (const shell of ["zsh", "fish"]) {
    const script = (await run(["completion", shell])).stdout;
    const checked = spawnSync(shell, ["-n"], { input: script, encoding: "utf8" });
    if (checked.error === undefined) assert.equal(checked.stderr, "");
  }
  assert.equal((await run(["completion", "tcsh"])).status, 2);
});
