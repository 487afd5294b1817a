import assert from "node:assert/strict";
import { createServer } from "node:http";
import { describe, test } from "node:test";
import { call, createPace, describeInstances } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { cloud, fetchOf, REGION, rejection, reply, stopped } from "./support.mjs";

const REQUEST = { service: "cvm", version: "2017-03-12", action: "DescribeZones" };
/** @param {Array<() => Response | Promise<Response>>} answers one for each attempt; the last one stays */
const scripted = (...answers) => {
  /** @type {Request[]} */
  const asked = [];
  return {
    asked,
    options: {
      region: REGION,
      credentials: demoCredentials,
      accountKey: crypto.randomUUID(),
      retry: { baseMs: 1, maxMs: 2 },
      fetch: fetchOf(async (request) => {
        asked.push(request);
        return answers[Math.min(asked.length, answers.length) - 1]?.();
      }),
    },
  };
};
const broken = () => new Response("<html>", { status: 502 });
const refusal = (/** @type {string} */ Code) => () => reply({ Error: { Code, Message: "no" } });

describe("call", () => {
  test("resolves with what stands in Response, big integers exact", async () => {
    const text = '{"Response":{"Quota":9007199254740993,"RequestId":"r-1"}}';
    const { options, asked } = scripted(() => new Response(text));
    assert.deepEqual(await call(REQUEST, options), { Quota: 9007199254740993n, RequestId: "r-1" });
    const [request] = asked;
    assert.equal(request?.url, "https://cvm.tencentcloudapi.com/");
    assert.equal(request?.headers.get("x-tc-region"), REGION);
    assert.equal(request?.headers.get("x-tc-language"), "en-US");
    assert.equal(await request?.text(), "{}");
  });

  test("sends bytes, and a GET, as they were signed", async () => {
    const { options, ids } = cloud();
    for (const change of [
      { payload: new TextEncoder().encode(JSON.stringify({ InstanceIds: ids() })) },
      { payload: { InstanceIds: ids() }, method: /** @type {const} */ ("GET") },
    ]) {
      const { TotalCount } = await call({ ...REQUEST, action: "DescribeInstances", ...change }, options);
      assert.equal(TotalCount, ids().length);
    }
  });

  test("a refusal is an error with code, advice and request id, and is not tried again", async () => {
    const { options, asked } = scripted(refusal("InvalidParameter"));
    const error = await rejection(call(REQUEST, options));
    const { code, message, requestId, action, advice, retryable, attempts, httpStatus } = error;
    assert.deepEqual(
      { code, message, requestId, action, advice, retryable, attempts, httpStatus },
      {
        code: "InvalidParameter",
        message: "no",
        requestId: "r-1",
        action: "DescribeZones",
        advice: "fix-request",
        retryable: false,
        attempts: 1,
        httpStatus: 200,
      },
    );
    assert.equal(asked.length, 1);
  });

  test("a reading action is tried three times, then its last error is given", async () => {
    const { options, asked } = scripted(broken);
    const error = await rejection(call(REQUEST, options));
    assert.deepEqual([error.code, error.attempts, error.httpStatus], ["Client.BadReply", 3, 502]);
    assert.equal(asked.length, 3);
  });

  test("an acting one is never repeated after a reply that says nothing", async () => {
    for (const answer of [broken, refusal("InternalError"), () => Promise.reject(new TypeError("reset"))]) {
      const { options, asked } = scripted(answer);
      await rejection(call({ ...REQUEST, action: "RunInstances" }, options));
      assert.equal(asked.length, 1);
    }
  });

  test("throttling is no failure, and retry: false is one attempt of anything", async () => {
    const one = scripted(refusal("RequestLimitExceeded"), () => reply({}));
    const result = await call(
      { ...REQUEST, action: "RunInstances" },
      { ...one.options, retry: { attempts: 1 } },
    );
    assert.equal(result.RequestId, "r-1");
    const two = scripted(refusal("RequestLimitExceeded"), () => reply({}));
    const error = await rejection(call(REQUEST, { ...two.options, retry: false }));
    assert.deepEqual([error.code, error.advice, two.asked.length], ["RequestLimitExceeded", "wait", 1]);
    assert.equal(error.retryable, true);
  });

  test("no reply in time is Client.Timeout, however the fetch behaves", async () => {
    const { options } = scripted(() => new Promise(() => {}));
    const error = await rejection(call(REQUEST, { ...options, timeoutMs: 30, retry: false }));
    assert.deepEqual([error.code, error.advice], ["Client.Timeout", "retry"]);
  });

  test("a body that never ends is Client.Timeout too", async () => {
    const { options } = scripted(
      () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) })),
    );
    const error = await rejection(call(REQUEST, { ...options, timeoutMs: 30, retry: false }));
    assert.equal(error.code, "Client.Timeout");
  });

  test("a body over the limit is cut off", async () => {
    const chunk = new Uint8Array(1 << 20);
    const endless = () => new Response(new ReadableStream({ pull: (stream) => stream.enqueue(chunk) }));
    const { options } = scripted(endless);
    const error = await rejection(call({ ...REQUEST, action: "RunInstances" }, options));
    assert.equal(error.code, "Client.BadReply");
    assert.match(error.message, /MiB/);
  });

  test("abort ends it at once, in a request and in a pause", async () => {
    for (const answer of [() => new Promise(() => {}), broken]) {
      const { options, asked } = scripted(/** @type {never} */ (answer));
      const abort = new AbortController();
      const running = call(REQUEST, {
        ...options,
        retry: { baseMs: 60_000, maxMs: 60_000 },
        signal: abort.signal,
      });
      setTimeout(() => abort.abort(), 20);
      assert.equal((await rejection(running)).code, "Client.Aborted");
      assert.equal(asked.length, 1);
      if (answer !== broken) assert.equal(asked[0]?.signal.aborted, true);
    }
  });

  test("aborted calls give their places in the pace back", async () => {
    const { options } = scripted(() => new Promise(() => {}));
    const request = { ...REQUEST, action: "StartInstances" };
    for (let round = 0; round < 2; round += 1) {
      const aborts = Array.from({ length: 10 }, () => new AbortController());
      const running = aborts.map(({ signal }) => rejection(call(request, { ...options, signal })));
      await new Promise((resolve) => setTimeout(resolve, 50));
      for (const abort of aborts) abort.abort();
      for (const error of await Promise.all(running)) assert.equal(error.code, "Client.Aborted");
    }
    const { options: good } = scripted(() => reply({}));
    const last = await call(request, { ...good, accountKey: options.accountKey });
    assert.equal(last.RequestId, "r-1");
  });

  test("the global fetch is used when none is given", async () => {
    const server = createServer((_, response) => response.end('{"Response":{"RequestId":"r-2"}}'));
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    const options = { credentials: demoCredentials, endpoint: `http://127.0.0.1:${port}` };
    assert.deepEqual(await call(REQUEST, options), { RequestId: "r-2" });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const error = await rejection(call({ ...REQUEST, action: "RunInstances" }, options));
    assert.equal(error.code, "Client.Network");
    assert.equal(error.attempts, 3, "a refused connection is safe to try again, whatever the action");
  });
});

