import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import {
  accountsEnv,
  collect,
  control,
  envOf,
  REGION,
  readEvents,
  startGateway,
  startPair,
  stoppedIds,
  tokensOf,
  until,
} from "./gateway.mjs";
import { refused, startScriptedCloud } from "./scripted-cloud.mjs";

const ADMIN = { actions: "*", regions: "*", instances: "*", maxInstances: 50, accounts: "*", admin: true };
const STARTER = { actions: ["StartInstances"], regions: [REGION], instances: "*", maxInstances: 50 };

describe("nothing outlives the token that it was asked for with", () => {
  /** @type {Awaited<ReturnType<typeof startPair>>} */
  let pair;
  /** @type {string} */
  let events;
  before(async () => {
    pair = await startPair({ tokens: { admin: { ...ADMIN, metrics: true } } });
    await control(pair.emulator, "faults", [{ kind: "hang", action: "DescribeInstances" }]);
    const { body } = await pair.gateway.start(await stoppedIds(pair.emulator, 1), { token: "admin" });
    events = `/v1/jobs/${body.id}/events`;
  });
  after(() => pair.close());
  /** @param {string} name @param {object} [more] @returns {Promise<string>} */
  const issue = async (name, more = {}) => {
    const json = { name, scopes: STARTER, ...more };
    const { status, body } = await pair.gateway.api("/v1/tokens", { method: "POST", token: "admin", json });
    assert.equal(status, 201, JSON.stringify(body));
    return body.token;
  };
  /** @param {string} name */
  const revoke = async (name) =>
    assert.equal(
      (await pair.gateway.api(`/v1/tokens/${name}`, { method: "DELETE", token: "admin" })).status,
      200,
    );
  const openStreams = async () => {
    const reply = await pair.gateway.raw("/metrics", { token: "admin" });
    const samples = [...(await reply.text()).matchAll(/^\w*event_streams\{[^}]*\} (\d+)$/gm)];
    assert.ok(samples.length > 0);
    return samples.reduce((sum, [, count]) => sum + Number(count), 0);
  };
  const allClosed = () => until("all streams closed", async () => (await openStreams()) === 0);

  test("a stream ends when its token expires", async () => {
    const expiresAt = Date.now() + 4_000;
    const token = await issue("brief", { expiresAt });
    const reply = await pair.gateway.raw(events, { token });
    assert.equal(reply.status, 200);
    const seen = await collect(readEvents(reply));
    assert.ok(seen.length > 0);
    assert.ok(seen.every(({ event }) => event === "progress"));
    assert.equal((await pair.gateway.api("/v1/session", { token })).status, 401);
    await allClosed();
  });

  test("streams that open while their token is revoked are refused or end", async () => {
    for (let round = 0; round < 12; round++) {
      const name = `leaving-${round}`;
      const token = await issue(name);
      assert.equal((await pair.gateway.api("/v1/session", { token })).status, 200);
      const opening = Array.from({ length: 6 }, () => pair.gateway.raw(events, { token }));
      const revoked = revoke(name);
      opening.push(...Array.from({ length: 6 }, () => pair.gateway.raw(events, { token })));
      await revoked;
      for (const reply of await Promise.all(opening)) {
        assert.ok(reply.status === 200 || reply.status === 401, String(reply.status));
        await reply.text();
      }
    }
    await allClosed();
  });

  for (const [path, bodyOf] of /** @type {Array<[string, (id: string) => object]>} */ ([
    ["/v1/jobs", (id) => ({ action: "StartInstances", region: REGION, instanceIds: [id] })],
    ["/v1/tokens", () => ({ name: "late", scopes: {} })],
  ]))
    test(`a body of POST ${path} that arrives after its token was revoked creates nothing`, async () => {
      const name = `slow${path.replaceAll("/", "-")}`;
      const token = await issue(name, { scopes: { ...STARTER, admin: true } });
      const [id = ""] = await stoppedIds(pair.emulator, 1);
      const body = JSON.stringify(bodyOf(id));
      const headers = {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "content-length": body.length,
      };
      const upload = request(pair.gateway.url() + path, { method: "POST", headers });
      const answered = new Promise((resolve, reject) => upload.on("response", resolve).on("error", reject));
      upload.write(body.slice(0, 10));
      const tokens = async () => (await pair.gateway.api("/v1/tokens", { token: "admin" })).body.items;
      await until(
        "the token to be used",
        async () =>
          (await tokens()).find((/** @type {{ name: string }} */ it) => it.name === name).lastUsedAt,
      );
      await revoke(name);
      upload.end(body.slice(10));
      assert.equal((await answered).statusCode, 401);
      const jobs = (await pair.gateway.api("/v1/jobs", { token: "admin" })).body.items;
      for (const { createdBy } of [...jobs, ...(await tokens())]) assert.notEqual(createdBy, name);
    });
});

test("a CSV of many pages ends when its token is revoked", async (t) => {
  const message = "the role may not be assumed, ".repeat(20);
  const cloud = await startScriptedCloud(() => refused("UnauthorizedOperation", message));
  const gateway = await startGateway({
    ...envOf(cloud.url),
    ...accountsEnv({ assumeRole: { roleArn: "qcs::cam::uin/100000000001:roleName/edge" } }),
    GATEWAY_TOKENS: tokensOf({ admin: { ...ADMIN, maxInstances: 20_000 } }),
  });
  t.after(async () => {
    await gateway.close();
    cloud.close();
  });
  const scopes = { ...STARTER, accounts: "*", maxInstances: 20_000 };
  const json = { name: "reader-1", scopes };
  const { token } = (await gateway.api("/v1/tokens", { method: "POST", token: "admin", json })).body;
  const ids = Array.from({ length: 20_000 }, (_, n) => `ins-${n.toString(36).padStart(8, "0")}`);
  const { body: job } = await gateway.start(ids, { token });
  await gateway.ended(job.id, "admin");
  const path = `${gateway.url()}/v1/jobs/${job.id}/instances?format=csv`;
  const reading = request(path, { headers: { authorization: `Bearer ${token}` } }).end();
  const [reply] = await once(reading, "response");
  await once(reply, "readable");
  const revoked = await gateway.api("/v1/tokens/reader-1", { method: "DELETE", token: "admin" });
  assert.equal(revoked.status, 200);
  let text = "";
  await assert.rejects(async () => {
    for await (const chunk of reply) text += chunk;
  });
  assert.ok(text.includes(String(ids[0])));
  assert.ok(!text.includes(String(ids.at(-1))));
});
