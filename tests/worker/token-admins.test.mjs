import assert from "node:assert/strict";
import { test } from "node:test";
import { asProblem, envOf, REGION, startGateway, tokensOf } from "./gateway.mjs";
import { runSql } from "./storage.mjs";

const CHIEF = {
  actions: "*",
  regions: "*",
  instances: "*",
  maxInstances: 20_000,
  accounts: "*",
  admin: true,
};
const REGIONAL = { ...CHIEF, regions: [REGION], maxInstances: 100 };
const READER = { actions: ["DescribeInstances"], regions: [REGION], instances: ["ins-a*"], maxInstances: 5 };

/** A gateway with these tokens beside the usual ones. @param {import("node:test").TestContext} t @param {Record<string, object>} tokens */
async function setUp(t, tokens) {
  const gateway = await startGateway({ ...envOf("http://127.0.0.1:9"), GATEWAY_TOKENS: tokensOf(tokens) });
  t.after(() => gateway.close());
  return {
    gateway,
    make: (/** @type {object} */ json, token = "chief") =>
      gateway.api("/v1/tokens", { method: "POST", token, json }),
    revoke: (/** @type {string} */ name, /** @type {string} */ token) =>
      gateway.api(`/v1/tokens/${name}`, { method: "DELETE", token }),
    /** @param {string} token @returns {Promise<string[]>} */
    names: async (token) =>
      (await gateway.api("/v1/tokens", { token })).body.items.map(
        (/** @type {{ name: string }} */ it) => it.name,
      ),
  };
}

test("an admin sees the scopes of the tokens within its own only, and revokes every issued one", async (t) => {
  const { gateway, make, revoke } = await setUp(t, {
    chief: CHIEF,
    weak: { admin: true },
    regional: REGIONAL,
  });
  assert.equal((await make({ name: "second", scopes: { ...CHIEF, maxInstances: 500 } })).status, 201);
  assert.equal((await make({ name: "reader-1", scopes: READER })).status, 201);

  /** @param {string} token @param {readonly string[]} within */
  const assertSeen = async (token, within) => {
    const { body } = await gateway.api("/v1/tokens", { token });
    for (const name of ["chief", "weak", "regional", "second", "reader-1"]) {
      const item = body.items.find((/** @type {{ name: string }} */ it) => it.name === name);
      assert.ok(item, `${token} does not see ${name}`);
      assert.equal("scopes" in item, within.includes(name), `${token} ${name}`);
      assert.equal(item.stronger, within.includes(name) ? undefined : true, `${token} ${name}`);
      assert.equal("createdAt" in item, item.source === "made");
    }
  };
  await assertSeen("weak", ["weak"]);
  await assertSeen("regional", ["weak", "regional", "reader-1"]);
  await assertSeen("chief", ["chief", "weak", "regional", "second", "reader-1"]);

  const missing = await revoke("never-there", "chief");
  assert.equal(missing.status, 404);
  assert.equal(asProblem(missing).detail, 'There is no token "never-there".');
  const configured = await revoke("chief", "weak");
  assert.equal(configured.status, 409);
  assert.match(configured.body.detail, /GATEWAY_TOKENS; remove it there/);
  const revoked = await revoke("second", "weak");
  assert.equal(revoked.status, 200, JSON.stringify(revoked.body));
  assert.equal(revoked.body.stronger, true);
  assert.equal("scopes" in revoked.body, false);
  assert.equal(typeof revoked.body.revokedAt, "number");
  assert.equal((await revoke("reader-1", "chief")).status, 200);
  const grown = await make({ name: "third", scopes: READER }, "weak");
  assert.equal(grown.status, 403, "issuing stays within the issuer's own scopes");
});

test("ended tokens are bounded: those without jobs are let go, and then no more are issued", async (t) => {
  const { make, gateway, names } = await setUp(t, { chief: CHIEF });
  assert.equal((await make({ name: "first", scopes: READER })).status, 201);
  await gateway.crash();
  const now = Date.now();
  /** @param {number} from @param {number} to @param {number | null} usedAt @returns {import("./storage.mjs").Statement} */
  const ended = (from, to, usedAt) => [
    `WITH RECURSIVE n(i) AS (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2)
     INSERT INTO tokens (id, name, sha256, scopes, created_at, created_by, last_used_at, revoked_at)
     SELECT printf('%016x', i), 'old-' || i, hex(zeroblob(32)), '{"version":1}', ?3, 'chief', ?4, ?3 FROM n`,
    from,
    to,
    now,
    usedAt,
  ];
  await runSql(gateway.stateDir, "registry", [ended(0, 1_998, now), ended(1_998, 1_999, null)]);
  await gateway.resume();
  const next = await make({ name: "second", scopes: READER });
  assert.equal(next.status, 201, JSON.stringify(next.body));
  const kept = await names("chief");
  assert.ok(kept.includes("old-0"));
  assert.ok(!kept.includes("old-1998"));
  const full = await make({ name: "third", scopes: READER });
  assert.equal(full.status, 409);
  assert.equal(asProblem(full).code, "Gateway.TooManyTokens");
  assert.match(full.body.detail, /2000 names of tokens are taken.*after 30 days/);
});
