import assert from "node:assert/strict";
import { test } from "node:test";
import { accountsEnv, REGION, startPair } from "./gateway.mjs";

test("a key that the cloud refuses is shown by a list of its account, and not by /readyz", async (t) => {
  const { gateway, close } = await startPair({
    tokens: { watch: { metrics: true } },
    env: accountsEnv({ secretId: "AKIDunknown0", secretKey: "unknownunknown" }),
  });
  t.after(close);
  assert.equal((await gateway.api("/readyz", { token: "watch" })).status, 200);
  const path = `/v1/instances?account=prod&region=${REGION}&limit=1`;
  const { status, body } = await gateway.api(path, { token: "ops" });
  assert.deepEqual([status, body.code], [502, "AuthFailure.SecretIdNotFound"]);
});
