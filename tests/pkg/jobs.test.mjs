import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createJob, createPace, restoreJob, signRequest } from "tencentcloud-edge";
import { createEmulator, demoCredentials } from "tencentcloud-edge/emulator";
import { LIMITS } from "#model";
import { REGION, stopped } from "./support.mjs";

const BEGIN = 1_767_225_600_000;

/** A cloud on a virtual clock, and jobs driven on the same clock. @param {number} count */
function virtual(count) {
  const emulator = createEmulator({ instances: stopped(count), clock: "virtual", nowMs: BEGIN });
  const ids = stopped(count).map(({ InstanceId }) => InstanceId);
  let nowMs = BEGIN;
  /** @param {import("tencentcloud-edge").ApiRequest} request */
  const exchange = async (request) => {
    const signed = signRequest(request, demoCredentials, { timestamp: Math.floor(nowMs / 1000) });
    const reply = await emulator.fetch(signed.url, signed);
    return { status: reply.status, body: await reply.text() };
  };
  return {
    emulator,
    ids,
    now: () => nowMs,
    exchange,
    /**
     * Steps a job until `stop` says so or it is done.
     * @param {import("tencentcloud-edge").FleetJob} job
     * @param {(step: import("tencentcloud-edge").Step) => boolean} [stop]
     */
    async drive(job, stop = () => false) {
      for (;;) {
        const step = job.next(nowMs);
        if (step.kind === "done" || stop(step)) return step;
        if (step.kind === "wait") {
          emulator.advance(step.untilMs - nowMs);
          nowMs = step.untilMs;
        } else {
          const { status, body } = await exchange(step.request);
          job.answered(step.ticket, nowMs, status, body);
        }
      }
    },
  };
}

describe("a job", () => {
  test("runs on a virtual clock to the end, and says what it sent", async () => {
    const { emulator, ids, drive } = virtual(250);
    const job = createJob("StartInstances", ids, { region: REGION, nowMs: BEGIN });
    await drive(job);
    const { ok, instances, requests } = job.result();
    assert.equal(ok, true);
    assert.equal(instances.length, 250);
    assert.equal(requests.StartInstances, Math.ceil(250 / LIMITS.ids));
    assert.equal(job.progress().outcomes.done, 250);
    assert.deepEqual(
      Object.values(emulator.snapshot().starts),
      ids.map(() => 1),
    );
    assert.equal(job.next(BEGIN).kind, "done", "done is sticky");
    job.free();
  });

  test("first describes, and its requests hold no credentials", () => {
    const job = createJob("StopInstances", ["ins-11112222"], { region: REGION, nowMs: 5, stopType: "HARD" });
    const step = job.next(5);
    assert.ok(step.kind === "send");
    assert.deepEqual(step, {
      kind: "send",
      ticket: step.ticket,
      acting: false,
      replyByMs: 10_005,
      request: {
        service: "cvm",
        version: "2017-03-12",
        action: "DescribeInstances",
        region: REGION,
        payload: '{"InstanceIds":["ins-11112222"],"Limit":100}',
      },
    });
  });

  test("saved with a start in flight and restored, looks before it sends anything, and starts nothing twice", async () => {
    for (const how of /** @type {const} */ (["save", "changes"])) {
      for (const arrives of [true, false]) {
        const { emulator, ids, drive, exchange } = virtual(150);
        const job = createJob("StartInstances", ids, { region: REGION, nowMs: BEGIN });
        /** @type {Map<string, string>} */
        const rows = new Map(job.changes());
        const step = await drive(job, (next) => {
          for (const [key, value] of job.changes()) rows.set(key, value);
          return next.kind === "send" && next.acting;
        });
        const saved = how === "save" ? job.save() : rows;
        assert.ok(!JSON.stringify([...saved]).includes(demoCredentials.secretKey));
        job.free();
        if (arrives && step.kind === "send") await exchange(step.request);

        const again = restoreJob(saved);
        const first = await drive(again, (next) => next.kind === "send");
        assert.ok(first.kind === "send" && !first.acting);
        again.lost(first.ticket, BEGIN + 60_000, "not sent by this test");
        await drive(again);
        assert.equal(again.result().ok, true, JSON.stringify(again.progress()));
        assert.deepEqual(
          Object.values(emulator.snapshot().starts),
          ids.map(() => 1),
        );
      }
    }
  });

  test("changes() gives only the rows that changed", () => {
    const job = createJob(
      "StartInstances",
      stopped(1_000).map(({ InstanceId }) => InstanceId),
      {
        region: REGION,
        nowMs: BEGIN,
      },
    );
    assert.equal(job.changes().length, 11);
    assert.deepEqual(job.changes(), []);
    job.next(BEGIN);
    assert.deepEqual(
      job.changes().map(([key]) => key),
      ["head"],
    );
  });

  /** A job of one instance with the first request handed out. */
  function handedOut() {
    const job = createJob("StartInstances", ["ins-11112222"], {
      region: REGION,
      nowMs: BEGIN,
      pace: "driver",
      deadlineMs: 5_000,
    });
    const step = job.next(BEGIN);
    assert.ok(step.kind === "send");
    return { job, ticket: step.ticket };
  }

  test("a request that waits for credentials says so, and ends with the deadline", () => {
    const { job, ticket } = handedOut();
    for (let ms = 1_000; ms < 5_000; ms += 1_000)
      assert.equal(job.held(ticket, BEGIN + ms, "no credentials: sts is away"), true);
    assert.equal(job.held(ticket, BEGIN + 5_000, "no credentials: sts is away"), false);
    assert.equal(job.next(BEGIN + 5_000).kind, "done");
    const [row] = job.result().instances;
    assert.equal(row?.error?.code, "Client.Deadline");
    assert.match(row?.error?.message ?? "", /nothing was sent for it.*sts is away/);
    assert.deepEqual([row?.sent, job.progress().requests], [false, 0]);
  });

  test("without credentials for good it ends, named by their code", () => {
    const { job, ticket } = handedOut();
    const error = { code: "UnauthorizedOperation", message: "sts AssumeRole: no" };
    for (const bad of /** @type {never[]} */ ([undefined, {}, { code: "X" }, { ...error, message: 1 }]))
      assert.throws(() => job.credentialsFailed(BEGIN, bad), { code: "Client.InvalidArgument" });
    job.credentialsFailed(BEGIN + 10, error);
    assert.equal(job.sent(ticket, BEGIN + 10), false);
    assert.equal(job.next(BEGIN + 10).kind, "done");
    const [row] = job.result().instances;
    assert.deepEqual([row?.outcome, row?.sent, row?.error?.code], ["failed", false, error.code]);
    assert.equal(row?.error?.advice, "fix-credentials");
  });

  test("what was refused a connection before it left is not counted", () => {
    const { job, ticket } = handedOut();
    job.lost(ticket, BEGIN + 10, "refused: nobody listens");
    assert.equal(job.progress().requests, 0);
  });

  test("misuse is harmless", () => {
    const job = createJob("StartInstances", ["ins-11112222"], { region: REGION, nowMs: BEGIN });
    job.answered(99, BEGIN, 200, "{}");
    job.lost(99, BEGIN, "x");
    job.sent(99, BEGIN);
    const step = job.next(BEGIN);
    assert.ok(step.kind === "send");
    job.lost(step.ticket, BEGIN, "reset");
    job.answered(step.ticket, BEGIN, 200, "{}", { retryAfter: "nonsense", date: "never" });
    assert.equal(job.progress().outcomes.pending, 1);
    job.cancel(BEGIN);
    assert.equal(job.next(BEGIN).kind, "done");
    assert.equal(job.result().instances[0]?.error?.code, "Client.Aborted");
  });

  test("what is no saved job is refused", () => {
    const job = createJob("StartInstances", ["ins-11112222"], { region: REGION, nowMs: BEGIN });
    const rows = job.changes();
    for (const saved of ["", "job1", job.save().slice(0, -9), rows.slice(0, 1), [["x", "y"]], [["head"]]]) {
      assert.throws(() => restoreJob(/** @type {never} */ (saved)), { code: "Client.InvalidArgument" });
    }
    for (const [action, nowMs, words] of /** @type {const} */ ([
      ["RunInstances", 1, /`action`/],
      ["StartInstances", undefined, /`nowMs`/],
    ])) {
      assert.throws(
        () =>
          createJob(/** @type {never} */ (action), ["ins-11112222"], {
            region: REGION,
            nowMs: /** @type {never} */ (nowMs),
          }),
        { code: "Client.InvalidArgument", message: words },
      );
    }
  });
});

