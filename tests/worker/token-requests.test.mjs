import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { asProblem, envOf, REGION, startGateway, tokensOf } from "./gateway.mjs";

const ALL = { actions: "*", regions: "*", instances: "*", maxInstances: 20_000, admin: true };
const READER = { actions: ["DescribeInstances"], regions: [REGION], instances: ["ins-a*"], maxInstances: 5 };

describe("the body of POST /v1/tokens", () => {
  /** @type {import("./gateway.mjs").TestGateway} */
  let gateway;
  before(async () => {
    gateway = await startGateway({
      ...envOf("http://127.0.0.1:9"),
      ACCOUNTS: JSON.stringify({ prod: demoCredentials, test: demoCredentials }),
      GATEWAY_TOKENS: tokensOf({
        chief: { ...ALL, accounts: "*" },
        deputy: { ...ALL, ...READER, instances: ["ins-*"], accounts: ["test"] },
      }),
    });
  });
  after(() => gateway.close());
  /** @param {object} json @param {string} [token] */
  const make = (json, token = "chief") => gateway.api("/v1/tokens", { method: "POST", token, json });

  /** @type {Array<[scopes: object, says: RegExp]>} */
  const REFUSED = [
    [
      { actions: ["DescribeInstance"] },
      /scopes\.actions: "DescribeInstance" is not known; is DescribeInstances meant\?/,
    ],
    [{ instances: Array.from({ length: 900 }, (_, i) => `ins-${i}`) }, /use patterns/],
  ];
  for (const [scopes, says] of REFUSED)
    test(`scopes that cannot be meant are refused: ${says.source}`, async () => {
      const answer = await make({ name: "x", scopes: { ...READER, accounts: ["test"], ...scopes } });
      assert.equal(answer.status, 400, JSON.stringify(answer.body));
      assert.equal(asProblem(answer).field, "scopes");
      assert.match(answer.body.detail, says);
    });

  /** @type {Array<[scopes: object, says: RegExp]>} */
  const WARNED = [
    [
      { regions: ["ap-guangzhuo"] },
      /scopes\.regions: "ap-guangzhuo" is not served; is ap-guangzhou meant\? \(served: ap-/,
    ],
    [{ accounts: ["prd"] }, /scopes\.accounts: "prd" is not known; is prod meant\? \(known: prod, test\)/],
    [{ instances: [] }, /scopes\.instances: is missing, so that the actions are allowed nowhere/],
    [{ regions: undefined }, /scopes\.regions: is missing/],
    [{ accounts: undefined }, /scopes\.accounts: includes none.*add "accounts" to the token/],
  ];
  for (const [index, [scopes, says]] of WARNED.entries())
    test(`scopes without effect are accepted with a warning: ${says.source}`, async () => {
      const name = `idle-${index}`;
      const answer = await make({ name, scopes: { ...READER, accounts: ["test"], ...scopes } });
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
      assert.match(answer.body.warnings.join("\n"), says);
    });

  test("scopes that all have an effect bring no warning", async () => {
    const { status, body } = await make({ name: "busy", scopes: { ...READER, accounts: ["test"] } });
    assert.equal(status, 201);
    assert.equal("warnings" in body, false);
  });

  test("what goes beyond the issuer is refused also where it has no effect yet", async () => {
    const scopes = { ...READER, accounts: ["test"], regions: ["ap-later"] };
    const answer = await make({ name: "x", scopes }, "deputy");
    assert.equal(answer.status, 403, JSON.stringify(answer.body));
    assert.match(answer.body.detail, /scopes\.regions: "ap-later" is more than this token has/);
  });

  test("the error of a malformed body names the field, and says it once", async () => {
    for (const [json, field, detail] of /** @type {const} */ ([
      [{ scopes: {} }, "name", /^name: must be 1 to 64/],
      [{ name: "a b", scopes: {} }, "name", /^name: must be 1 to 64/],
      [{ name: "x", scope: {} }, "scope", /^"scope" is not a field of a token; is scopes meant\? \(fields: /],
      [{ name: "x", scopes: { action: [] } }, "scopes", /^scopes: "action" is not known; is actions meant\?/],
      [{ name: "x", scopes: "all" }, "scopes", /^scopes must be an object$/],
      [{ name: "x", scopes: {}, expiresAt: 1.5e12 }, "expiresAt", /Unix milliseconds; now is \d{13}$/],
      [
        { name: "x", scopes: {}, expiresAt: 4e9 },
        "expiresAt",
        /Unix milliseconds; is 4000000000000 meant\?$/,
      ],
      [
        { name: "x", scopes: {}, expiresAt: "2099-01-01T00:00:00Z" },
        "expiresAt",
        /^expiresAt: must be a time in the future, in Unix milliseconds; is 4070908800000 meant\?$/,
      ],
      [{ name: "x", scopes: {}, expiresAt: "tomorrow" }, "expiresAt", /; now is \d{13}$/],
    ])) {
      const answer = await make(json);
      assert.equal(answer.status, 400, JSON.stringify(json));
      assert.equal(asProblem(answer).field, field);
      assert.match(answer.body.detail, detail);
    }
  });

  test("all mistakes are told at once, the first 20 with their number", async () => {
    const answer = await make({
      name: "a b",
      scope: {},
      scopes: { ...READER, actions: ["StartInstance"], regions: ["mars"], maxInstances: 0 },
      expiresAt: 1,
    });
    assert.equal(answer.status, 400);
    assert.equal(answer.body.problemCount, 5);
    assert.deepEqual(
      answer.body.problems.map((/** @type {{ field: string }} */ it) => it.field),
      ["scope", "name", "scopes", "scopes", "expiresAt"],
    );
    const actions = Array.from({ length: 300 }, (_, i) => `Nothing${i}`);
    const many = await make({ name: "x", scopes: { ...READER, accounts: ["test"], actions } });
    assert.equal(many.body.problems.length, 20);
    assert.equal(many.body.problemCount, 300);
    assert.ok(JSON.stringify(many.body).length < 12_000);
  });

  test("what goes beyond the issuer is told with what the issuer has, beside other mistakes", async () => {
    const { scope, detail, ...answer } = (
      await make({ name: "x", scopes: { ...READER, instances: ["ins-a*", "i*"], maxInstances: 6 } }, "deputy")
    ).body;
    assert.equal(answer.status, 403);
    assert.equal(scope, "instances");
    assert.match(detail, /scopes\.instances: "i\*" is more than this token has: "ins-\*"/);
    assert.match(detail, /scopes\.maxInstances: 6 is more than this token has: 5/);
    const both = await make({ name: "x", scopes: { ...READER, action: [], maxInstances: 6 } }, "deputy");
    assert.equal(both.status, 400);
    assert.match(both.body.detail, /"action" is not known.*maxInstances: 6 is more/);
  });

  test('"*" and "ins-*" are the same instances', async () => {
    const answer = await make(
      { name: "all-instances", scopes: { ...READER, instances: "*", accounts: ["test"] } },
      "deputy",
    );
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
  });

  test("an account that the issuer may not use is refused like one that does not exist", async () => {
    for (const account of ["prod", "nothing"]) {
      const answer = await make({ name: "x", scopes: { ...READER, accounts: [account] } }, "deputy");
      assert.equal(answer.status, 403);
      assert.equal(
        answer.body.detail,
        `scopes.accounts: ${JSON.stringify(account)} is more than this token has: "test"`,
      );
    }
  });

  test("a name of GATEWAY_TOKENS is taken", async () => {
    const answer = await make({ name: "ops", scopes: {} });
    assert.equal(answer.status, 409);
    assert.equal(asProblem(answer).field, "name");
  });
});

test("GATEWAY_TOKENS with scopes without effect: the gateway runs, and the log and /readyz name them", async (t) => {
  const gateway = await startGateway({
    ...envOf("http://127.0.0.1:9"),
    ACCOUNTS: JSON.stringify({ prod: demoCredentials, test: demoCredentials }),
    GATEWAY_TOKENS: tokensOf({
      slip: { ...READER, regions: ["ap-guangzhuo"], accounts: "*" },
      homeless: READER,
      idle: { actions: "*", regions: "*", accounts: "*" },
      watcher: { metrics: true },
    }),
  });
  t.after(() => gateway.close());
  const { status, body } = await gateway.api("/readyz", { token: "watcher" });
  assert.equal(status, 200);
  /** @param {string} name @param {RegExp} says */
  const warned = (name, says) => {
    const warning = body.warnings.find((/** @type {string} */ it) => it.endsWith(`(token "${name}")`));
    assert.match(warning ?? "", says);
    assert.ok(gateway.log().includes(JSON.stringify(warning)), "not in the log");
  };
  warned(
    "slip",
    /^GATEWAY_TOKENS\[6\]\.scopes\.regions: "ap-guangzhuo" is not served; is ap-guangzhou meant\?/,
  );
  warned("homeless", /\.scopes\.accounts: includes none.*add "accounts" to the token/);
  warned("idle", /\.scopes\.instances: is missing/);
  assert.doesNotMatch(body.warnings.join("\n"), /watcher|nobody/);
  const answer = await gateway.api(`/v1/instances?region=${REGION}`, { token: "homeless" });
  assert.equal(answer.status, 403);
  assert.equal(asProblem(answer).scope, "accounts");
  assert.match(answer.body.detail, /add "accounts" to the token/);
  const jobs = await gateway.api("/v1/jobs", { token: "homeless" });
  assert.equal(jobs.status, 200);
  assert.deepEqual(jobs.body, { items: [] });
});

test("an issued token that a change of the accounts leaves without any is named by /readyz", async (t) => {
  const tokens = { GATEWAY_TOKENS: tokensOf({ chief: { ...ALL, accounts: "*", metrics: true } }) };
  const gateway = await startGateway({ ...envOf("http://127.0.0.1:9"), ...tokens });
  t.after(() => gateway.close());
  const warnings = async () => (await gateway.api("/readyz", { token: "chief" })).body.warnings.join("\n");
  for (const name of ["kept", "revoked"]) {
    const json = { name, scopes: READER };
    const { status } = await gateway.api("/v1/tokens", { method: "POST", token: "chief", json });
    assert.equal(status, 201);
  }
  await gateway.api("/v1/tokens/revoked", { method: "DELETE", token: "chief" });
  assert.equal(await warnings(), "");
  await gateway.crash();
  await gateway.resume({ ACCOUNTS: JSON.stringify({ prod: demoCredentials, test: demoCredentials }) });
  const warned = await warnings();
  assert.match(warned, /issued token: scopes\.accounts: includes none.*\(token "kept"\)/);
  assert.doesNotMatch(warned, /"revoked"/);
});
