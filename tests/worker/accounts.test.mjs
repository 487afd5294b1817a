import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { asProblem, envOf, REGION, startGateway, stoppedIds, tokensOf } from "./gateway.mjs";

/** @typedef {import("../../worker/src/jobs/types.js").JobView} JobView */

const ALL = { actions: "*", regions: "*", instances: "*" };

describe("several accounts", () => {
  /** @type {import("./gateway.mjs").EmulatorServer} */
  let emulator;
  /** @type {import("./gateway.mjs").TestGateway} */
  let gateway;
  before(async () => {
    emulator = await startEmulator({ instances: 60 });
    gateway = await startGateway({
      ...envOf(emulator.url),
      ACCOUNTS: JSON.stringify({
        prod: { ...demoCredentials, protected: true },
        test: { ...demoCredentials, regions: [REGION] },
        default: demoCredentials,
      }),
      GATEWAY_TOKENS: tokensOf({
        both: { ...ALL, accounts: ["prod", "test"] },
        tester: { ...ALL, accounts: ["test"] },
        everywhere: { ...ALL, accounts: "*" },
        outside: { ...ALL, accounts: ["gone"] },
      }),
    });
  });
  after(async () => {
    await gateway.close();
    await emulator.kill();
  });
  /** @param {string} token @param {string} [account] */
  const list = (token, account) =>
    gateway.api(`/v1/instances?region=${REGION}${account === undefined ? "" : `&account=${account}`}`, {
      token,
    });

  test("with several accounts and none named, the error lists those that the token may use", async () => {
    for (const answer of [
      await list("both"),
      await list("both", ""),
      await gateway.start(["ins-abcd1234"], { token: "both" }),
    ]) {
      assert.equal(answer.status, 400);
      assert.equal(asProblem(answer).field, "account");
      assert.match(answer.body.detail, /this token may use prod, test$/);
    }
  });

  test("a token's only account may be omitted; a token without accounts may use the default one", async () => {
    assert.equal((await list("tester")).status, 200);
    assert.equal((await list("ops")).status, 200);
    const { body } = await gateway.api("/v1/session", { token: "ops" });
    assert.deepEqual(
      body.accounts.map((/** @type {{ name: string }} */ account) => account.name),
      ["default"],
    );
  });

  test("an account outside the scopes is refused like one that does not exist", async () => {
    for (const [token, account] of /** @type {const} */ ([
      ["tester", "prod"],
      ["tester", "nothing"],
      ["ops", "prod"],
      ["everywhere", "nothing"],
    ])) {
      const answer = await list(token, account);
      assert.equal(answer.status, 403, `${token} ${account}`);
      assert.equal(asProblem(answer).scope, "accounts");
      assert.doesNotMatch(answer.body.detail, /nothing/);
    }
    const answer = await list("outside");
    assert.equal(answer.status, 403);
    assert.match(answer.body.detail, /includes none/);
  });

  test("the session lists the accounts with their regions", async () => {
    const { body } = await gateway.api("/v1/session", { token: "both" });
    assert.deepEqual(body.accounts, [
      { name: "prod", regions: ["ap-guangzhou", "ap-singapore", "na-ashburn"], protected: true },
      { name: "test", regions: [REGION], protected: false },
    ]);
  });

  test("a region that the account does not serve is refused", async () => {
    const answer = await gateway.api("/v1/instances?account=test&region=ap-singapore", { token: "both" });
    assert.equal(answer.status, 400);
    assert.equal(answer.body.field, "region");
  });

  test("a protected account can be read but not acted on", async () => {
    assert.equal((await list("both", "prod")).status, 200);
    const ids = await stoppedIds(emulator, 1);
    const plan = await gateway.start(ids, { token: "both", fields: { account: "prod", dryRun: true } });
    assert.equal(plan.status, 200);
    const answer = await gateway.start(ids, { token: "both", fields: { account: "prod" } });
    assert.equal(answer.status, 403);
    assert.equal(asProblem(answer).code, "Gateway.PlanRequired");
  });

  test("a job belongs to its account: it is found by its id and visible to that account's tokens only", async () => {
    const ids = await stoppedIds(emulator, 1);
    const made = await gateway.start(ids, { token: "both", fields: { account: "test" } });
    assert.equal(made.status, 202, JSON.stringify(made.body));
    const { id } = made.body;
    const job = await gateway.ended(id, "tester");
    assert.equal(job.progress.outcomes.done, 1);
    assert.equal((await gateway.api(`/v1/jobs/${id}`, { token: "ops" })).status, 404);
    const listed = async (/** @type {string} */ token) =>
      (await gateway.api("/v1/jobs", { token })).body.items.map((/** @type {JobView} */ item) => item.id);
    assert.deepEqual(await listed("tester"), [id]);
    assert.deepEqual(await listed("ops"), []);
  });
});

test("ACCOUNTS takes precedence over the single key pair, and the log says so", async (t) => {
  const emulator = await startEmulator({ instances: 12 });
  const gateway = await startGateway({
    ...envOf(emulator.url),
    TENCENTCLOUD_SECRET_KEY: "of-another-time",
    ACCOUNTS: JSON.stringify({ prod: demoCredentials }),
  });
  t.after(async () => {
    await gateway.close();
    await emulator.kill();
  });
  const answer = await gateway.api(`/v1/instances?region=${REGION}`, { token: "ops" });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.match(gateway.log(), /TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY is not used/);
  assert.doesNotMatch(gateway.log(), /of-another-time/);
});
