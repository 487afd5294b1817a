import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { collect, control, REGION, readEvents, startPair, stoppedIds, until } from "./gateway.mjs";

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

  test("every line of the log is JSON", () => {
    for (const line of pair.gateway.log().split("\n")) assert.doesNotThrow(() => JSON.parse(line), line);
  });
});
