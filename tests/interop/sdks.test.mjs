import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { scenarios } from "./scenarios.mjs";
import { openNodeSdk, openPythonSdk } from "./sdks.mjs";
import { FLEET } from "./steps.mjs";

const folder = mkdtempSync(join(tmpdir(), "interop-"));
const fleet = join(folder, "fleet.json");
writeFileSync(fleet, JSON.stringify(FLEET));
const server = await startEmulator({ args: ["--fleet", fleet, "--boot", "60000,60000"] });
const sdks = [await openNodeSdk(), await openPythonSdk()];
after(async () => {
  for (const sdk of sdks) sdk.end();
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** @param {string} name @param {unknown} [value] */
async function control(name, value) {
  const body = value === undefined ? null : JSON.stringify(value);
  assert.equal((await fetch(`${server.url}/_emulator/${name}`, { method: "POST", body })).status, 200);
}

/** The demo pair stands for itself. @param {{secretId: string, secretKey: string, token?: string}} [keys] */
function keysOf({ secretId, secretKey, ...rest } = { secretId: "DEMO", secretKey: "DEMO" }) {
  return {
    secretId: secretId === "DEMO" ? demoCredentials.secretId : secretId,
    secretKey: secretKey === "DEMO" ? demoCredentials.secretKey : secretKey,
    ...rest,
  };
}

for (const sdk of sdks) {
  for (const scenario of scenarios) {
    const {
      name,
      action,
      params = {},
      how = {},
      fault,
      before = [],
      code,
      message,
      check,
      afterwards = [],
    } = scenario;
    const asked = {
      host: new URL(server.url).host,
      protocol: /** @type {const} */ ("http"),
      region: "ap-guangzhou",
      ...how,
      credentials: keysOf(how.credentials),
      action,
      params,
    };
    if (!sdk.can(asked)) continue;
    test(`${sdk.name}: ${name}`, async () => {
      await control("reset");
      const plain = { ...asked, credentials: keysOf(), method: undefined, signMethod: undefined };
      for (const step of before) assert.equal((await sdk.call({ ...asked, ...step })).error, undefined);
      if (fault !== undefined) await control("faults", fault);
      const { result, error } = await sdk.call(asked);
      await control("clear-faults");
      if (code === undefined && message === undefined) assert.equal(error, undefined);
      if (code !== undefined) {
        assert.equal(error?.code, code);
        assert.match(error?.requestId ?? "", /^[0-9a-f-]{36}$/);
      }
      if (message !== undefined) assert.match(error?.message ?? "", message);
      check?.(result ?? assert.fail(error?.message));
      for (const step of afterwards) {
        const { method, signMethod, ...rest } = plain;
        const seen = await sdk.call({ ...rest, action: step.action, params: step.params });
        assert.equal(seen.error, undefined);
        step.check(seen.result ?? assert.fail("no result"));
      }
    });
  }
}
