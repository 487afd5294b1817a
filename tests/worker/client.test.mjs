import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { createGatewayClient, GatewayError, TencentCloudError } from "tencentcloud-edge/gateway";
import { collect, control, notStartedOnce, REGION, requestsOf, startPair, stoppedIds } from "./gateway.mjs";

/** @typedef {import("tencentcloud-edge/gateway").GatewayClientOptions} Options */

/** @type {Awaited<ReturnType<typeof startPair>>} */
let pair;
before(async () => {
  pair = await startPair({
    instances: 240,
    args: ["--boot", "400,800"],
    tokens: { admin: { actions: ["*"], regions: ["*"], instances: ["*"], admin: true, metrics: true } },
  });
});
after(() => pair.close());

/** @param {Partial<Options>} [more] */
const clientOf = (more = {}) => createGatewayClient({ url: pair.gateway.url(), token: "ops", ...more });

/** @param {Promise<unknown>} promise */
const failure = async (promise) => {
  const error = await promise.then(
    () => assert.fail("it did not reject"),
    (thrown) => thrown,
  );
  assert.ok(error instanceof TencentCloudError, String(error));
  assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /Bearer/);
  return error;
};

/** @param {string[]} instanceIds */
const start = (instanceIds) => ({
  action: /** @type {const} */ ("StartInstances"),
  region: REGION,
  instanceIds,
});

