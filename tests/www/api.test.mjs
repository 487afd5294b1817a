import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { createApi } = await load("api/client");
const { adviceFor } = await load("api/advice");
const { readAddress, writeAddress } = await load("app/router");

/**
 * An api whose fetch answers with `replies` in turn, and what it was asked.
 * @param {...(Response | Error)} replies
 */
function api(...replies) {
  /** @type {{path: string, init: any}[]} */
  const calls = [];
  const fetch = async (/** @type {string} */ path, /** @type {any} */ init) => {
    calls.push({ path, init });
    const reply = replies.shift();
    if (reply instanceof Error) throw reply;
    return reply;
  };
  return { calls, api: createApi("s3cret", fetch) };
}

test("every page of a region is read, each with the token", async () => {
  const { calls, api: gateway } = api(
    Response.json({ items: [{ InstanceId: "ins-a" }], cursor: "n+1" }),
    Response.json({ items: [{ InstanceId: "ins-b" }] }),
  );
  const items = await gateway.instances("ap-guangzhou");
  assert.deepEqual(
    items.map((/** @type {any} */ item) => item.InstanceId),
    ["ins-a", "ins-b"],
  );
  assert.deepEqual(
    calls.map(({ path }) => path),
    [
      "/v1/instances?region=ap-guangzhou&limit=100",
      "/v1/instances?region=ap-guangzhou&limit=100&cursor=n%2B1",
    ],
  );
  for (const { init } of calls) assert.equal(init.headers.authorization, "Bearer s3cret");
});

test("of a large job all instances are read, page after page", async () => {
  const row = (/** @type {string} */ instanceId) => ({ instanceId, outcome: "pending", sent: false });
  const job = { id: "job_1", state: "running", progress: { total: 3 }, instances: [row("ins-a")] };
  const { calls, api: gateway } = api(
    Response.json(job),
    Response.json({ items: [row("ins-a"), row("ins-b")], cursor: "2" }),
    Response.json({ items: [row("ins-c")] }),
    Response.json({ ...job, progress: { total: 1 } }),
  );
  const ids = async () =>
    (await gateway.job("job_1")).instances.map((/** @type {any} */ it) => it.instanceId);
  assert.deepEqual(await ids(), ["ins-a", "ins-b", "ins-c"]);
  assert.deepEqual(await ids(), ["ins-a"], "what is whole is not asked for again");
  assert.deepEqual(
    calls.map(({ path }) => path),
    [
      "/v1/jobs/job_1",
      "/v1/jobs/job_1/instances?limit=1000",
      "/v1/jobs/job_1/instances?limit=1000&cursor=2",
      "/v1/jobs/job_1",
    ],
  );
});

test("of several accounts the page shows one, and names it in every request", async () => {
  const accounts = ["prod", "default"].map((name) => ({ name, regions: [`${name}-1`] }));
  const { calls, api: gateway } = api(
    Response.json({ name: "ops", regions: ["prod-1", "default-1"], accounts }),
    Response.json({ items: [] }),
    Response.json({ items: [] }),
    Response.json({ id: "job_1" }),
    Response.json({ name: "ops", regions: ["prod-1"], accounts: accounts.slice(0, 1) }),
    Response.json({ items: [] }),
  );
  assert.deepEqual((await gateway.session()).regions, ["default-1"]);
  await gateway.instances("default-1");
  await gateway.jobs();
  await gateway.createJob("StartInstances", "default-1", ["ins-a"], "key-1");
  await gateway.session();
  await gateway.jobs();
  assert.deepEqual(
    calls.map(({ path }) => path),
    [
      "/v1/session",
      "/v1/instances?region=default-1&limit=100&account=default",
      "/v1/jobs?account=default",
      "/v1/jobs",
      "/v1/session",
      "/v1/jobs",
    ],
  );
  assert.equal(JSON.parse(calls[3]?.init.body).account, "default");
});

test("a job is asked for with its key, and its ids as they are", async () => {
  const { calls, api: gateway } = api(Response.json({ id: "job_1" }, { status: 202 }));
  await gateway.createJob("StartInstances", "ap-guangzhou", ["ins-b", "ins-a"], "key-1");
  const [{ path, init } = assert.fail("nothing was sent")] = calls;
  assert.equal(path, "/v1/jobs");
  assert.equal(init.method, "POST");
  assert.equal(init.headers["idempotency-key"], "key-1");
  assert.deepEqual(JSON.parse(init.body), {
    action: "StartInstances",
    region: "ap-guangzhou",
    instanceIds: ["ins-b", "ins-a"],
  });
});

test("the gateway's problem comes through; no reply and no JSON are problems too, and none holds the token", async () => {
  const body = {
    status: 403,
    code: "Gateway.Forbidden",
    detail: "scope",
    requestId: "r",
    advice: "fix-permissions",
  };
  const cases = [
    { reply: Response.json(body, { status: 403 }), problem: body },
    { reply: new Response("<html>", { status: 502 }), problem: { status: 502, code: "HTTP 502" } },
    { reply: new TypeError("fetch failed"), problem: { status: 0, code: "Page.NoReply" } },
    { reply: new Response("{", { status: 200 }), problem: { status: 0, code: "Page.NoReply" } },
  ];
  for (const { reply, problem } of cases) {
    const { api: gateway } = api(reply);
    const error = await gateway.session().then(assert.fail, (/** @type {any} */ thrown) => thrown);
    assert.equal(error.name, "ApiError", String(error));
    assert.deepEqual({ ...error.problem, ...problem }, error.problem);
    assert.doesNotMatch(JSON.stringify(error.problem) + error.stack, /s3cret/);
  }
});

test("advice: the gateway's own first, then by code, then by status", () => {
  const cases = [
    [{ status: 502, code: "AuthFailure.SecretIdNotFound", advice: "wait" }, "wait"],
    [{ status: 502, code: "AuthFailure.SecretIdNotFound" }, "fix-credentials"],
    [{ status: 502, code: "AuthFailure.UnauthorizedOperation" }, "fix-permissions"],
    [{ status: 503, code: "RequestLimitExceeded.UinLimitExceeded" }, "wait"],
    [{ status: 0, code: "Page.NoReply" }, "retry"],
    [{ status: 500, code: "Gateway.Internal" }, "retry"],
    [{ status: 400, code: "Gateway.BadRequest" }, "fix-request"],
  ];
  for (const [problem, advice] of cases) assert.equal(adviceFor(problem), advice, JSON.stringify(problem));
});

test("the address gives the token and the view; what is written back holds no token", () => {
  const address = readAddress(
    new URL("http://127.0.0.1:8787/?region=ap-seoul&state=stopped&q=web%201#token=abc"),
  );
  assert.deepEqual(address, { token: "abc", region: "ap-seoul", group: "stopped", text: "web 1" });
  assert.equal(writeAddress("/", address), "/?region=ap-seoul&state=stopped&q=web+1");
  assert.equal(readAddress(new URL("http://x/?state=nonsense")).group, "all");
  assert.equal(writeAddress("/", { region: null, group: "all", text: "" }), "/");
});
