import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { asProblem, REGION, startPair, stoppedIds } from "./gateway.mjs";

/** @typedef {import("tencentcloud-edge").Instance} Instance */

describe("who may do what", () => {
  /** @type {Awaited<ReturnType<typeof startPair>>} */
  let pair;
  /** @type {string[]} */
  let ids;
  before(async () => {
    pair = await startPair();
    ids = await stoppedIds(pair.emulator, 3);
  });
  after(() => pair.close());
  const requests = async () => (await pair.emulator.snapshot()).requests.length;

  const CLOSED = [
    { name: "no token", headers: {} },
    { name: "an unknown token", headers: { authorization: "Bearer wrong" } },
    { name: "an empty token", headers: { authorization: "Bearer " } },
    { name: "another scheme", headers: { authorization: "Basic b3BzOm9wcw==" } },
    {
      name: "a token of the form the gateway makes",
      headers: { authorization: `Bearer tce_${"0".repeat(16)}_${"A".repeat(43)}` },
    },
    { name: "a known token and more", headers: { authorization: "Bearer ops ops" } },
  ];
  const ROUTES = [
    ["GET", "/v1/session"],
    ["GET", `/v1/instances?region=${REGION}`],
    ["GET", "/v1/jobs"],
    ["POST", "/v1/jobs"],
    ["GET", "/v1/jobs/job_ap-guangzhou_x"],
    ["GET", "/v1/jobs/job_ap-guangzhou_x/events"],
    ["POST", "/v1/jobs/job_ap-guangzhou_x/cancel"],
    ["GET", "/v1/tokens"],
    ["POST", "/v1/tokens"],
    ["DELETE", "/v1/tokens/ops"],
    ["GET", "/metrics"],
    ["GET", "/readyz"],
  ];
  for (const { name, headers } of CLOSED)
    test(`${name}: every route answers 401 and nothing is sent to the cloud`, async () => {
      const before = await requests();
      for (const [method = "", path = ""] of ROUTES) {
        const answer = await pair.gateway.api(path, {
          method,
          headers: /** @type {HeadersInit} */ (headers),
        });
        assert.equal(answer.status, 401, `${method} ${path}`);
        assert.equal(answer.headers.get("www-authenticate"), "Bearer");
        assert.equal(asProblem(answer).code, "Gateway.Unauthorized");
      }
      assert.equal(await requests(), before);
    });

  /** @type {Array<[token: string, scope: string, names: RegExp]>} */
  const REFUSED = [
    ["reader", "actions", /StartInstances/],
    ["nobody", "actions", /StartInstances/],
    ["abroad", "regions", /ap-guangzhou/],
    ["few", "maxInstances", /2 instances a job; this one names 3/],
  ];
  for (const [token, scope, names] of REFUSED)
    test(`token "${token}" may not start three instances, for its scope ${scope}`, async () => {
      const before = await requests();
      const answer = await pair.gateway.start(ids, { token });
      assert.equal(answer.status, 403);
      const problem = asProblem(answer);
      assert.equal(problem.code, "Gateway.Forbidden");
      assert.equal(problem.scope, scope);
      assert.match(problem.detail, names);
      assert.equal(await requests(), before);
    });

  test("a token without DescribeInstances lists nothing", async () => {
    const answer = await pair.gateway.api(`/v1/instances?region=${REGION}`, { token: "nobody" });
    assert.equal(answer.status, 403);
    assert.equal(answer.body.scope, "actions");
  });

  test("the session says who the caller is and what it may do", async () => {
    const { status, body } = await pair.gateway.api("/v1/session", { token: "abroad" });
    assert.equal(status, 200);
    assert.deepEqual(body, {
      name: "abroad",
      accounts: [{ name: "default", regions: ["ap-singapore"], protected: false }],
      actions: ["*"],
      regions: ["ap-singapore"],
      instances: ["*"],
      maxInstances: 100,
      metrics: false,
      admin: false,
    });
  });

  test("/healthz needs no token and says only ok", async () => {
    const { status, body } = await pair.gateway.api("/healthz");
    assert.equal(status, 200);
    assert.deepEqual(body, { ok: true });
  });

  test("no token reaches the log", () => {
    assert.match(pair.gateway.log(), /"event":"request"/);
    assert.doesNotMatch(pair.gateway.log(), /Bearer/);
  });
});

describe("instance patterns", () => {
  /** @type {Awaited<ReturnType<typeof startPair>>} */
  let pair;
  /** @type {string[]} */
  let ids;
  before(async () => {
    /* The same seed makes the same instances, so the pattern can be known before the gateway starts. */
    const scout = await startPair();
    ids = await stoppedIds(scout.emulator, 2);
    await scout.close();
    const narrow = { actions: ["*"], regions: ["*"], instances: [`${ids[0]?.slice(0, -2)}*`, "ins-*zzzzz"] };
    pair = await startPair({ tokens: { narrow } });
  });
  after(() => pair.close());

  test("an id outside the patterns is refused by name", async () => {
    const answer = await pair.gateway.start(ids, { token: "narrow" });
    assert.equal(answer.status, 403);
    assert.equal(answer.body.scope, "instances");
    assert.match(answer.body.detail, new RegExp(String(ids[1])));
    assert.doesNotMatch(answer.body.detail, new RegExp(String(ids[0])));
  });

  test("an id inside the patterns is accepted", async () => {
    assert.equal((await pair.gateway.start(ids.slice(0, 1), { token: "narrow" })).status, 202);
  });

  test("the list holds only what the patterns allow", async () => {
    const { body } = await pair.gateway.api(`/v1/instances?region=${REGION}`, { token: "narrow" });
    assert.deepEqual(
      body.items.map((/** @type {Instance} */ item) => item.InstanceId),
      ids.slice(0, 1),
    );
  });
});
