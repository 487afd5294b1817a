import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../../scripts/lib/emulator.mjs";
import { findPython, tccli } from "../../../scripts/lib/peers.mjs";
import { FLEET } from "../steps.mjs";

const folder = mkdtempSync(join(tmpdir(), "interop-tccli-"));
const fleet = join(folder, "fleet.json");
const authority = join(folder, "ca.pem");
writeFileSync(fleet, JSON.stringify(FLEET));
const server = await startEmulator({
  args: ["--fleet", fleet, "--boot", "60000,60000", "--tls", "--ca", authority],
});
const control = (/** @type {string} */ name, /** @type {string} */ body = "") =>
  new Promise((resolve, reject) => {
    const args = ["--silent", "--show-error", "--cacert", authority, "--request", "POST", "--data", body];
    execFile("curl", [...args, `${server.url}/_emulator/${name}`], (error) =>
      error ? reject(error) : resolve(undefined),
    );
  });
after(async () => {
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
});

const python = findPython();
const peer = await tccli(python);
// It verifies with certifi's bundle and nothing else: one with the emulator's authority in it goes before.
cpSync(`${peer}/certifi`, join(folder, "path", "certifi"), { recursive: true });
appendFileSync(join(folder, "path", "certifi", "cacert.pem"), readFileSync(authority));

/**
 * @param {string[]} args
 * @returns {Promise<{code: number, said: string}>}
 */
const run = (...args) =>
  new Promise((resolve) => {
    const keys = ["--secretId", demoCredentials.secretId, "--secretKey", demoCredentials.secretKey];
    const where = ["--endpoint", new URL(server.url).host, "--region", "ap-guangzhou", "--language", "en-US"];
    const env = {
      ...process.env,
      HOME: folder,
      PYTHONPATH: `${join(folder, "path")}:${peer}`,
      PYTHONDONTWRITEBYTECODE: "1",
    };
    execFile(
      python,
      [`${peer}/bin/tccli`, "cvm", ...args, ...where, ...keys],
      { env },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
    );
  });

/** @type {Array<{name: string, args: string[], check?: (said: import("../sdks.mjs").Result) => void, refused?: string, fault?: object}>} */
const scenarios = [
  {
    name: "start",
    args: ["StartInstances", "--InstanceIds", '["ins-stopped1","ins-stopped2"]'],
    check: ({ RequestId }) => assert.match(RequestId, /^[0-9a-f-]{36}$/),
  },
  {
    name: "stop",
    args: ["StopInstances", "--InstanceIds", '["ins-running1"]', "--StopType", "HARD"],
    check: ({ RequestId }) => assert.match(RequestId, /^[0-9a-f-]{36}$/),
  },
  {
    name: "reboot",
    args: ["RebootInstances", "--InstanceIds", '["ins-running1"]'],
    check: ({ RequestId }) => assert.match(RequestId, /^[0-9a-f-]{36}$/),
  },
  {
    name: "terminate",
    args: ["TerminateInstances", "--InstanceIds", '["ins-stopped1"]'],
    check: ({ RequestId }) => assert.match(RequestId, /^[0-9a-f-]{36}$/),
  },
  { name: "describe", args: ["DescribeInstances"], check: ({ TotalCount }) => assert.equal(TotalCount, 4) },
  {
    name: "describe a page",
    args: ["DescribeInstances", "--Offset", "1", "--Limit", "2"],
    check: ({ InstanceSet }) => assert.equal(InstanceSet.length, 2),
  },
  {
    name: "describe by a filter in Chinese",
    args: ["DescribeInstances", "--Filters", '[{"Name":"instance-name","Values":["中文-1"]}]'],
    check: ({ TotalCount }) => assert.equal(TotalCount, 1),
  },
  {
    name: "describe states, cut down by JMESPath",
    args: [
      "DescribeInstancesStatus",
      "--InstanceIds",
      '["ins-running1"]',
      "--filter",
      "InstanceStatusSet[0].InstanceState",
    ],
    check: (said) => assert.equal(said, "RUNNING"),
  },
  { name: "zones", args: ["DescribeZones"], check: ({ ZoneSet }) => assert.ok(ZoneSet.length > 3) },
  {
    name: "run",
    args: ["RunInstances", "--Placement", '{"Zone":"ap-guangzhou-3"}', "--ImageId", "img-487zeit5"],
    check: ({ InstanceIdSet }) => assert.equal(InstanceIdSet.length, 1),
  },
  {
    name: "an id that is not there",
    args: ["StartInstances", "--InstanceIds", '["ins-99999999"]'],
    refused: "InvalidInstanceId.NotFound",
  },
  {
    name: "a state that forbids it",
    args: ["StartInstances", "--InstanceIds", '["ins-running1"]'],
    refused: "UnsupportedOperation.InstanceStateRunning",
  },
  {
    name: "throttling",
    args: ["DescribeInstances"],
    fault: { kind: "throttle" },
    refused: "RequestLimitExceeded",
  },
  {
    name: "wait until a machine runs",
    args: [
      "DescribeInstances",
      "--InstanceIds",
      '["ins-running2"]',
      "--waiter",
      '{"expr":"InstanceSet[0].InstanceState","to":"RUNNING","timeout":10,"interval":1}',
    ],
    check: ({ TotalCount }) => assert.equal(TotalCount, 1),
  },
];

for (const { name, args, check, refused, fault } of scenarios) {
  test(`tccli: ${name}`, async () => {
    await control("reset");
    if (fault !== undefined) await control("faults", JSON.stringify(fault));
    const { code, said } = await run(...args);
    if (refused !== undefined) {
      assert.notEqual(code, 0);
      assert.match(said, new RegExp(`code:${refused} `));
      return;
    }
    assert.equal(code, 0, said);
    check?.(JSON.parse(said));
  });
}
