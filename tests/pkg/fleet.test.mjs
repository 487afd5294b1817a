import assert from "node:assert/strict";
import { createServer } from "node:http";
import { describe, test } from "node:test";
import { rebootInstances, startInstances, stopInstances, TencentCloudError } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { LIMITS } from "#model";
import { cloud, fetchOf, REGION, rejection, reply, stopped } from "./support.mjs";

const ACTIONS = {
  StartInstances: startInstances,
  StopInstances: stopInstances,
  RebootInstances: rebootInstances,
};

describe("a fleet is operated", () => {
  test("stopped instances end running, each started once, named in one request", async () => {
    const { emulator, options, ids, seen } = cloud({ instances: 24 });
    const result = await startInstances([...ids(), ...ids()], options);
    assert.equal(result.ok, true);
    assert.deepEqual(
      result.instances.map(({ instanceId, outcome, state, sent }) => ({ instanceId, outcome, state, sent })),
      ids().map((instanceId) => ({ instanceId, outcome: "done", state: "RUNNING", sent: true })),
    );
    const [request, ...more] = seen("StartInstances");
    assert.deepEqual(more, []);
    assert.deepEqual(request?.instanceIds, ids());
    assert.ok(result.instances.every(({ requestId }) => requestId === request?.requestId));
    assert.equal(result.requests.StartInstances, 1);
    assert.deepEqual(
      Object.values(emulator.snapshot().starts),
      ids().map(() => 1),
    );
  });

  test("two and a half batches go in three requests, each as large as the service takes", async () => {
    const count = 2.5 * LIMITS.ids;
    const { options, seen } = cloud({ instances: stopped(count) });
    const result = await startInstances(
      stopped(count).map(({ InstanceId }) => InstanceId),
      options,
    );
    assert.equal(result.ok, true);
    assert.deepEqual(
      seen("StartInstances").map(({ instanceIds }) => instanceIds?.length),
      [LIMITS.ids, LIMITS.ids, LIMITS.ids / 2],
    );
  });

  test("wait: false resolves when the service has taken it", async () => {
    const { options, ids, seen } = cloud();
    const { ok, instances } = await startInstances(ids(), { ...options, wait: false });
    assert.equal(ok, true);
    assert.ok(instances.every(({ outcome, requestId }) => outcome === "accepted" && requestId));
    assert.equal(seen("DescribeInstancesStatus").length, 0);
  });

  test("running ones are already there and cost no start request", async () => {
    const { options, ids, seen } = cloud({ instances: 24 });
    const { instances } = await startInstances(ids("RUNNING"), options);
    assert.ok(instances.length > 0 && instances.every(({ outcome, sent }) => outcome === "already" && !sent));
    assert.equal(seen("StartInstances").length, 0);
  });

  test("stop and reboot are the same machine", async () => {
    const { emulator, options, ids } = cloud({ instances: 24 });
    const running = ids("RUNNING");
    const rebooted = await rebootInstances(running, { ...options, stopType: "SOFT" });
    assert.ok(rebooted.instances.every(({ outcome, state }) => outcome === "done" && state === "RUNNING"));
    const { ok } = await stopInstances(running, {
      ...options,
      stopType: "SOFT_FIRST",
      stoppedMode: "KEEP_CHARGING",
    });
    assert.equal(ok, true);
    const now = emulator.snapshot().instances.filter(({ InstanceId }) => running.includes(InstanceId));
    assert.ok(now.every(({ InstanceState }) => InstanceState === "STOPPED"));
  });

  test("one id the service does not know fails alone", async () => {
    const { options, ids } = cloud({ instances: 24 });
    const { ok, instances } = await startInstances([...ids(), "ins-zzzzzzzz"], options);
    assert.equal(ok, false);
    assert.deepEqual(
      instances.map(({ outcome }) => outcome),
      [...ids().map(() => "done"), "failed"],
    );
    const { error, sent } = instances.at(-1) ?? {};
    assert.equal(error?.code, "InvalidInstanceId.NotFound");
    assert.equal(error?.inferred, true);
    assert.equal(sent, false);
  });

  test("progress adds up and ends finished; events tell what was sent; neither can break the work", async () => {
    const { options, ids } = cloud();
    /** @type {import("tencentcloud-edge").FleetProgress[]} */
    const seen = [];
    /** @type {import("tencentcloud-edge").ClientEvent[]} */
    const events = [];
    const { ok } = await startInstances(ids(), {
      ...options,
      onProgress(progress) {
        seen.push(progress);
        throw new Error("the caller's mistake");
      },
      async onEvent(event) {
        events.push(event);
        throw new Error("the caller's mistake, later");
      },
    });
    assert.equal(ok, true);
    for (const { total, outcomes } of seen) {
      assert.equal(
        Object.values(outcomes).reduce((sum, count) => sum + count, 0),
        total,
      );
    }
    assert.equal(seen.at(-1)?.outcomes.done, ids().length);
    const acting = events.filter(({ action }) => action === "StartInstances");
    assert.deepEqual(
      acting.map(({ kind }) => kind),
      ["send", "reply"],
    );
    assert.ok(acting[1].requestId);
    assert.ok(!JSON.stringify(events).includes(demoCredentials.secretKey));
  });
});

