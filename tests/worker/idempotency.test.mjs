import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { REGION, startPair, stoppedIds } from "./gateway.mjs";
import { runSql } from "./storage.mjs";

/** @param {string} key */
const keyed = (key) => ({ "idempotency-key": key });

test("a body is the same in whatever order its members are given", async (t) => {
  const { emulator, gateway, close } = await startPair({ instances: 60 });
  t.after(close);
  const instanceIds = await stoppedIds(emulator, 2);
  const action = "StopInstances";
  const bodies = [
    {
      action,
      region: REGION,
      instanceIds,
      parameters: { StopType: "HARD", StoppedMode: "KEEP_CHARGING" },
      ramp: { first: 1, factor: 3 },
    },
    {
      ramp: { factor: 3, first: 1 },
      parameters: { StoppedMode: "KEEP_CHARGING", StopType: "HARD" },
      instanceIds,
      region: REGION,
      action,
    },
  ];
  /** @param {object | undefined} json @param {string} key */
  const post = (json, key) =>
    gateway.api("/v1/jobs", { method: "POST", token: "ops", headers: keyed(key), json });
  const made = await post(bodies[0], "sorted");
  assert.equal(made.status, 202, JSON.stringify(made.body));
  assert.equal((await post(bodies[1], "sorted")).body.id, made.body.id);
  const other = { ...bodies[0], parameters: { StopType: "SOFT", StoppedMode: "KEEP_CHARGING" } };
  assert.equal((await post(other, "sorted")).status, 409);
  await gateway.ended(made.body.id);

  /* What releases before this one stored: the digest of the body with its parameters as given. */
  const asGiven = JSON.stringify({
    action,
    region: REGION,
    instanceIds,
    wait: true,
    parameters: bodies[0]?.parameters,
    ramp: bodies[0]?.ramp,
  });
  await gateway.crash();
  await runSql(gateway.stateDir, "default:keys", [
    ["UPDATE keys SET digest = ?", createHash("sha256").update(asGiven).digest("hex")],
  ]);
  await gateway.resume();
  assert.equal((await post(bodies[0], "sorted")).body.id, made.body.id);
});