describe("the timeout of an attempt, and the signal, cover", () => {
  const request = { service: "cvm", version: "2017-03-12", action: "DescribeInstances" };
  const never = () => new Promise(() => {});

  test("waiting for credentials that never come", async () => {
    const { options, seen } = cloud();
    const asked = { ...options, credentials: /** @type {never} */ (never) };
    for (const failed of [
      call(request, { ...asked, timeoutMs: 60 }),
      describeInstances({ ...asked, timeoutMs: 60 })
        [Symbol.asyncIterator]()
        .next(),
    ]) {
      const { code, message, attempts } = await rejection(failed);
      assert.deepEqual([code, attempts], ["Client.Timeout", 1]);
      assert.match(message, /no credentials within 60 ms; nothing was sent/);
    }
    const aborted = await rejection(call(request, { ...asked, signal: AbortSignal.timeout(30) }));
    assert.equal(aborted.code, "Client.Aborted");
    assert.equal(seen("DescribeInstances").length, 0);
  });

  test("another key that never comes after one was refused", async () => {
    const { options, emulator } = cloud();
    emulator.inject({ kind: "error", code: "AuthFailure.TokenFailure" });
    let asked = 0;
    const credentials = () => (asked++ === 0 ? demoCredentials : never());
    const error = await rejection(
      call(request, { ...options, credentials: /** @type {never} */ (credentials), timeoutMs: 60 }),
    );
    assert.deepEqual([error.code, asked], ["Client.Timeout", 2]);
  });

  test("waiting for a slot of the pace", async () => {
    const { options, seen } = cloud();
    const pace = createPace(1);
    const held = pace.take(Date.now());
    const acting = { ...request, action: "StartInstances", payload: { InstanceIds: ["ins-11112222"] } };
    const error = await rejection(call(acting, { ...options, pace, timeoutMs: 60, retry: false }));
    assert.equal(error.code, "Client.Timeout");
    assert.match(error.message, /no slot of the pace within 60 ms; nothing was sent/);
    const signal = AbortSignal.timeout(30);
    const aborted = await rejection(call(acting, { ...options, pace, signal }));
    assert.equal(aborted.code, "Client.Aborted");
    assert.equal(seen("StartInstances").length, 0);
    pace.freed(held.slot, Date.now());
    assert.equal((await rejection(call(acting, { ...options, pace }))).code, "InvalidInstanceId.NotFound");
  });
});

