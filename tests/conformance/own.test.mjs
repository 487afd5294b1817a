import assert from "node:assert/strict";
import { after, test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { open } from "./context.mjs";
import { suite } from "./suite.mjs";

const ROLE = "qcs::cam::uin/100000000001:roleName/operator";
const server = await startEmulator({
  instances: 60,
  args: ["--no-rate-limits", "--boot", "20,60", "--quiet"],
});
after(() => server.kill());
const context = open({ endpoint: server.url, region: "ap-guangzhou", keys: demoCredentials, role: ROLE });

for (const { group, name, run } of suite) test(`${group}: ${name}`, () => run(context));

test("the suite is as large as it says", () => {
  assert.ok(suite.length >= 400, String(suite.length));
  const names = suite.map(({ group, name }) => `${group}: ${name}`);
  assert.equal(new Set(names).size, names.length, "each name is there once");
});

test("nothing was started by what only reads", async () => {
  const fresh = await startEmulator({
    instances: 60,
    args: ["--no-rate-limits", "--boot", "20,60", "--quiet"],
  });
  try {
    const other = open({ endpoint: fresh.url, region: "ap-guangzhou", keys: demoCredentials, role: ROLE });
    const before = await fresh.snapshot();
    for (const { does, run } of suite) if (does !== "starts") await run(other);
    const { instances, starts } = await fresh.snapshot();
    assert.deepEqual(instances, before.instances);
    assert.deepEqual(starts, {});
  } finally {
    await fresh.kill();
  }
});
