import assert from "node:assert/strict";
import { after, test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { openNodeSdk, openPythonSdk } from "./sdks.mjs";

const ROLE = "qcs::cam::uin/100000000001:roleName/operator";
const server = await startEmulator({
  instances: 3,
  args: ["--regions", "ap-guangzhou", "--boot", "60000,60000"],
});
const sdks = [await openNodeSdk(), await openPythonSdk()];
after(async () => {
  for (const sdk of sdks) sdk.end();
  await server.kill();
});

/** @param {string} name @param {unknown} value */
async function control(name, value) {
  const asked = { method: "POST", body: JSON.stringify(value) };
  assert.equal((await fetch(`${server.url}/_emulator/${name}`, asked)).status, 200);
}

/** @param {import("./sdks.mjs").Answered} answered */
const resultOf = ({ result, error }) => result ?? assert.fail(error?.message);

for (const sdk of sdks) {
  /**
   * @param {string} action
   * @param {object} params
   * @param {Partial<import("./sdks.mjs").Asked>} [how]
   */
  const ask = (action, params, how) =>
    sdk.call({
      action,
      params,
      host: new URL(server.url).host,
      protocol: "http",
      region: "ap-guangzhou",
      credentials: demoCredentials,
      ...how,
    });
  /** @param {Partial<import("./sdks.mjs").Asked>} [how] */
  const assume = async (how) => {
    const order = { RoleArn: ROLE, RoleSessionName: "interop", DurationSeconds: 900 };
    const result = resultOf(await ask("AssumeRole", order, { service: "sts", ...how }));
    const { TmpSecretId, TmpSecretKey, Token } = result.Credentials;
    return { secretId: TmpSecretId, secretKey: TmpSecretKey, token: Token };
  };

  for (const [name, how] of Object.entries({
    POST: {},
    GET: { method: /** @type {const} */ ("GET") },
    v1: { signMethod: /** @type {const} */ ("HmacSHA256") },
  })) {
    test(`${sdk.name}: describes with a temporary key, ${name}`, async () => {
      const credentials = await assume(how);
      const result = resultOf(await ask("DescribeInstances", {}, { credentials, ...how }));
      assert.equal(result.TotalCount, 3);
      const identity = { service: /** @type {const} */ ("sts"), credentials, ...how };
      const caller = resultOf(await ask("GetCallerIdentity", {}, identity));
      assert.deepEqual([caller.Type, caller.AccountId], ["CAMRole", "100000000001"]);
    });
  }

  test(`${sdk.name}: a temporary key without its token is refused`, async () => {
    const { token: _, ...credentials } = await assume();
    const { error } = await ask("DescribeInstances", {}, { credentials });
    assert.equal(error?.code, "AuthFailure.TokenFailure");
  });

  test(`${sdk.name}: what the role may not is refused`, async () => {
    const credentials = await assume();
    await control("policies", [{ role: ROLE, actions: "cvm:Describe*" }]);
    const [{ InstanceId }] = (await server.snapshot()).instances;
    const { error } = await ask("StartInstances", { InstanceIds: [InstanceId] }, { credentials });
    await control("policies", []);
    assert.equal(error?.code, "UnauthorizedOperation");
    assert.match(error?.message ?? "", new RegExp(`cvm:StartInstances.*${InstanceId}`, "s"));
  });

  test(`${sdk.name}: a role that is none is refused`, async () => {
    const { error } = await ask(
      "AssumeRole",
      { RoleArn: "operator", RoleSessionName: "interop" },
      { service: "sts" },
    );
    assert.equal(error?.code, "InvalidParameter.ParamError");
  });

  test(`${sdk.name}: a web identity is taken`, async () => {
    const params = {
      ProviderId: "OIDC",
      WebIdentityToken: "eyJh.eyJz.c2ln",
      RoleArn: ROLE,
      RoleSessionName: "x1",
    };
    const result = resultOf(await ask("AssumeRoleWithWebIdentity", params, { service: "sts" }));
    assert.equal(typeof result.Credentials.Token, "string");
  });
}
