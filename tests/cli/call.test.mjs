import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { json } from "../../pkg/cli/output/json.js";
import { terminal } from "./support.mjs";

test("call: parameters from the line, a file and standard input; parts of the reply; all pages", async (t) => {
  const { run, server, home } = await terminal(t, { instances: 30, args: ["--regions", "ap-guangzhou"] });
  const file = join(home, "payload.json");
  writeFileSync(file, '\uFEFF{"Limit": 1}\n');
  const count = ["--query", "length(InstanceSet)"];
  for (const [args, more, expected] of /** @type {const} */ ([
    [["{}", ...count], {}, "20"],
    [[`@${file}`, ...count], {}, "1"],
    [["-", ...count], { input: '{"Limit":2}' }, "2"],
    [['{"Limit":7}', "--all-pages", ...count], {}, "30"],
    [["--query", "InstanceSet[0].Placement.Zone", "-o", "ids"], {}, /^ap-guangzhou-\d$/],
    [["--query", "InstanceSet[:2].{id: InstanceId}", "-o", "csv"], {}, /^id\r\nins-\w+\r\nins-\w+$/],
    [["-o", "csv", "--columns", "InstanceId"], {}, /^InstanceId(\r\nins-\w+){20}$/],
    [["--query", "nothing"], {}, "null"],
  ])) {
    const { status, stdout, stderr } = await run(["call", "cvm", "DescribeInstances", ...args], more);
    assert.equal(status, 0, stderr);
    if (typeof expected === "string") assert.equal(stdout.trimEnd(), expected);
    else assert.match(stdout.trimEnd(), expected);
  }
  const { requests } = await server.snapshot();
  assert.ok(requests.every(({ action }) => action === "DescribeInstances"));
});

test("call: what is refused, and by whom, is in its exit status", async (t) => {
  const { run, env } = await terminal(t, { instances: 1 });
  const wrong = { env: { ...env, TENCENTCLOUD_SECRET_KEY: "canary-of-a-key" } };
  const closed = { env: { ...env, TENCENTCLOUD_ENDPOINT: "http://127.0.0.1:9" } };
  const nobody = { env: { ...env, TENCENTCLOUD_SECRET_ID: undefined, TENCENTCLOUD_SECRET_KEY: undefined } };
  const half = { env: { ...env, TENCENTCLOUD_SECRET_KEY: undefined } };
  const start = ["call", "cvm", "StartInstances"];
  for (const [args, more, status, said] of /** @type {const} */ ([
    [[...start, '{"InstanceIds":["ins-zzzzzzz9"]}'], {}, 3, /InvalidInstanceId\.NotFound.*RequestId/],
    [["call", "cvm", "DescribeZones"], wrong, 4, /AuthFailure\.SignatureFailure/],
    [["call", "cvm", "DescribeZones"], nobody, 4, /there are no credentials/],
    [["call", "cvm", "DescribeZones"], half, 4, /TENCENTCLOUD_SECRET_KEY/],
    [["call", "cvm", "DescribeZones"], closed, 4, /Client\.Network/],
    [["call", "cvm", "describezones"], {}, 2, /mean DescribeZones\?/],
    [["call", "cvmm", "DescribeZones"], {}, 2, /mean cvm\?/],
    [["call", "cvm"], {}, 2, /takes a product/],
    [[...start, '{"Password":"canary-of-a-key"'], {}, 2, /must be a JSON object/],
    [[...start, "[1]"], {}, 2, /must be a JSON object/],
    [[...start, "--query", "a["], {}, 2, /no JMESPath/],
    [[...start, "{}", "--region", "ap-guangzhou,ap-singapore"], {}, 2, /one --region/],
    [["call", "cvm", "DescribeZones", "--query", "TotalCount", "-o", "csv"], {}, 2, /--query/],
  ])) {
    const found = await run([...args], more);
    assert.deepEqual([found.status, found.stdout], [status, ""], found.stderr);
    assert.match(found.stderr, said);
    assert.ok(!found.stderr.includes("canary"), found.stderr);
  }
  const newer = await run(["call", "tat", "NewAction", "--version", "2020-10-28"]);
  assert.deepEqual([newer.status, newer.stdout], [3, ""]);
});

test("--verbose writes a line for each request, without a secret; --quiet keeps to data", async (t) => {
  const { run, env } = await terminal(t, { instances: 1 });
  const { stdout, stderr } = await run([
    "call",
    "cvm",
    "DescribeZones",
    "--verbose",
    "--query",
    "TotalCount",
  ]);
  assert.match(stderr, /^DescribeZones {2}ap-guangzhou {2}200 ok {2}[0-9a-f-]{36} {2}\d+ ms\n$/);
  assert.match(stdout, /^\d+\n$/);
  assert.ok(!stderr.includes(String(env.TENCENTCLOUD_SECRET_KEY)));
  assert.equal((await run(["call", "cvm", "DescribeZones", "--quiet"])).stderr, "");
});

test("numbers keep their digits", () => {
  assert.equal(
    json({ a: 2n ** 64n, b: [-9007199254740993n], c: "1" }),
    '{"a":18446744073709551616,"b":[-9007199254740993],"c":"1"}',
  );
});

test("actions: found by name or summary in both languages; one with parameters, limits and codes", async (t) => {
  const { run, env } = await terminal(t, { instances: 1 });
  const rows = JSON.parse((await run(["actions", "start"])).stdout);
  assert.equal(rows[0].Action, "StartInstances");
  assert.ok(rows.length > 1);
  const chinese = await run(["actions", "开机"], { env: { ...env, LANG: "zh_CN.UTF-8" } });
  assert.ok(
    JSON.parse(chinese.stdout).some((/** @type {{Action: string}} */ row) => row.Action === "RunInstances"),
  );
  const one = JSON.parse((await run(["actions", "startinstances"])).stdout);
  assert.deepEqual(one.request, [
    { name: "InstanceIds", type: "string", list: true, required: true, mostItems: 100 },
  ]);
  assert.ok(one.codes.includes("UnsupportedOperation.InstanceStateRunning"));
  const table = (await run(["actions", "RunInstances", "-o", "table"])).stdout;
  assert.match(table, /Placement\.Zone +string +required/);
  assert.match(table, /cloud\.tencent\.com\/document\/api\/213\/15730/);
  const others = JSON.parse((await run(["actions", "natgateway", "--service", "vpc"])).stdout);
  assert.ok(others.some((/** @type {{Action: string}} */ row) => row.Action === "CreateNatGateway"));
  for (const args of [
    ["actions", "xyzzy"],
    ["actions", "--service", "xyzzy"],
  ]) {
    const { status, stdout } = await run(args);
    assert.deepEqual([status, stdout], [2, ""]);
  }
});
