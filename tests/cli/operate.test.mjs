import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { acted, control, fleetOf, idsIn, rowsOf } from "./operate-support.mjs";
import { terminal } from "./support.mjs";

const FAST = ["--boot", "50,150"];

describe("the plan", () => {
  test("says how many will change, are there already and cannot, per region, and sends nothing that acts", async (t) => {
    const { run, server, env } = await terminal(t, { instances: 12, args: FAST });
    const zh = await run(["start", "--all", "--dry-run"], { env: { ...env, LANG: "zh_CN.UTF-8" } });
    assert.match(
      zh.stderr,
      /计划启动 4 台实例（ap-guangzhou）：3 台将变更，1 台正在运行或启动，0 台无法执行/,
    );

    const [id = ""] = await idsIn(server, "ap-guangzhou");
    const table = await run(["stop", id, "ins-zzzzzzzz", "--dry-run", "-o", "table"]);
    assert.match(
      table.stdout,
      /Plan to stop 2 instances in ap-guangzhou: 0 will change, 1 is already stopped/,
    );
    assert.match(table.stdout, /1 InvalidInstanceId\.NotFound .*no such instance.* \(ins-zzzzzzzz\)/);

    const all = ["start", "--all", "--region", "all", "--dry-run"];
    const json = await run([...all, "-o", "json"]);
    const plan = JSON.parse(json.stdout);
    assert.equal(plan.action, "StartInstances");
    assert.deepEqual(
      [plan.changes.length, plan.already.length, plan.refused.length, plan.batches],
      [9, 3, 0, 3],
    );
    assert.match(plan.digest, /^[0-9a-f]{64}$/);
    assert.deepEqual(
      plan.regions.map(
        (/** @type {{region: string, changes: string[], batches: number, seconds: number}} */ one) => [
          one.region,
          one.changes.length,
          one.batches,
          one.seconds,
        ],
      ),
      [
        ["ap-guangzhou", 3, 1, 0],
        ["ap-singapore", 3, 1, 0],
        ["na-ashburn", 3, 1, 0],
      ],
    );
    assert.match(json.stderr, /ap-singapore: 3 will change, 1 already, 0 cannot; 1 batch, 0\.0 s/);
    assert.equal(rowsOf((await run(all)).stdout).length, 3);
    const ids = await run([...all, "-o", "ids"]);
    assert.deepEqual(ids.stdout.trim().split("\n"), plan.changes);
    const [head, ...rows] = (await run([...all, "-o", "csv"])).stdout.trim().split("\r\n");
    assert.deepEqual([head, rows.length], ["InstanceId,Region,plan,code,reason", 12]);
    assert.deepEqual(await acted(server), []);
  });

  test("counts batches, waves and seconds at the pace", async (t) => {
    const { run } = await terminal(t, { args: FAST, fleet: fleetOf(450) });
    /** @param {string[]} args */
    const planOf = async (...args) => {
      const { stdout, stderr } = await run(["start", "--all", "--dry-run", "-o", "json", ...args]);
      const { batches, seconds } = JSON.parse(stdout);
      return { batches, seconds, text: stderr };
    };
    assert.deepEqual([(await planOf()).batches, (await planOf()).seconds], [5, 0]);
    const slow = await planOf("--rate", "2");
    assert.deepEqual([slow.batches, slow.seconds], [5, 2.01]);
    assert.match(slow.text, /5 batches at 2 a second: the last is sent after 2\.0 s/);
    const waves = await planOf("--ramp", "50,3", "--rate", "1");
    assert.deepEqual([waves.batches, waves.seconds], [6, 5.025]);
    assert.match(waves.text, /6 batches, in waves, at 1 a second/);
    // 50 and 150 and 250 with a second after each: at the service's own rate the same waves take two.
    assert.deepEqual((await planOf("--ramp", "50,3")).seconds, 2);
  });
});

