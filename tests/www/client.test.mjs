import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { createApi } = await load("api/client");

/** @typedef {import("../../www/src/api/types.js").Instance} Instance */
/** @typedef {import("../../www/src/api/types.js").InstanceOutcome} InstanceOutcome */
/** @typedef {{ method?: string, headers: Record<string, string>, body: string }} Init */

/**
 * A client whose fetch returns `replies` one after the other, and the calls of that fetch.
 * @param {...(Response | Error)} replies
 */
function client(...replies) {
  /** @type {{path: string, init: Init}[]} */
  const calls = [];
  const fetch = async (/** @type {string} */ path, /** @type {Init} */ init) => {
    calls.push({ path, init });
    const reply = replies.shift();
    if (reply instanceof Error) throw reply;
    return reply;
  };
  return { calls, api: createApi("s3cret", fetch) };
}

test("all pages of a region are read, each with the token", async () => {
  const { calls, api } = client(
    Response.json({ items: [{ InstanceId: "ins-a" }], cursor: "n+1" }),
    Response.json({ items: [{ InstanceId: "ins-b" }] }),
  );
  const items = await api.instances("ap-guangzhou");
  assert.deepEqual(
    items.map((/** @type {Instance} */ item) => item.InstanceId),
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

test("all instances of a large job are read, page by page", async () => {
  const row = (/** @type {string} */ instanceId) => ({ instanceId, outcome: "pending", sent: false });
  const job = { id: "job_1", state: "running", progress: { total: 3 }, instances: [row("ins-a")] };
  const { calls, api } = client(
    Response.json(job),
    Response.json({ items: [row("ins-a"), row("ins-b")], cursor: "2" }),
    Response.json({ items: [row("ins-c")] }),
    Response.json({ ...job, progress: { total: 1 } }),
  );
  const ids = async () =>
    (await api.job("job_1")).instances.map((/** @type {InstanceOutcome} */ it) => it.instanceId);
  assert.deepEqual(await ids(), ["ins-a", "ins-b", "ins-c"]);
  assert.deepEqual(await ids(), ["ins-a"], "a complete job needs no further request");
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

test("with several accounts the page shows one and names it in every request", async () => {
  const accounts = ["prod", "default"].map((name) => ({ name, regions: [`${name}-1`] }));
  const { calls, api } = client(
    Response.json({ name: "ops", regions: ["prod-1", "default-1"], accounts }),
    Response.json({ items: [] }),
    Response.json({ items: [] }),
    Response.json({ id: "job_1" }),
    Response.json({ name: "ops", regions: ["prod-1"], accounts: accounts.slice(0, 1) }),
    Response.json({ items: [] }),
  );
  assert.deepEqual((await api.session()).regions, ["default-1"]);
  await api.instances("default-1");
  await api.jobs();
  await api.createJob("StartInstances", "default-1", ["ins-a"], "key-1");
  await api.session();
  await api.jobs();
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
  assert.equal(JSON.parse(calls[3]?.init.body ?? "").account, "default");
});

test("a job is created with its idempotency key, and its ids in their order", async () => {
  const { calls, api } = client(Response.json({ id: "job_1" }, { status: 202 }));
  await api.createJob("StartInstances", "ap-guangzhou", ["ins-b", "ins-a"], "key-1");
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

test("the gateway's problem is thrown; a lost reply and malformed JSON are problems too; none holds the token", async () => {
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
    const { api } = client(reply);
    const error = await api
      .session()
      .then(assert.fail, (/** @type {Error & { problem: object }} */ thrown) => thrown);
    assert.equal(error.name, "ApiError", String(error));
    assert.deepEqual({ ...error.problem, ...problem }, error.problem);
    assert.doesNotMatch(JSON.stringify(error.problem) + error.stack, /s3cret/);
  }
});
