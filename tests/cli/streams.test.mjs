import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { terminal } from "./support.mjs";

const MAIN = process.env.CLI_UNDER_TEST ?? `${paths.root}/pkg/cli/main.js`;

/** Runs a line of a shell, in which `$CLI` is the command. @param {string} line @param {Record<string, string | undefined>} env */
function shell(line, env) {
  const full = { ...env, CLI: `${process.execPath} ${MAIN}` };
  return spawnSync("bash", ["-c", line], { env: /** @type {NodeJS.ProcessEnv} */ (full), encoding: "utf8" });
}

test("a reader that leaves changes nothing of what an operation says at its end", async (t) => {
  const { env, server } = await terminal(t, {
    instances: 30,
    args: ["--regions", "ap-guangzhou", "--boot", "50,100"],
  });
  const looked = shell("$CLI list -o jsonl | head -1 > /dev/null; echo $PIPESTATUS", env);
  assert.deepEqual([looked.stdout, looked.stderr], ["0\n", ""]);
  const acted = shell("$CLI start ins-zzzzzzz9 2>&1 | head -c 10 > /dev/null; echo $PIPESTATUS", env);
  assert.equal(acted.stdout, "3\n", acted.stderr);
  const all = shell("$CLI start --all --yes 2>/dev/null | head -1 > /dev/null; echo $PIPESTATUS", env);
  assert.equal(all.stdout, "0\n", all.stderr);
  const { instances } = await server.snapshot();
  assert.ok(instances.every(({ InstanceState }) => InstanceState === "RUNNING"));
});

test("what cannot be written is told, after everything was done", async (t) => {
  if (!existsSync("/dev/full")) return;
  const { env } = await terminal(t, { instances: 9, args: ["--boot", "50,100"] });
  for (const line of ["$CLI list", "$CLI start --all --yes --quiet"]) {
    const { status, stderr } = shell(`${line} > /dev/full`, env);
    assert.deepEqual(
      [status, stderr],
      [3, "Standard output cannot be written (ENOSPC): what stands there is not whole.\n"],
    );
  }
  assert.equal(shell("$CLI list 2> /dev/full | tail -1", env).status, 0);
});

test("wait ends at its time although the service says nothing", async (t) => {
  const { run, server } = await terminal(t, { instances: 3, args: ["--regions", "ap-guangzhou"] });
  const [first] = (await server.snapshot()).instances;
  const rules = JSON.stringify([{ kind: "hang", action: "DescribeInstances" }]);
  await fetch(`${server.url}/_emulator/faults`, { method: "POST", body: rules });
  const { status, stdout, stderr } = await run([
    "wait",
    "RUNNING",
    String(first?.InstanceId),
    "--timeout",
    "1s",
  ]);
  assert.equal(status, 3, stderr);
  assert.equal(JSON.parse(stdout)[0].InstanceState, null);
});

test("no key was refused where none was sent", async (t) => {
  const { run, env } = await terminal(t, { instances: 1 });
  const nobody = { ...env, TENCENTCLOUD_SECRET_ID: undefined, TENCENTCLOUD_SECRET_KEY: undefined };
  for (const more of [nobody, { ...nobody, TENCENTCLOUD_SECRET_ID: "AKIDhalf" }]) {
    const { status, stderr } = await run(["list"], { env: more });
    assert.equal(status, 4);
    assert.doesNotMatch(stderr, /was refused/);
  }
});

test("what is left out by narrowing is named, and an empty plan is a plan", async (t) => {
  const { run } = await terminal(t, { instances: 3 });
  const planned = await run(["start", "ins-zzzzzzz9", "--tag", "env=nothing", "--dry-run", "-o", "json"]);
  assert.equal(planned.status, 0);
  assert.deepEqual(JSON.parse(planned.stdout).changes, []);
  assert.match(planned.stderr, /Left out.*ins-zzzzzzz9/);
  const state = await run(["list", "--state", "STOPED"]);
  assert.deepEqual([state.status, /--state is "STOPED".*STOPPED\?/.test(state.stderr)], [2, true]);
  assert.equal((await run(["emulator", "--help", "--language", "zh-CN"])).status, 0);
});
