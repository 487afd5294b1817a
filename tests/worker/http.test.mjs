import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { envOf, REGION, startGateway } from "./gateway.mjs";

const PAGE = "https://ops.example.com";

describe("the HTTP surface", () => {
  /** @type {import("./gateway.mjs").TestGateway} */
  let gateway;
  before(async () => {
    gateway = await startGateway({ ...envOf("http://127.0.0.1:9"), ALLOWED_ORIGINS: PAGE });
  });
  after(() => gateway.close());

  test("every reply carries the security headers", async () => {
    for (const path of ["/healthz", "/", "/nothing.js", "/v1/session", "/v1/jobs"]) {
      const { headers, body } = await gateway.raw(path);
      await body?.cancel();
      const policy = headers.get("content-security-policy") ?? "";
      for (const part of [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ])
        assert.ok(policy.includes(part), `${path} lacks ${part}`);
      assert.equal(headers.get("x-content-type-options"), "nosniff", path);
      assert.equal(headers.get("referrer-policy"), "no-referrer", path);
      assert.equal(headers.get("cross-origin-opener-policy"), "same-origin", path);
      assert.equal(headers.get("strict-transport-security"), null, `${path} promises https over http`);
    }
  });

  test("the dashboard's files come with their content types", async () => {
    const page = await gateway.raw("/");
    assert.equal(page.status, 200);
    assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
    assert.match(await page.text(), /<script[^>]+src=/);
    const script = await gateway.raw("/main.js");
    assert.match(script.headers.get("content-type") ?? "", /^text\/javascript/);
    await script.body?.cancel();
  });

  test("unknown paths are 404, including those outside the directory", async () => {
    for (const path of ["/nothing", "/nothing.html", "/..%2f..%2fpackage.json", "/.env", "/v1"]) {
      const { status } = await gateway.raw(path, { token: "ops" });
      assert.equal(status, 404, path);
    }
    const { status, body } = await gateway.api("/v1/nothing", { token: "ops" });
    assert.equal(status, 404);
    assert.equal(body.code, "Gateway.NotFound");
  });

  test("a wrong method is 405 and names the allowed ones", async () => {
    for (const [method, path, allow] of /** @type {const} */ ([
      ["DELETE", "/v1/jobs", "GET, POST"],
      ["POST", "/v1/session", "GET"],
      ["POST", "/v1/tokens/x", "DELETE"],
      ["POST", "/metrics", "GET"],
      ["GET", "/v1/jobs/x/cancel", "POST"],
      ["PUT", "/healthz", "GET"],
    ])) {
      const answer = await gateway.api(path, { method, token: "ops" });
      assert.equal(answer.status, 405, path);
      assert.equal(answer.headers.get("allow"), allow);
      assert.equal(answer.body.code, "Gateway.MethodNotAllowed");
    }
  });

  test("only an allowed origin may read replies, and may send the headers that it needs", async () => {
    const ask = (/** @type {string} */ origin) =>
      gateway.raw("/v1/jobs", {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization",
        },
      });
    const yes = await ask(PAGE);
    assert.equal(yes.status, 204);
    assert.equal(yes.headers.get("access-control-allow-origin"), PAGE);
    assert.match(yes.headers.get("access-control-allow-headers") ?? "", /Authorization/);
    for (const origin of ["https://evil.example", "null", `${PAGE}.evil.example`]) {
      const no = await ask(origin);
      assert.equal(no.headers.get("access-control-allow-origin"), null, origin);
      assert.equal(no.headers.get("access-control-allow-headers"), null, origin);
    }
    const read = await gateway.raw("/v1/session", { token: "ops", headers: { origin: PAGE } });
    await read.body?.cancel();
    assert.equal(read.headers.get("access-control-allow-origin"), PAGE);
    assert.match(read.headers.get("vary") ?? "", /Origin/);
  });

  const ok = { action: "StartInstances", region: REGION, instanceIds: ["ins-abcd1234"] };
  /** @type {Array<[name: string, init: object, status: number, field: string | undefined, says: RegExp]>} */
  const BAD = [
    ["no JSON", { body: "{", headers: { "content-type": "application/json" } }, 400, "body", /not JSON/],
    [
      "another content type",
      { body: "{}", headers: { "content-type": "text/plain" } },
      415,
      undefined,
      /json/,
    ],
    ["a list", { json: [] }, 400, "body", /object/],
    ["an unknown field", { json: { ...ok, instances: [] } }, 400, "instances", /not a field/],
    [
      "a property that every object inherits",
      { json: { ...ok, constructor: 1 } },
      400,
      "constructor",
      /not a field/,
    ],
    ["a misspelt field", { json: { ...ok, instanceIDs: [] } }, 400, "instanceIDs", /is instanceIds meant\?/],
    [
      "endless nesting",
      { body: "[".repeat(100_000), headers: { "content-type": "application/json" } },
      400,
      "body",
      /deeper than 32/,
    ],
    [
      "brackets in a string",
      {
        body: JSON.stringify({ ...ok, action: `\\"${"[".repeat(40)}\\` }),
        headers: { "content-type": "application/json" },
      },
      400,
      "action",
      /StartInstances/,
    ],
    [
      "a compressed body",
      { body: "{}", headers: { "content-type": "application/json", "content-encoding": "gzip" } },
      415,
      undefined,
      /without a content-encoding/,
    ],
    ["no action", { json: { ...ok, action: undefined } }, 400, "action", /StartInstances/],
    ["another action", { json: { ...ok, action: "TerminateInstances" } }, 400, "action", /StartInstances/],
    ["no region", { json: { ...ok, region: undefined } }, 400, "region", /region/],
    ["a region not served", { json: { ...ok, region: "mars-north" } }, 400, "region", /ap-guangzhou/],
    ["no ids", { json: { ...ok, instanceIds: [] } }, 400, "instanceIds", /at least one/],
    ["ids that are not strings", { json: { ...ok, instanceIds: [1] } }, 400, "instanceIds", /list/],
    ["wait that is not a boolean", { json: { ...ok, wait: "yes" } }, 400, "wait", /true or false/],
  ];
  for (const [name, init, status, field, says] of BAD)
    test(`a job with ${name}: ${status}`, async () => {
      const answer = await gateway.api("/v1/jobs", { method: "POST", token: "ops", ...init });
      assert.equal(answer.status, status);
      assert.equal(answer.body.field, field);
      assert.match(answer.body.detail, says);
    });

  test("malformed ids are all named", async () => {
    const answer = await gateway.start(["ins-abcd1234", "nope", "ins-UPPERCAS"]);
    assert.equal(answer.status, 400);
    assert.equal(answer.body.code, "Client.InvalidInstanceId");
    assert.deepEqual(
      answer.body.invalidIds.map((/** @type {{ value: string }} */ id) => id.value),
      ["nope", "ins-UPPERCAS"],
    );
  });

  test("a body that is too large is 413", async () => {
    const answer = await gateway.start([], { fields: { padding: "x".repeat(3 * 1024 * 1024) } });
    assert.equal(answer.status, 413);
  });

  for (const [query, field] of /** @type {const} */ ([
    ["", "region"],
    ["region=", "region"],
    [`region=${REGION}&limit=0`, "limit"],
    [`region=${REGION}&limit=101`, "limit"],
    [`region=${REGION}&limit=many`, "limit"],
    [`region=${REGION}&cursor=zzz`, "cursor"],
    [`region=${REGION}&state=stopped%0a`, "state"],
    [`region=${REGION}&order=name`, "order"],
    [`region=${REGION}&region=ap-singapore`, "region"],
    [`region=${REGION}&stat=STOPPED`, "stat"],
  ]))
    test(`instances?${query}: 400 naming ${field}`, async () => {
      const answer = await gateway.api(`/v1/instances?${query}`, { token: "ops" });
      assert.equal(answer.status, 400);
      assert.equal(answer.body.code, "Gateway.BadRequest");
      assert.equal(answer.body.field, field);
    });

  test("excessive addresses and headers are refused", async () => {
    const long = await gateway.api(`/v1/instances?region=${REGION}&q=${"x".repeat(9_000)}`, { token: "ops" });
    assert.equal(long.status, 414);
    assert.equal(long.body.code, "Gateway.UriTooLong");
    const headers = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`x-filler-${n}`, "x".repeat(7_000)]));
    const big = await gateway.api("/v1/session", { token: "ops", headers });
    assert.equal(big.status, 431);
    assert.equal(big.body.code, "Gateway.HeadersTooLarge");
  });

  test("an unknown parameter is refused", async () => {
    for (const path of ["/v1/session?x=1", "/v1/jobs?acount=default", "/v1/tokens?name=x"]) {
      const answer = await gateway.api(path, { token: "ops" });
      assert.equal(answer.status, 400, path);
    }
    const { body } = await gateway.api("/v1/jobs?acount=default", { token: "ops" });
    assert.match(body.detail, /is account meant\?/);
  });

  test("an endpoint that cannot be reached is a 502 with the package's code", async () => {
    const answer = await gateway.api(`/v1/instances?region=${REGION}`, { token: "ops" });
    assert.equal(answer.status, 502);
    assert.equal(answer.body.code, "Client.Network");
  });

  test("a malformed or unknown job id is 404", async () => {
    for (const id of [
      "x",
      "job_mars-north_0mwu82qec19e7374fdcbd9cccc819c25e",
      `job_${REGION}_${"0".repeat(33)}`,
    ])
      assert.equal((await gateway.api(`/v1/jobs/${id}`, { token: "ops" })).status, 404, id);
  });
});