describe("bad input rejects and sends nothing", () => {
  /** @type {Array<[what: string, ids: unknown, change: object, code: string, words: RegExp]>} */
  const BAD = [
    ["an empty list", [], {}, "Client.EmptyList", /no instance ids/],
    [
      "a text instead of a list",
      "ins-11112222",
      {},
      "Client.InvalidArgument",
      /`instanceIds` must be a list/,
    ],
    ["nothing", undefined, {}, "Client.InvalidArgument", /`instanceIds`/],
    ["no region", ["ins-11112222"], { region: undefined }, "Client.InvalidArgument", /`region` is missing/],
    [
      "no credentials",
      ["ins-11112222"],
      { credentials: undefined },
      "Client.InvalidArgument",
      /`credentials`/,
    ],
    [
      "an empty secret",
      ["ins-11112222"],
      { credentials: { secretId: "AKID", secretKey: "" } },
      "Client.InvalidArgument",
      /`secretKey` is empty/,
    ],
    [
      "http to elsewhere",
      ["ins-11112222"],
      { endpoint: "http://10.0.0.1" },
      "Client.InvalidArgument",
      /`endpoint`/,
    ],
    [
      "a deadline of text",
      ["ins-11112222"],
      { deadlineMs: "soon" },
      "Client.InvalidArgument",
      /`deadlineMs`/,
    ],
    [
      "a stop type for a start",
      ["ins-11112222"],
      { stopType: "SOFT" },
      "Client.InvalidArgument",
      /`stopType`/,
    ],
    ["a signal that is none", ["ins-11112222"], { signal: {} }, "Client.InvalidArgument", /`signal`/],
  ];
  for (const [what, ids, change, code, words] of BAD) {
    test(what, async () => {
      let sent = 0;
      const fetch = () => {
        sent += 1;
        return Promise.reject(new Error("unexpected"));
      };
      const options = { region: REGION, credentials: demoCredentials, fetch, ...change };
      const error = await rejection(startInstances(/** @type {never} */ (ids), options));
      assert.ok(error instanceof TencentCloudError);
      assert.equal(error.code, code);
      assert.match(error.message, words);
      assert.equal(error.advice, "fix-request");
      assert.equal(sent, 0);
    });
  }

  test("malformed ids are all named, more than 20 of them too", async () => {
    const { options, seen } = cloud();
    const bad = Array.from({ length: 25 }, (_, at) => `i-${at}`);
    const error = await rejection(
      startInstances(["ins-11112222", ...bad, /** @type {never} */ (7)], options),
    );
    assert.equal(error.code, "Client.InvalidInstanceId");
    assert.deepEqual(error.invalidIds, [
      ...bad.map((value, at) => ({ index: at + 1, value })),
      { index: 26, value: "7" },
    ]);
    assert.match(error.message, /\[1\] `i-0`.* and 6 more/);
    assert.equal(seen("DescribeInstances").length, 0);
  });
});