describe("a pace", () => {
  test("gives so many slots, then Infinity until a reply, then a second after it", () => {
    const pace = createPace(2);
    assert.equal(pace.perSecond, 2);
    const first = pace.take(100);
    assert.equal(first.atMs, 100);
    pace.take(100);
    assert.equal(pace.take(100).atMs, Number.POSITIVE_INFINITY);
    pace.freed(first.slot, 150);
    assert.equal(pace.take(200).atMs, 1_155);
  });

  test("leases its slots: one that is never given back is free again, and a late word of it is nobody's", () => {
    const pace = createPace(1);
    const gone = pace.take(100, 2_000);
    assert.equal(pace.take(3_104, 2_000).atMs, Number.POSITIVE_INFINITY);
    const next = pace.take(3_105, 2_000);
    assert.equal(next.atMs, 3_105);
    const again = createPace(1, pace.save());
    again.freed(gone.slot, 3_200);
    assert.equal(again.take(4_500).atMs, Number.POSITIVE_INFINITY);
    again.freed(next.slot, 4_600);
    assert.equal(again.take(4_700).atMs, 5_605);
    again.freed(again.take(6_000).slot, 6_000);
    for (const leaseMs of /** @type {never[]} */ ([0, -1, 1.5, "1", Number.NaN, null])) {
      assert.throws(() => pace.take(9_000, leaseMs), { code: "Client.InvalidArgument", message: /leaseMs/ });
    }
  });

  test("goes on after several: what any of them holds is held", () => {
    const one = createPace(2);
    const other = createPace(2);
    for (const at of [100, 200]) one.take(at, 1_000);
    other.take(3_000, 4_000);
    for (const saved of [
      [one.save(), other.save()],
      [other.save(), one.save()],
    ]) {
      const both = createPace(2, saved);
      assert.equal(both.take(3_000).atMs, 3_000);
      assert.ok(both.take(3_000).atMs >= 8_005, "the other slot is leased");
    }
  });

  test("is saved and restored; throttled, it halves", () => {
    const pace = createPace(4);
    pace.throttled(0);
    const again = createPace(4, pace.save());
    again.take(0);
    again.take(0);
    assert.equal(again.take(0).atMs, Number.POSITIVE_INFINITY);
    for (const [perSecond, saved] of /** @type {Array<[never, never]>} */ ([
      [0],
      [1.5],
      ["ten"],
      [4, "x"],
      [4, "p2 4"],
      [4, [pace.save(), "x"]],
      [4, []],
      [4, [1]],
    ])) {
      assert.throws(() => createPace(perSecond, saved), { code: "Client.InvalidArgument" });
    }
  });
});
