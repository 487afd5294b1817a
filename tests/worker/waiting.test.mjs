import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  accountsEnv,
  control,
  envOf,
  freePort,
  startGateway,
  startPair,
  stoppedIds,
  until,
} from "./gateway.mjs";
import { refused, startScriptedCloud } from "./scripted-cloud.mjs";

/** @typedef {import("../../worker/src/jobs/types.js").Waiting} Waiting */

/**
 * What the job says that it waits for, once that has this reason.
 * @param {import("./gateway.mjs").TestGateway} gateway
 * @param {string} id
 * @param {string} reason
 * @returns {Promise<Waiting>}
 */
const waitsFor = (gateway, id, reason) =>
  until(`${id} to wait for ${reason}`, async () => {
    const { body } = await gateway.api(`/v1/jobs/${id}`, { token: "ops" });
    assert.equal(body.finishedAt, undefined, JSON.stringify(body));
    return body.waiting?.reason === reason && body.waiting;
  });

describe("a running job says what it waits for", () => {
  /** @type {Array<[name: string, fault: object, reason: string, code: string | undefined]>} */
  const FAULTS = [
    [
      "the cloud refuses for its rate",
      { kind: "throttle", action: "StartInstances" },
      "throttled",
      "RequestLimitExceeded",
    ],
    ["the cloud hangs", { kind: "hang", action: "DescribeInstances" }, "reply", undefined],
    [
      "the cloud fails",
      { kind: "error", code: "InternalError", action: "DescribeInstances" },
      "cloud",
      "InternalError",
    ],
    [
      "there are no resources",
      { kind: "error", code: "ResourceInsufficient.CloudDiskSoldOut", action: "StartInstances" },
      "refused",
      "ResourceInsufficient.CloudDiskSoldOut",
    ],
  ];
  for (const [name, fault, reason, code] of FAULTS)
    test(name, async (t) => {
      const { emulator, gateway, close } = await startPair();
      t.after(close);
      await control(emulator, "faults", fault);
      const { body } = await gateway.start(await stoppedIds(emulator, 1));
      const waiting = await waitsFor(gateway, body.id, reason);
      assert.equal(waiting.code, code);
      await control(emulator, "clear-faults", {});
      const ended = await gateway.ended(body.id);
      assert.equal(ended.waiting, undefined);
      assert.equal(ended.progress.outcomes.done, 1);
    });

  test("instances that are on their way", async (t) => {
    const { emulator, gateway, close } = await startPair({ args: ["--transitions", "hand"] });
    t.after(close);
    const { body } = await gateway.start(await stoppedIds(emulator, 2), { fields: { ramp: { first: 1 } } });
    const { untilMs } = await waitsFor(gateway, body.id, "instances");
    assert.ok(untilMs !== undefined && untilMs > body.createdAt);
    const { body: list } = await gateway.api("/v1/jobs?state=running", { token: "ops" });
    assert.ok(list.items[0].waiting, "lists say it too");
  });

  test("nobody takes connections", async (t) => {
    const gateway = await startGateway(envOf(`http://127.0.0.1:${await freePort()}`));
    t.after(() => gateway.close());
    const { body } = await gateway.start(["ins-0000000a"], { fields: { connectMs: 600_000 } });
    assert.equal((await waitsFor(gateway, body.id, "connection")).code, "Gateway.NotSent");
  });

  test("sts gives no key", async (t) => {
    const cloud = await startScriptedCloud(() => refused("InternalError"));
    const role = { roleArn: "qcs::cam::uin/100000000001:roleName/edge" };
    const gateway = await startGateway({ ...envOf(cloud.url), ...accountsEnv({ assumeRole: role }) });
    t.after(async () => {
      await gateway.close();
      cloud.close();
    });
    const { body } = await gateway.start(["ins-0000000a"]);
    assert.equal((await waitsFor(gateway, body.id, "credentials")).code, "Client.CredentialsFailed");
  });

  test("other jobs of the same token are in memory, as many as fit", async (t) => {
    const { emulator, gateway, close } = await startPair();
    t.after(close);
    await control(emulator, "faults", { kind: "hang", action: "DescribeInstances" });
    const [id = ""] = await stoppedIds(emulator, 1);
    for (let count = 0; count < 128; count++) assert.equal((await gateway.start([id])).status, 202);
    const { body } = await gateway.start([id]);
    assert.deepEqual(await waitsFor(gateway, body.id, "turn"), { reason: "turn" });
  });
});