describe("a service that does not play along", () => {
  for (const [action, operate] of Object.entries(ACTIONS)) {
    test(`${action}: a wrong secret rejects with the service's code after one request`, async () => {
      const { options, ids, emulator } = cloud();
      const credentials = { ...demoCredentials, secretKey: "not-the-secret" };
      const error = await rejection(operate(ids(), { ...options, credentials }));
      assert.equal(error.code, "AuthFailure.SignatureFailure");
      assert.equal(error.advice, "fix-credentials");
      assert.equal(error.action, action);
      assert.ok(error.requestId);
      assert.ok(!String(error.stack).includes("not-the-secret"));
      assert.equal(emulator.snapshot().requests.length, 1);
    });
  }

  test("an endpoint nobody listens on: nothing was sent, all unknown at the deadline", async () => {
    const server = createServer();
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    await new Promise((resolve) => server.close(resolve));
    const { ok, instances } = await startInstances(["ins-11112222"], {
      region: REGION,
      credentials: demoCredentials,
      endpoint: `http://127.0.0.1:${port}`,
      deadlineMs: 3_000,
    });
    assert.equal(ok, false);
    const [{ outcome, sent, error } = {}] = instances;
    assert.deepEqual(
      [outcome, sent, error?.code, error?.advice],
      ["unknown", false, "Client.Deadline", "wait"],
    );
    assert.match(error?.message ?? "", /the last request failed: .*refused/i);
  });

  test("a page instead of an envelope is not success: looked at, started once", async () => {
    const { emulator, options, ids, seen } = cloud();
    let broken = 0;
    const { ok } = await startInstances(ids(), {
      ...options,
      settleMs: 100,
      async fetch(input, init) {
        const answer = await emulator.fetch(input, init);
        if (init.headers["x-tc-action"] !== "StartInstances" || broken++ > 0) return answer;
        return new Response("<html>502</html>", { status: 502 });
      },
    });
    assert.equal(ok, true);
    assert.equal(broken, 1);
    assert.equal(seen("StartInstances").length, 1);
    assert.deepEqual(
      Object.values(emulator.snapshot().starts),
      ids().map(() => 1),
    );
  });

  test("a fetch that throws, and one that gives no Response, are network errors that pass", async () => {
    const { emulator, options, ids } = cloud();
    let calls = 0;
    const fetch = fetchOf((input) => {
      calls += 1;
      if (calls === 1) throw new TypeError("fetch failed");
      return calls === 2 ? 7 : emulator.fetch(input);
    });
    const { ok } = await startInstances(ids(), { ...options, fetch });
    assert.equal(ok, true);
  });

  test("a redirect is not followed, and rejects the operation", async () => {
    const asked = /** @type {string[]} */ ([]);
    const error = await rejection(
      startInstances(["ins-11112222"], {
        region: REGION,
        credentials: demoCredentials,
        async fetch(_, init) {
          asked.push(init.redirect);
          return new Response(null, { status: 307, headers: { location: "https://example.com/" } });
        },
      }),
    );
    assert.equal(error.code, "Client.Redirected");
    assert.deepEqual(asked, ["manual"]);
  });
});

describe("credentials", () => {
  test("a function is asked once for an operation, and its failure rejects with the cause", async () => {
    const { options, ids } = cloud();
    let asked = 0;
    const { ok } = await startInstances(ids(), {
      ...options,
      async credentials() {
        asked += 1;
        return demoCredentials;
      },
    });
    assert.equal(ok, true);
    assert.equal(asked, 1);
    const cause = new Error("the vault is closed");
    const error = await rejection(
      startInstances(ids(), {
        ...options,
        credentials() {
          throw cause;
        },
      }),
    );
    assert.equal(error.code, "Client.InvalidArgument");
    assert.equal(error.cause, cause);
  });

  test("a rotated key is picked up", async () => {
    const { options, ids } = cloud();
    const keys = [{ secretId: "AKIDretired", secretKey: "old" }, demoCredentials];
    let asked = 0;
    const credentials = () => /** @type {import("tencentcloud-edge").Credentials} */ (keys[asked++]);
    const { ok } = await startInstances(ids(), { ...options, credentials });
    assert.equal(ok, true);
    assert.equal(asked, 2);
  });
});

test("a clock that is off is corrected from the reply's Date", async () => {
  const nowMs = Date.now() + 3_600_000;
  const { emulator, options, ids } = cloud({ clock: "virtual", nowMs });
  /** @type {import("tencentcloud-edge").ClientEvent[]} */
  const events = [];
  const { ok } = await startInstances(ids(), {
    ...options,
    wait: false,
    onEvent: (event) => events.push(event),
  });
  assert.equal(ok, true);
  const { offsetMs = 0 } = events.find(({ kind }) => kind === "clock") ?? {};
  assert.ok(Math.abs(offsetMs - 3_600_000) < 60_000, String(offsetMs));
  emulator.free();
});

test("replies of another realm's fetch are read", async () => {
  const { ok } = await startInstances(["ins-11112222"], {
    region: REGION,
    credentials: demoCredentials,
    wait: false,
    fetch: fetchOf(async (request) => {
      const describe = request.headers.get("x-tc-action") === "DescribeInstances";
      const row = { InstanceId: "ins-11112222", InstanceState: "STOPPED" };
      const text = await reply(describe ? { TotalCount: 1, InstanceSet: [row] } : {}).text();
      return { status: 200, headers: new Map(), text: async () => text };
    }),
  });
  assert.equal(ok, true);
});