describe("the question", () => {
  test("is asked on a terminal, and everything but yes means no", async (t) => {
    const { runOnTerminal, server, env } = await terminal(t, { instances: 12, args: FAST });
    const asking = "Start 3 instances\\? \\[y/N\\] ";
    for (const [send, status, said] of /** @type {const} */ ([
      ["\n", 2, /Nothing was sent/],
      ["n\n", 2, /Nothing was sent/],
      ["yellow\n", 2, /Nothing was sent/],
      ["\u0004", 2, /Nothing was sent/],
      ["\u0003", 130, /Interrupted: nothing was sent/],
    ])) {
      const { status: found, output } = await runOnTerminal(["start", "--all"], {
        steps: [{ wait: asking, send }],
      });
      assert.equal(found, status, output);
      assert.match(output, said);
      assert.match(output, /Plan to start 4 instances/);
    }
    assert.deepEqual(await acted(server), []);

    const chinese = await runOnTerminal(["start", "--all", "--quiet"], {
      env: { ...env, LC_ALL: "zh_CN.UTF-8" },
      steps: [{ wait: "启动 3 台实例？ \\[y/N\\] ", send: "是\n" }],
    });
    assert.equal(chinese.status, 0, chinese.output);
    // Whoever is asked is told what about, also with --quiet.
    assert.match(chinese.output, /计划启动 4 台实例/);
    assert.equal((await acted(server)).length, 1);
    const yes = await runOnTerminal(["stop", "--all", "--yes"]);
    assert.equal(yes.status, 0, yes.output);
    assert.doesNotMatch(yes.output, /\[y\/N\]/);
  });

  test("is not asked without a terminal: --yes, or ids as arguments", async (t) => {
    const { run, server, home } = await terminal(t, { instances: 12, args: FAST });
    const [first = "", second = ""] = await idsIn(server, "ap-guangzhou");
    const file = join(home, "ids");
    writeFileSync(file, `${first}\n${second}\n`);
    for (const args of [["--all"], ["--from", file], ["--tag", "env=prod"]]) {
      const { status, stdout, stderr } = await run(["start", ...args]);
      assert.deepEqual([status, stdout], [2, ""], stderr);
      assert.match(stderr, /Give --yes to act on these \d instances?/);
    }
    const input = await run(["start", "--from", "-"], { input: first });
    assert.deepEqual([input.status, await acted(server)], [2, []]);
    assert.equal((await run(["start", first])).status, 0);
    assert.equal((await run(["start", "--from", "-", "--yes"], { input: second })).status, 0);
    assert.deepEqual(
      (await acted(server)).map(({ instanceIds }) => instanceIds),
      [[first], [second]],
    );
  });

  test("a selection that is too large is refused, with how many it is", async (t) => {
    const { run, server } = await terminal(t, { args: FAST, fleet: fleetOf(501) });
    const many = await run(["start", "--all", "--yes"]);
    assert.deepEqual([many.status, many.stdout], [2, ""]);
    assert.match(many.stderr, /501 instances are selected, and --max is 500 \(the default\).*--max 501/);
    const zh = await run(["stop", "--all", "--yes", "--max", "3", "--language", "zh-CN"]);
    assert.match(zh.stderr, /共选择了 501 台实例，超过 --max 3。/);
    const { instances } = await server.snapshot();
    const ids = instances.slice(0, 2).map(({ InstanceId }) => InstanceId);
    assert.equal((await run(["start", ...ids, "--max", "1"])).status, 2);
    assert.deepEqual(await acted(server), []);
    assert.equal((await run(["start", "--all", "--yes", "--max", "501"])).status, 0);
  });
});

describe("outcomes", () => {
  test("a row for each instance in every format, and exit code 3 where some did not go well", async (t) => {
    const { run, server } = await terminal(t, { instances: 12, args: FAST });
    const ids = await idsIn(server, "ap-guangzhou");
    const { status, stdout, stderr } = await run(["start", ...ids, "ins-zzzzzzzz"]);
    assert.equal(status, 3);
    const rows = rowsOf(stdout);
    assert.deepEqual(
      rows.map(({ InstanceId, Region, outcome, state }) => [InstanceId, Region, outcome, state]),
      [...ids, "ins-zzzzzzzz"].map((id, at) => [
        id,
        "ap-guangzhou",
        ["done", "done", "done", "already", "failed"][at],
        at < 4 ? "RUNNING" : null,
      ]),
    );
    assert.deepEqual([rows[4]?.error?.code, rows[4]?.sent], ["InvalidInstanceId.NotFound", false]);
    const { requestId } = (await acted(server))[0] ?? {};
    assert.deepEqual([rows[0]?.requestId, rows[0]?.sent, rows[0]?.error], [requestId, true, null]);
    assert.match(
      stderr,
      /1 InvalidInstanceId\.NotFound {2}\(ins-zzzzzzzz\)\n +no such instance in this region\n +Trying again/,
    );
    assert.match(stderr, /3 done, 1 already, 1 failed in \d+\.\d s\./);

    const json = await run(["stop", ...ids, "-o", "json", "--quiet"]);
    assert.deepEqual([json.status, json.stderr, JSON.parse(json.stdout).length], [0, "", 4]);
    const csv = await run([
      "start",
      ...ids,
      "-o",
      "csv",
      "--columns",
      "InstanceId,outcome,error.code,Tag:env,InstanceName",
    ]);
    const [head, line] = csv.stdout.split("\r\n");
    assert.equal(head, "InstanceId,outcome,error.code,Tag:env,InstanceName");
    assert.match(line ?? "", new RegExp(`^${ids[0]},done,,\\w+,[\\w-]+$`));
    assert.deepEqual((await run(["start", ...ids, "-o", "ids"])).stdout.trim().split("\n"), ids);
    const table = await run(["reboot", ...ids, "-o", "table"]);
    assert.match(table.stdout, /^InstanceId +Region +outcome +state +error\.code +requestId\n/);
  });

  test("wrong columns are told before anything is sent", async (t) => {
    const { run, server } = await terminal(t, { instances: 12, args: FAST });
    const { status, stdout, stderr } = await run([
      "start",
      "--all",
      "--yes",
      "--columns",
      "InstanceId,outcom",
    ]);
    assert.deepEqual([status, stdout, await acted(server)], [2, "", []]);
    assert.match(stderr, /outcome\?/);
  });

  test("--no-wait ends when the requests are taken; --timeout ends what is not over", async (t) => {
    const { run, server } = await terminal(t, { instances: 12, args: ["--transitions", "hand"] });
    const [id = "", other = ""] = await idsIn(server, "ap-guangzhou");
    const taken = await run(["start", id, "--no-wait"]);
    assert.deepEqual([taken.status, rowsOf(taken.stdout)[0]?.outcome], [0, "accepted"]);
    const late = await run(["start", other, "--timeout", "2s"]);
    assert.equal(late.status, 3);
    const [row] = rowsOf(late.stdout);
    assert.deepEqual([row?.outcome, row?.sent, row?.error?.code], ["unknown", true, "Client.Deadline"]);
  });

  test("the parameters of the actions reach the service", async (t) => {
    const { run, server } = await terminal(t, { instances: 12, args: FAST });
    const ids = await idsIn(server, "ap-guangzhou");
    await run(["start", ...ids]);
    assert.equal((await run(["reboot", ...ids, "--stop-type", "HARD"])).status, 0);
    // The others keep what they cost.
    ids.pop();
    const stop = await run(["stop", ...ids, "--stop-type", "SOFT_FIRST", "--stopped-mode", "STOP_CHARGING"]);
    assert.equal(stop.status, 0, stop.stderr);
    const { instances } = await server.snapshot();
    const modes = instances
      .filter(({ InstanceId }) => ids.includes(InstanceId))
      .map((it) => it.StopChargingMode);
    assert.ok(modes.includes("STOP_CHARGING"), String(modes));
    const wrong = await run(["reboot", ...ids, "--stopped-mode", "STOP_CHARGING"]);
    assert.deepEqual([wrong.status, /reboot takes no --stopped-mode/.test(wrong.stderr)], [2, true]);
  });

  test("several regions side by side, each with its own rows", async (t) => {
    const { run, server } = await terminal(t, { instances: 12, args: FAST });
    const { status, stdout } = await run(["start", "--all", "--region", "all", "--yes"]);
    assert.equal(status, 0);
    assert.deepEqual(
      [...new Set(rowsOf(stdout).map(({ Region }) => Region))],
      ["ap-guangzhou", "ap-singapore", "na-ashburn"],
    );
    assert.equal(new Set((await acted(server)).map(({ region }) => region)).size, 3);
  });
});