describe("the routes", () => {
  test("session, instances, health and monitoring", async () => {
    const client = clientOf();
    assert.deepEqual(await client.healthz(), { ok: true });
    const session = await client.session();
    assert.equal(session.name, "ops");
    assert.ok(session.regions.includes(REGION));
    const page = await client.instances.list({ region: REGION, limit: 5, state: "STOPPED" });
    assert.equal(page.items.length, 5);
    assert.ok(page.cursor);
    const all = await collect(client.instances.all({ region: REGION, limit: 7 }));
    assert.equal(all.length, (await client.instances.list({ region: REGION, limit: 1 })).total);
    const admin = clientOf({ token: async () => "admin" });
    assert.match(await admin.metrics(), /# EOF/);
    assert.equal((await admin.readyz()).ok, true);
  });

  test("jobs are described, created, listed, read and cancelled", async () => {
    const client = clientOf();
    const ids = await stoppedIds(pair.emulator, 6);
    const plan = await client.jobs.dryRun(start(ids));
    assert.deepEqual([plan.accepted, plan.instances, plan.dryRun], [true, 6, true]);
    const job = await client.jobs.create(start(ids));
    assert.equal(job.action, "StartInstances");
    assert.ok((await client.jobs.list({ limit: 1 })).items.length === 1);
    assert.ok((await collect(client.jobs.all())).some(({ id }) => id === job.id));
    assert.equal((await client.jobs.get(job.id)).instances.length, 6);
    const rows = await collect(client.jobs.allInstances(job.id, { limit: 2 }));
    assert.deepEqual(
      rows.map(({ instanceId }) => instanceId),
      ids,
    );
    assert.match(await client.jobs.csv(job.id), new RegExp(ids[0] ?? ""));
    const cancelled = await client.jobs.cancel(job.id);
    assert.equal(cancelled.id, job.id);
    await collect(client.jobs.watch(job.id));
  });

  test("tokens are issued, listed and revoked", async () => {
    const admin = clientOf({ token: "admin" });
    const scopes = { actions: ["DescribeInstances"], regions: [REGION], instances: ["*"] };
    const { token } = await admin.tokens.create({ name: "a-page", scopes });
    assert.equal((await clientOf({ token }).session()).name, "a-page");
    assert.ok((await admin.tokens.list()).items.some(({ name }) => name === "a-page"));
    assert.equal((await admin.tokens.revoke("a-page")).name, "a-page");
  });

  test("what is refused is a problem with its code, status and advice", async () => {
    const refused = await failure(clientOf({ token: "wrong" }).session());
    assert.ok(refused instanceof GatewayError);
    assert.deepEqual(
      [refused.code, refused.status, refused.advice],
      ["Gateway.Unauthorized", 401, "fix-credentials"],
    );
    const absent = await failure(clientOf().jobs.get("job_none"));
    assert.deepEqual([absent.code, absent.httpStatus], ["Gateway.NotFound", 404]);
    const forbidden = await failure(
      clientOf({ token: "few" }).jobs.create(start(await stoppedIds(pair.emulator, 3))),
    );
    assert.deepEqual([forbidden.code, forbidden.advice], ["Gateway.Forbidden", "fix-permissions"]);
    await control(pair.emulator, "faults", { kind: "denied", action: "DescribeInstances" });
    const denied = await failure(clientOf().instances.list({ region: "na-ashburn" }));
    await control(pair.emulator, "clear-faults", {});
    assert.equal(denied.code, "UnauthorizedOperation");
    assert.equal(denied.advice, "fix-permissions");
    assert.ok(denied.requestId);
  });
});

describe("watching", () => {
  /** @param {import("tencentcloud-edge/gateway").JobProgress[]} seen @param {number} count */
  function isWhole(seen, count) {
    const versions = seen.map(({ version }) => version);
    assert.deepEqual(
      versions,
      [...new Set(versions)].sort((a, b) => a - b),
      "each version once, in order",
    );
    const last = seen.at(-1);
    assert.ok(last);
    assert.equal(last.state, "done");
    assert.deepEqual([last.total, last.outcomes.done], [count, count]);
    assert.equal(last.progress.total, count);
  }

  test("follows a job to its end", async () => {
    const client = clientOf();
    const ids = await stoppedIds(pair.emulator, 8);
    const { id, version } = await client.jobs.create(start(ids));
    const seen = await collect(client.jobs.watch(id, { after: version }));
    isWhole(seen, 8);
    assert.ok(seen.length > 1);
    isWhole(await collect(client.jobs.watch(id)), 8);
  });

  test("goes on after the last event when a stream breaks", async () => {
    /** @type {Array<string | null>} */
    const resumed = [];
    /** @type {typeof globalThis.fetch} */
    const fetch = async (input, init) => {
      const reply = await globalThis.fetch(input, init);
      if (!String(input).endsWith("/events") || reply.body === null) return reply;
      resumed.push(new Headers(init?.headers).get("last-event-id"));
      // Two chunks, and the connection is gone.
      const reader = reply.body.getReader();
      let chunks = 0;
      const body = new ReadableStream({
        async pull(controller) {
          const { done, value } = await reader.read();
          if (done) return controller.close();
          chunks += 1;
          if (chunks > 2 && resumed.length < 4) return controller.error(new Error("reset"));
          controller.enqueue(value);
        },
        cancel: (reason) => reader.cancel(reason),
      });
      return new Response(body, { headers: reply.headers });
    };
    const client = clientOf({ fetch });
    const { id } = await client.jobs.create(start(await stoppedIds(pair.emulator, 8)));
    isWhole(await collect(client.jobs.watch(id, { pollMs: 20 })), 8);
    assert.ok(resumed.length > 1, "the stream was opened again");
    assert.equal(resumed[0], null);
    assert.ok(Number(resumed[1]) > 0, String(resumed));
  });

  test("reads the job where streams fail", async () => {
    let polls = 0;
    /** @type {typeof globalThis.fetch} */
    const fetch = async (input, init) => {
      if (String(input).endsWith("/events")) return new Response("<html>", { status: 502 });
      if (init?.method === "GET") polls += 1;
      return globalThis.fetch(input, init);
    };
    const client = clientOf({ fetch });
    const { id } = await client.jobs.create(start(await stoppedIds(pair.emulator, 5)));
    isWhole(await collect(client.jobs.watch(id, { pollMs: 30 })), 5);
    assert.ok(polls > 1);
  });

  test("ends with the loop, with its signal, and where there is no job", async () => {
    const client = clientOf();
    const { id } = await client.jobs.create(start(await stoppedIds(pair.emulator, 3)));
    for await (const job of client.jobs.watch(id)) {
      assert.equal(job.id, id);
      break;
    }
    const abort = new AbortController();
    const watching = collect(client.jobs.watch(id, { signal: abort.signal, after: 1_000_000 }));
    abort.abort();
    assert.equal((await failure(watching)).code, "Client.Aborted");
    assert.equal((await failure(collect(client.jobs.watch("job_none")))).code, "Gateway.NotFound");
    const nowhere = createGatewayClient({ url: "http://127.0.0.1:9", token: "ops" });
    const silent = collect(nowhere.jobs.watch(id, { pollMs: 10, patienceMs: 100 }));
    assert.equal((await failure(silent)).code, "Client.Network");
  });
});

describe("a job whose reply is lost", () => {
  /** @param {(attempt: number) => boolean} loses */
  function losing(loses) {
    /** @type {Array<string | null>} */
    const keys = [];
    /** @type {typeof globalThis.fetch} */
    const fetch = async (input, init) => {
      const reply = await globalThis.fetch(input, init);
      if (init?.method !== "POST") return reply;
      keys.push(new Headers(init.headers).get("idempotency-key"));
      await reply.body?.cancel();
      if (loses(keys.length)) throw new TypeError("fetch failed", { cause: { code: "ECONNRESET" } });
      return globalThis.fetch(input, init);
    };
    return { fetch, keys };
  }

  test("is asked for with its key, and is one job", async () => {
    const { fetch, keys } = losing((attempt) => attempt === 1);
    const client = clientOf({ fetch });
    const ids = await stoppedIds(pair.emulator, 4);
    const job = await client.jobs.create(start(ids));
    assert.equal(keys.length, 2);
    assert.ok(keys[0] && keys[0] === keys[1]);
    await collect(client.jobs.watch(job.id));
    assert.deepEqual(await notStartedOnce(pair, ids), []);
    const jobs = await collect(clientOf().jobs.all());
    const mine = (await Promise.all(jobs.map(({ id }) => clientOf().jobs.get(id)))).filter(({ instances }) =>
      instances.some(({ instanceId }) => instanceId === ids[0]),
    );
    assert.deepEqual(
      mine.map(({ id }) => id),
      [job.id],
    );
  });

  test("is not known to be created, and the error's key tells which it is", async () => {
    const { fetch } = losing(() => true);
    const ids = await stoppedIds(pair.emulator, 2);
    const lost = await failure(clientOf({ fetch }).jobs.create(start(ids)));
    assert.deepEqual([lost.code, lost.advice], ["Client.ReplyLost", "wait"]);
    const { idempotencyKey } = /** @type {import("tencentcloud-edge/gateway").LostJobError} */ (lost);
    const { jobId } = await clientOf().jobs.dryRun(start(ids), { idempotencyKey });
    const job = await clientOf().jobs.create(start(ids), { idempotencyKey });
    assert.equal(job.id, jobId);
    await collect(clientOf().jobs.watch(job.id));
    assert.deepEqual(await notStartedOnce(pair, ids), []);
  });

  test("a refusal is not repeated", async () => {
    const before = (await requestsOf(pair, "StartInstances")).length;
    const job = await clientOf().jobs.create(start(await stoppedIds(pair.emulator, 1)), {
      idempotencyKey: "k-1",
    });
    const conflict = await failure(
      clientOf().jobs.create({ ...start(["ins-00000001"]), wait: false }, { idempotencyKey: "k-1" }),
    );
    assert.deepEqual([conflict.code, conflict.httpStatus], ["Gateway.IdempotencyConflict", 409]);
    await collect(clientOf().jobs.watch(job.id));
    assert.equal((await requestsOf(pair, "StartInstances")).length, before + 1);
  });
});

test("members of a job and of a token that do not exist are refused before anything is sent", async () => {
  const gateway = createGatewayClient({
    url: "https://gateway.example.com",
    token: "t",
    fetch: () => assert.fail("nothing may be sent"),
  });
  const job = { action: "StartInstances", region: "ap-guangzhou", instanceIds: ["ins-00000001"] };
  for (const [given, message] of /** @type {Array<[object, RegExp]>} */ ([
    [{ ...job, deadlinMs: 1 }, /`deadlinMs` .*`job`.*`deadlineMs`/],
    [{ ...job, dryRun: true }, /`dryRun` .*`job`/],
    [{ ...job, ramp: { frist: 1 } }, /`frist` .*`job.ramp`.*`first`/],
    [{ ...job, instanceIds: "ins-00000001" }, /`instanceIds` must be a list, not string/],
  ])) {
    for (const name of /** @type {const} */ (["create", "dryRun"])) {
      const error = await failure(gateway.jobs[name](/** @type {never} */ (given)));
      assert.deepEqual([error.code, message.test(error.message)], ["Client.InvalidArgument", true]);
    }
  }
  for (const token of [
    { name: "a", scope: {} },
    { name: "a", scopes: { action: ["*"] } },
  ]) {
    const error = await failure(gateway.tokens.create(/** @type {never} */ (token)));
    assert.match(error.message, /is no member of `token.*did you mean `(scopes|actions)`/);
  }
});

describe("what the gateway itself answers, and what is not its answer", () => {
  const job = start(["ins-00000001"]);
  /** @param {() => Response | Promise<Response>} answer @param {Partial<Options>} [more] */
  function answering(answer, more = {}) {
    let sent = 0;
    const fetch = async () => {
      sent += 1;
      return answer();
    };
    const url = "https://gateway.example.com";
    return { client: createGatewayClient({ url, token: "t", fetch, ...more }), sent: () => sent };
  }
  /** @param {string} code @param {number} status */
  const problem = (code, status) => () => Response.json({ code, detail: "why" }, { status });

  test("passes through from create(); what no repetition changes is not repeated", async () => {
    for (const [code, status, count] of /** @type {Array<[string, number, number]>} */ ([
      ["Gateway.NotConfigured", 503, 1],
      ["Gateway.Unavailable", 503, 3],
      ["Gateway.Internal", 500, 1],
    ])) {
      for (const run of [
        (/** @type {ReturnType<typeof createGatewayClient>} */ client) => client.jobs.create(job),
        (/** @type {ReturnType<typeof createGatewayClient>} */ client) => client.session(),
      ]) {
        const { client, sent } = answering(problem(code, status));
        const error = await failure(run(client));
        assert.ok(error instanceof GatewayError);
        assert.deepEqual([error.code, sent()], [code, count]);
      }
    }
  });

  test("a refusal after a lost reply does not tell what became of the first request", async () => {
    let attempt = 0;
    const { client } = answering(() => {
      attempt += 1;
      if (attempt === 1) throw new TypeError("fetch failed");
      return problem("Gateway.NotConfigured", 503)();
    });
    const error = await failure(client.jobs.create(job));
    assert.deepEqual([error.code, error.cause instanceof GatewayError], ["Client.ReplyLost", true]);
  });

  test("a proxy's page leaves it open, unless it is a refusal", async () => {
    const page = (/** @type {number} */ status) => answering(() => new Response("<html>", { status })).client;
    assert.equal((await failure(page(500).jobs.create(job))).code, "Client.ReplyLost");
    assert.equal((await failure(page(503).jobs.create(job))).code, "Client.ReplyLost");
    assert.equal((await failure(page(403).jobs.create(job))).code, "Client.BadReply");
  });

  test("nothing is sent with a signal that is aborted already, or before a token is there", async () => {
    const nothing = () => assert.fail("nothing may be sent");
    const signal = AbortSignal.abort();
    const { client } = answering(nothing);
    for (const run of [
      () => client.jobs.create(job, { signal }),
      () => client.session({ signal }),
      () => client.tokens.create({ name: "a" }, { signal }),
    ]) {
      assert.equal((await failure(run())).code, "Client.Aborted");
    }
    const never = () => new Promise((/** @type {(token: string) => void} */ _) => {});
    const slow = answering(nothing, { token: never, timeoutMs: 20 }).client;
    assert.equal((await failure(slow.jobs.create(job))).code, "Client.Timeout");
    const abort = new AbortController();
    const waiting = answering(nothing, { token: never }).client.jobs.create(job, { signal: abort.signal });
    abort.abort();
    assert.equal((await failure(waiting)).code, "Client.Aborted");
    const throwing = answering(nothing, { token: () => Promise.reject(new Error("no vault")) }).client;
    const thrown = await failure(throwing.session());
    assert.deepEqual(
      [thrown.code, /** @type {Error} */ (thrown.cause).message],
      ["Client.InvalidArgument", "no vault"],
    );
  });

  test("whatever is wrong with arguments rejects, and nothing throws where it is called", async () => {
    const { client } = answering(() => assert.fail("nothing may be sent"));
    const bad = /** @type {never} */ ({ sgnal: 1 });
    const none = /** @type {never} */ (undefined);
    for (const run of [
      () => client.healthz(bad),
      () => client.readyz(bad),
      () => client.metrics(bad),
      () => client.session(bad),
      () => client.instances.list(bad),
      () => collect(client.instances.all(bad)),
      () => client.jobs.list(bad),
      () => client.jobs.get(none),
      () => client.jobs.instances(none),
      () => client.jobs.csv(none),
      () => client.jobs.cancel(none),
      () => client.jobs.create(none),
      () => client.jobs.dryRun(none),
      () => client.tokens.list(bad),
      () => client.tokens.create(none),
      () => client.tokens.revoke(none),
    ]) {
      assert.equal((await failure(run())).code, "Client.InvalidArgument", String(run));
    }
    const watched = client.jobs.watch(none);
    assert.equal((await failure(collect(watched))).code, "Client.InvalidArgument");
  });

  test("what JSON would lose of a job or a token is refused by its path", async () => {
    const { client } = answering(() => assert.fail("nothing may be sent"));
    const ids = new Set(["ins-00000001"]);
    const scopes = /** @type {never} */ ({ instances: ids });
    assert.match(
      (await failure(client.tokens.create({ name: "a", scopes }))).message,
      /`token\.scopes\.instances` is a Set/,
    );
    const lossy = { ...job, parameters: { Tags: [ids] } };
    for (const run of [() => client.jobs.create(lossy), () => client.jobs.dryRun(lossy)]) {
      assert.match((await failure(run())).message, /`job\.parameters\.Tags\[0\]` is a Set/);
    }
  });
});

test("instances of a job are given as to startInstances", async () => {
  /** @type {string[][]} */
  const sent = [];
  const gateway = createGatewayClient({
    url: "https://gateway.example.com",
    token: "t",
    fetch: async (_, init) => {
      sent.push(JSON.parse(String(init?.body)).instanceIds);
      return Response.json({ id: "j" });
    },
  });
  for (const instanceIds of [new Set(["ins-00000001"]), [{ InstanceId: "ins-00000001" }]]) {
    await gateway.jobs.create({ action: "StartInstances", region: "ap-guangzhou", instanceIds });
  }
  assert.deepEqual(sent, [["ins-00000001"], ["ins-00000001"]]);
});

test("options are checked, and secrets do not leave for other machines", async (t) => {
  const invalid = (/** @type {object} */ options, /** @type {RegExp} */ message) =>
    assert.throws(() => createGatewayClient(/** @type {never} */ (options)), {
      code: "Client.InvalidArgument",
      message,
    });
  invalid({ token: "t" }, /`url` is missing/);
  invalid({ url: "https://gateway.example.com" }, /one of the two/);
  invalid({ url: "https://gateway.example.com", token: "t", session: true }, /one of the two/);
  invalid({ url: "http://gateway.example.com", token: "t" }, /plain http/);
  invalid({ url: "gateway", token: "t" }, /`url` must be/);
  invalid({ url: "https://gateway.example.com", tokn: "t" }, /token/);
  const client = createGatewayClient({ url: "https://gateway.example.com/base/", token: "a\nb" });
  assert.equal((await failure(client.session())).code, "Client.InvalidArgument");
  await assert.rejects(clientOf().instances.list(/** @type {never} */ ({ filter: 1 })), {
    code: "Client.InvalidArgument",
  });

  const server = createServer((_, response) => response.writeHead(200).end("<html>"));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  t.after(() => server.close());
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const portal = createGatewayClient({ url: `http://127.0.0.1:${port}`, session: true });
  assert.equal((await failure(portal.session())).code, "Client.BadReply");
});
