import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { load } from "../www/load.mjs";
import {
  asProblem,
  collect,
  REGION,
  readEvents,
  startPair,
  stoppedIds,
  tokensOf,
  until,
} from "./gateway.mjs";

const ADMIN = {
  actions: ["DescribeInstances", "StartInstances"],
  regions: [REGION],
  instances: ["ins-*"],
  maxInstances: 50,
  admin: true,
};
/** May see and revoke every token. */
const CHIEF = {
  actions: "*",
  regions: "*",
  instances: "*",
  maxInstances: 20_000,
  accounts: "*",
  admin: true,
};
const READER = { actions: ["DescribeInstances"], regions: [REGION], instances: ["ins-a*"], maxInstances: 5 };

describe("tokens made by tokens", () => {
  /** @type {Awaited<ReturnType<typeof startPair>>} */
  let pair;
  before(async () => {
    pair = await startPair({ tokens: { admin: ADMIN, chief: CHIEF } });
  });
  after(() => pair.close());
  /** @param {object} json @param {string} [token] */
  const make = (json, token = "admin") => pair.gateway.api("/v1/tokens", { method: "POST", token, json });
  /** @param {string} name @param {string} [token] */
  const revoke = (name, token = "admin") =>
    pair.gateway.api(`/v1/tokens/${name}`, { method: "DELETE", token });
  /** @param {string} [token] */
  const list = async (token = "admin") => (await pair.gateway.api("/v1/tokens", { token })).body.items;

  test("an issued token is valid with its scopes, and is shown once", async () => {
    const made = await make({ name: "reader-1", scopes: READER });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { token } = made.body;
    assert.match(token, /^tce_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
    const { status, body } = await pair.gateway.api("/v1/session", { token });
    assert.equal(status, 200);
    assert.equal(body.name, "reader-1");
    assert.deepEqual(body.instances, ["ins-a*"]);
    assert.equal(body.maxInstances, 5);
    assert.deepEqual(
      body.accounts.map((/** @type {{ name: string }} */ it) => it.name),
      ["default"],
    );
    const shown = await list("chief");
    const kept = shown.find((/** @type {{ name: string }} */ it) => it.name === "reader-1");
    assert.equal(kept.source, "made");
    assert.equal(kept.createdBy, "admin");
    assert.ok(kept.lastUsedAt >= kept.createdAt);
    assert.equal(
      shown.find((/** @type {{ name: string }} */ it) => it.name === "ops").source,
      "configuration",
    );
    const secret = token.slice(-43);
    assert.ok(!JSON.stringify(shown).includes(secret));
    assert.ok(!pair.gateway.log().includes(secret));
  });

  test("it survives a restart, and any altered token is refused", async () => {
    const { token } = (await make({ name: "lasting", scopes: READER })).body;
    await pair.gateway.crash();
    await pair.gateway.resume();
    assert.equal((await pair.gateway.api("/v1/session", { token })).status, 200);
    const last = token.endsWith("A") ? "B" : "A";
    for (const wrong of [
      `${token.slice(0, -1)}${last}`,
      `${token}A`,
      token.slice(0, -1),
      token.toUpperCase(),
    ])
      assert.equal((await pair.gateway.api("/v1/session", { token: wrong })).status, 401, wrong);
  });

  test("an issued token whose name is later configured is refused", async () => {
    const { token } = (await make({ name: "narrow", scopes: READER })).body;
    assert.equal((await pair.gateway.api("/v1/session", { token })).status, 200);
    await pair.gateway.crash();
    await pair.gateway.resume({ GATEWAY_TOKENS: tokensOf({ admin: ADMIN, narrow: {} }) });
    assert.equal((await pair.gateway.api("/v1/session", { token })).status, 401);
    await pair.gateway.crash();
    await pair.gateway.resume();
    assert.equal((await pair.gateway.api("/v1/session", { token })).status, 200);
  });

  test("a revoked token is refused at once and its streams end; its name stays taken", async () => {
    const scopes = { ...ADMIN, admin: false };
    const { token } = (await make({ name: "leaving", scopes })).body;
    await pair.emulator.snapshot();
    const injected = await fetch(`${pair.emulator.url}/_emulator/faults`, {
      method: "POST",
      body: JSON.stringify([{ kind: "late", action: "StartInstances", delayMs: 600_000 }]),
    });
    assert.equal(injected.ok, true);
    const ids = await stoppedIds(pair.emulator, 1);
    const { body } = await pair.gateway.start(ids, { token });
    const stream = readEvents(await pair.gateway.raw(`/v1/jobs/${body.id}/events`, { token }));
    assert.equal((await stream.next()).value?.event, "progress");
    const revoked = await revoke("leaving");
    assert.equal(revoked.status, 200);
    assert.equal(revoked.body.withinMs, 10_000);
    assert.ok((await collect(stream)).every(({ event }) => event === "progress"));
    assert.equal((await pair.gateway.api("/v1/session", { token })).status, 401);
    assert.equal((await make({ name: "leaving", scopes })).status, 409);
    assert.ok((await list()).find((/** @type {{ name: string }} */ it) => it.name === "leaving").revokedAt);
    assert.equal((await revoke("leaving")).status, 200);
    await pair.gateway.api(`/v1/jobs/${body.id}/cancel`, { method: "POST", token: "admin" });
  });

  test("the right id with another secret is refused, and does not show the token as used", async () => {
    const { token } = (await make({ name: "unused", scopes: READER })).body;
    const forged = `${token.slice(0, -43)}${"A".repeat(43)}`;
    assert.equal((await pair.gateway.api("/v1/session", { token: forged })).status, 401);
    const shown = async () =>
      (await list()).find((/** @type {{ name: string }} */ it) => it.name === "unused");
    assert.equal((await shown()).lastUsedAt, undefined);
    assert.equal((await pair.gateway.api("/v1/session", { token })).status, 200);
    assert.ok((await shown()).lastUsedAt);
  });

  test("a token that has expired is refused", async () => {
    const expiresAt = Date.now() + 3_000;
    const { token } = (await make({ name: "brief", scopes: READER, expiresAt })).body;
    const first = await pair.gateway.api("/v1/session", { token });
    assert.equal(first.body.expiresAt, expiresAt);
    await until(
      "the end of the token",
      async () => (await pair.gateway.api("/v1/session", { token })).status === 401,
    );
    assert.ok(Date.now() >= expiresAt);
  });

  test("no token grants more than it has", async () => {
    for (const [scope, scopes] of /** @type {const} */ ([
      ["actions", { ...READER, actions: ["DescribeInstances", "StopInstances"] }],
      ["actions", { ...READER, actions: "*" }],
      ["regions", { ...READER, regions: [REGION, "ap-singapore"] }],
      ["instances", { ...READER, instances: ["in*"] }],
      ["maxInstances", { ...READER, maxInstances: 51 }],
      ["accounts", { ...READER, accounts: "*" }],
      ["metrics", { ...READER, metrics: true }],
    ])) {
      const answer = await make({ name: "greedy", scopes });
      assert.equal(answer.status, 403, JSON.stringify(scopes));
      assert.equal(asProblem(answer).scope, scope);
    }
    const second = await make({ name: "deputy", scopes: ADMIN, expiresAt: Date.now() + 60_000 });
    assert.equal(second.status, 201);
    const longer = await make(
      { name: "outliving", scopes: {}, expiresAt: Date.now() + 600_000 },
      second.body.token,
    );
    assert.equal(longer.status, 400);
    assert.equal(longer.body.field, "expiresAt");
    const child = await make({ name: "child", scopes: {} }, second.body.token);
    assert.equal(child.body.expiresAt, second.body.expiresAt);
  });

  test("issuing, listing and revoking need the scope admin", async () => {
    for (const answer of [
      await make({ name: "x", scopes: {} }, "ops"),
      await pair.gateway.api("/v1/tokens", { token: "ops" }),
      await revoke("ops", "ops"),
    ]) {
      assert.equal(answer.status, 403);
      assert.equal(asProblem(answer).scope, "admin");
    }
  });
});

test("a stored token of every format is read, and one of an unknown format is refused", async () => {
  const { entryOf } = await load("auth/issued-tokens", "worker/src");
  const stored = JSON.parse(readFileSync(`${import.meta.dirname}/fixtures/token-1.json`, "utf8"));
  const entry = entryOf(stored, stored.createdAt);
  assert.equal(entry.name, "reader-1");
  assert.deepEqual(entry.scopes, {
    actions: ["DescribeInstances"],
    regions: ["ap-guangzhou"],
    instances: ["ins-a*"],
    maxInstances: 5,
    accounts: ["default"],
    metrics: false,
    admin: false,
  });
  assert.equal(entryOf({ ...stored, expiresAt: stored.createdAt }, stored.createdAt), undefined);
  assert.equal(entryOf({ ...stored, revokedAt: stored.createdAt }, stored.createdAt), undefined);
  for (const scopes of [
    '{"version":2,"actions":["*"]}',
    '{"version":1,"actions":["*"],"plan":"required"}',
    "not json",
  ])
    assert.equal(entryOf({ ...stored, scopes }, stored.createdAt), undefined, scopes);
});