describe("what goes wrong", () => {
  test("nothing could be attempted: exit code 4, in one region and in several", async (t) => {
    const { run, server, env } = await terminal(t, { instances: 12, args: FAST });
    const ids = await idsIn(server, "ap-guangzhou");
    const key = await run(["start", ...ids], { env: { ...env, TENCENTCLOUD_SECRET_KEY: "wrong-secret" } });
    assert.deepEqual([key.status, key.stdout], [4, ""]);
    assert.match(key.stderr, /AuthFailure\.SignatureFailure/);
    const region = await run(["start", "--all", "--yes", "--region", "ap-nowhere,ap-guangzhou"]);
    assert.deepEqual([region.status, region.stdout], [4, ""]);
    assert.match(region.stderr, /ap-nowhere|UnsupportedRegion/);
    await control(server, "policies", [{ secretId: "*", actions: ["cvm:Describe*"] }]);
    const may = await run(["start", ...ids]);
    assert.equal(may.status, 4, may.stderr);
    assert.match(may.stderr, /3 UnauthorizedOperation .*\n.*\n +The key lacks this permission/);
    await control(server, "policies", [{ secretId: "*", actions: "*", instances: [ids[0], "ins-*"] }]);
    const gone = await run(["start", ...ids], {
      env: { ...env, TENCENTCLOUD_ENDPOINT: "http://127.0.0.1:9" },
    });
    assert.deepEqual([gone.status, gone.stdout], [4, ""]);
  });

  test("--stop-after sends nothing more once so many have failed", async (t) => {
    const { run, server } = await terminal(t, { args: FAST, fleet: fleetOf(300) });
    await control(server, "faults", { kind: "fails", action: "StartInstances", nth: 1 });
    const { status, stdout, stderr } = await run([
      "start",
      "--all",
      "--yes",
      "--ramp",
      "10,100",
      "--stop-after",
      "2.5%",
    ]);
    assert.equal(status, 3, stderr);
    const rows = rowsOf(stdout);
    assert.equal(rows.filter(({ sent }) => sent).length, 10);
    assert.equal(rows.filter(({ error }) => error?.code === "Client.Halted").length, 290);
    assert.match(stderr, /--stop-after was reached/);
  });

  test("nothing that is selected is nothing to do", async (t) => {
    const { run } = await terminal(t, { instances: 12, args: FAST });
    const { status, stdout, stderr } = await run(["start", "--name", "no-such-*", "--yes", "-o", "json"]);
    assert.deepEqual([status, JSON.parse(stdout)], [0, []]);
    assert.match(stderr, /nothing to do/);
  });
});