describe("describeInstances", () => {
  /** @param {AsyncIterable<import("tencentcloud-edge").Instance>} source */
  const collect = async (source) => {
    const items = [];
    for await (const item of source) items.push(item);
    return items;
  };

  test("pages through a region, once each", async () => {
    const { options, seen } = cloud({ instances: stopped(250) });
    const found = await collect(describeInstances(options));
    assert.deepEqual(
      found.map(({ InstanceId }) => InstanceId),
      stopped(250).map(({ InstanceId }) => InstanceId),
    );
    assert.equal(seen("DescribeInstances").length, 3);
  });

  test("a reply without rows is Client.BadReply", async () => {
    const options = {
      region: REGION,
      credentials: demoCredentials,
      fetch: async () => reply({ TotalCount: 3 }),
    };
    const error = await rejection(describeInstances(options)[Symbol.asyncIterator]().next());
    assert.deepEqual([error.code, error.requestId], ["Client.BadReply", "r-1"]);
  });

  test("gives no instance twice when the fleet shrinks between two pages", async () => {
    const rows = (/** @type {number} */ from, /** @type {number} */ to) => stopped(to).slice(from);
    const { options } = scripted(
      () => reply({ TotalCount: 150, InstanceSet: rows(0, 100) }),
      () => reply({ TotalCount: 149, InstanceSet: rows(99, 149) }),
    );
    assert.equal((await collect(describeInstances(options))).length, 149);
  });

  /**
   * A service whose fleet changes after each page.
   * @param {string[]} fleet ids, in the order of the list
   * @param {(fleet: string[], page: number) => unknown} change
   */
  function changing(fleet, change) {
    /** @type {Array<{Offset?: number, Limit?: number}>} */
    const asked = [];
    const fetch = fetchOf(async (input) => {
      const payload = await new Response(input.body).json();
      const { Offset = 0, Limit = 20 } = payload;
      asked.push(payload);
      const InstanceSet = fleet.slice(Offset, Offset + Limit).map((InstanceId) => ({ InstanceId }));
      const answer = reply({ TotalCount: fleet.length, InstanceSet });
      change(fleet, asked.length);
      return answer;
    });
    return {
      asked,
      options: { region: REGION, credentials: demoCredentials, fetch, accountKey: crypto.randomUUID() },
    };
  }

  for (const [
    name,
    change,
    requests,
  ] of /** @type {Array<[string, (fleet: string[], page: number) => unknown, number]>} */ ([
    ["shrinks at its beginning", (fleet, page) => page === 1 && fleet.splice(10, 5), 4],
    ["loses what stood last on a page", (fleet, page) => page === 1 && fleet.splice(99, 1), 4],
    ["loses a whole page", (fleet, page) => page === 2 && fleet.splice(20, 150), 7],
    [
      "shrinks and grows by as much",
      (fleet, page) => page === 1 && fleet.push(...fleet.splice(0, 5).map((id) => `new-${id}`)),
      4,
    ],
    ["grows at its beginning", (fleet, page) => page < 3 && fleet.unshift(`new-${page}`), 3],
    ["grows at its end", (fleet, page) => page === 1 && fleet.push("new-1"), 3],
    ["shrinks after every page", (fleet) => fleet.splice(0, 3), 8],
  ])) {
    test(`lists all that are there throughout, once each, when the fleet ${name}`, async () => {
      const fleet = stopped(250).map(({ InstanceId }) => InstanceId);
      const { options, asked } = changing(fleet, change);
      const throughout = new Set(fleet);
      const found = (await collect(describeInstances(options))).map(({ InstanceId }) => InstanceId);
      for (const id of throughout) if (!fleet.includes(id)) throughout.delete(id);
      assert.equal(new Set(found).size, found.length);
      assert.deepEqual(
        [...throughout].filter((id) => !found.includes(id)),
        [],
      );
      assert.ok(asked.length <= requests, `${asked.length} requests`);
    });
  }

  test("gives up on a list of which nothing stays", async () => {
    const all = (/** @type {number} */ page) => Array.from({ length: 250 }, (_, at) => `ins-${page}-${at}`);
    const { options, asked } = changing(all(0), (fleet, page) => fleet.splice(0, 250, ...all(page)));
    const error = await rejection(collect(describeInstances(options)));
    assert.equal(error.code, "Client.BadReply");
    assert.ok(asked.length < 100);
  });

  test("asks for ids by the hundred, and by filters", async () => {
    const { options, seen } = cloud({ instances: stopped(250) });
    const ids = stopped(250).map(({ InstanceId }) => InstanceId);
    const found = await collect(describeInstances({ ...options, instanceIds: [...ids, ...ids] }));
    assert.equal(found.length, 250);
    assert.equal(seen("DescribeInstances").length, 3);
    const filters = [{ Name: "instance-id", Values: ids.slice(0, 2) }];
    assert.equal((await collect(describeInstances({ ...options, filters }))).length, 2);
  });

  test("refuses malformed ids, an empty list, and ids together with filters", async () => {
    const { options } = cloud();
    for (const [change, code] of /** @type {const} */ ([
      [{ instanceIds: ["x"] }, "Client.InvalidInstanceId"],
      [{ instanceIds: [] }, "Client.EmptyList"],
      [{ instanceIds: ["ins-11112222"], filters: [] }, "Client.InvalidArgument"],
    ])) {
      assert.throws(() => describeInstances({ ...options, .../** @type {object} */ (change) }), { code });
    }
  });
});
