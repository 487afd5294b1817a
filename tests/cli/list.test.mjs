import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { terminal } from "./support.mjs";

test("list: every format, every region, and names that say what is wrong", async (t) => {
  const { run, server, env } = await terminal(t, { instances: 12 });
  const { instances } = await server.snapshot();
  const here = instances
    .filter(({ region }) => region === "ap-guangzhou")
    .map(({ InstanceId }) => InstanceId);

  const json = await run(["list"]);
  assert.equal(json.status, 0, json.stderr);
  const rows = JSON.parse(json.stdout);
  assert.deepEqual(
    rows.map((/** @type {{InstanceId: string}} */ row) => row.InstanceId).sort(),
    [...here].sort(),
  );
  assert.ok(rows.every((/** @type {{Region: string}} */ row) => row.Region === "ap-guangzhou"));

  const ids = await run(["list", "--region", "all", "-o", "ids"]);
  assert.deepEqual(
    ids.stdout.trim().split("\n").sort(),
    instances.map(({ InstanceId }) => InstanceId).sort(),
  );

  const lines = (await run(["list", "-o", "jsonl"])).stdout.trim().split("\n");
  assert.equal(lines.length, here.length);
  const part = JSON.parse((await run(["list", "--columns", "InstanceId,Zone"])).stdout);
  assert.deepEqual(Object.keys(part[0]), ["InstanceId", "Zone"]);
  const csv = (await run(["list", "-o", "csv", "--columns", "InstanceId,Zone,Tag:env"])).stdout.split(
    /\r?\n/,
  );
  assert.equal(csv[0], "InstanceId,Zone,Tag:env");
  const table = (await run(["list", "-o", "table"])).stdout;
  assert.ok(here.every((id) => table.includes(id)));

  for (const [args, status, said] of /** @type {const} */ ([
    [["list", "--colums", "A"], 2, /--columns\?/],
    [["lst"], 2, /list\?/],
    [["list", "--secret-key=very-secret"], 2, /on purpose/],
    [["list", "--columns", "InstanseName"], 2, /InstanceName\?/],
    [["list", "--region", "all,ap-guangzhou"], 2, /stands alone/],
    [["list", "--output", "xml"], 2, /one of table, json/],
    [["list", "--max", "3"], 2, /list takes no --max/],
  ])) {
    const { status: found, stdout, stderr } = await run([...args]);
    assert.deepEqual([found, stdout], [status, ""], stderr);
    assert.match(stderr, said);
    assert.ok(!stderr.includes("very-secret"));
  }
  const wrong = await run(["list"], { env: { ...env, TENCENTCLOUD_SECRET_KEY: "wrong-secret" } });
  assert.deepEqual([wrong.status, wrong.stdout], [4, ""]);
  assert.match(wrong.stderr, /AuthFailure\.SignatureFailure/);
  assert.ok(!wrong.stderr.includes("wrong-secret"));
});

describe("help", () => {
  test("is there in both languages, of everything and of each command, whatever else is given", async (t) => {
    const { run, env } = await terminal(t, { instances: 1 });
    const all = await run(["--help"]);
    assert.equal(all.status, 0);
    assert.match(all.stdout, /list .*regions/);
    const chinese = await run(["list", "--bogus", "--help"], { env: { ...env, LANG: "zh_CN.UTF-8" } });
    assert.match(chinese.stdout, /列出一个、多个或全部地域的实例/);
    assert.match((await run(["help", "list", "--language", "en-US"])).stdout, /--exclude-tag KEY=VALUE/);
    assert.match((await run(["lst", "--language", "zh-CN"])).stderr, /没有命令 lst/);
  });
});
