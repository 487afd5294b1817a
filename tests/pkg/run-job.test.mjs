import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createJob, restoreJob, runJob, startInstances } from "tencentcloud-edge";
import { createEmulator, demoCredentials } from "tencentcloud-edge/emulator";
import { LIMITS } from "#model";
import { REGION, rejection, stopped } from "./support.mjs";

/** @typedef {Array<[key: string, value: string]>} Rows */

/** A cloud of so many stopped instances, which start quickly. @param {number} count */
function fleet(count) {
  const emulator = createEmulator({ instances: stopped(count), bootMs: [20, 60] });
  const ids = stopped(count).map(({ InstanceId }) => InstanceId);
  return {
    emulator,
    ids,
    options: { credentials: demoCredentials, fetch: emulator.fetch, accountKey: crypto.randomUUID() },
    make: (more = {}) =>
      createJob("StartInstances", ids, { region: REGION, nowMs: Date.now(), settleMs: 100, ...more }),
    starts: () => Object.values(emulator.snapshot().starts),
    seen: (/** @type {string} */ action) =>
      emulator.snapshot().requests.filter((request) => request.action === action),
  };
}

/** Rows by their keys, as storage keeps them. @param {Map<string, string>} stored @param {Rows} changes */
function store(stored, changes) {
  for (const [key, value] of changes) stored.set(key, value);
}

describe("runJob", () => {
  test("drives a job to its end, and resolves as startInstances does", async () => {
    const { ids, options, make, starts, seen } = fleet(2 * LIMITS.ids + 5);
    const progress = /** @type {number[]} */ ([]);
    const job = make();
    const result = await runJob(job, {
      ...options,
      onProgress: ({ outcomes }) => progress.push(outcomes.done),
    });
    const already = await startInstances(ids, { ...options, region: REGION });
    assert.equal(result.ok, true);
    assert.deepEqual(Object.keys(result).sort(), Object.keys(already).sort());
    assert.deepEqual(
      result.instances.map(({ instanceId }) => instanceId),
      ids,
    );
    assert.equal(progress.at(-1), ids.length);
    assert.deepEqual([seen("StartInstances").length, result.requests.StartInstances], [3, 3]);
    assert.deepEqual(
      starts(),
      ids.map(() => 1),
    );
    assert.deepEqual(job.result(), result);
    assert.equal(job.next(Date.now()).kind, "done");
    assert.deepEqual(await runJob(job, options), result, "once more: it is done");
  });

  test("awaits save before each acting request, one at a time, and once at the end", async () => {
    const { emulator, options, make } = fleet(3 * LIMITS.ids);
    /** @type {Map<string, string>} */
    const stored = new Map();
    let saving = 0;
    const named = new Set();
    const result = await runJob(make(), {
      ...options,
      async save(changes) {
        saving += 1;
        assert.equal(saving, 1, "one at a time");
        await new Promise((resolve) => setTimeout(resolve, 30));
        store(stored, changes);
        saving -= 1;
      },
      async fetch(url, init) {
        if (init.headers["x-tc-action"] === "StartInstances") {
          const copy = restoreJob(stored);
          const { instances } = copy.result();
          for (const id of JSON.parse(init.body).InstanceIds) {
            named.add(id);
            const saved = instances.find(({ instanceId }) => instanceId === id);
            assert.equal(saved?.sent, true, "what is stored counts it as under way");
          }
          copy.free();
        }
        return emulator.fetch(url, init);
      },
    });
    assert.equal(named.size, 3 * LIMITS.ids);
    assert.deepEqual(restoreJob(stored).result().instances, result.instances);
  });

  /**
   * Runs a job until it dies at a save, before its request is sent or when its reply comes.
   * @param {ReturnType<typeof fleet>} cloud
   * @param {Map<string, string>} stored
   * @param {{fatal: number, left: boolean}} how `fatal`: which save; `left`: its request has been executed
   * @param {AbortSignal} signal ends what is left of it
   */
  function runUntilKilled({ emulator, options, make }, stored, { fatal, left }, signal) {
    let [saves, dead] = [0, false];
    return new Promise((resolve) => {
      const die = () => {
        dead = true;
        resolve("dead");
        return new Promise(() => {});
      };
      runJob(make(), {
        ...options,
        signal,
        save(changes) {
          if (dead) return new Promise(() => {});
          saves += 1;
          store(stored, changes);
          return saves === fatal && !left ? die() : undefined;
        },
        async fetch(url, init) {
          if (dead) return new Promise(() => {});
          const reply = await emulator.fetch(url, init);
          const acts = init.headers["x-tc-action"] === "StartInstances";
          return acts && saves >= fatal && left ? die() : reply;
        },
      }).then(resolve);
    });
  }

  test("killed at any save, before or after the request left, starts nothing twice when it goes on", async () => {
    const cases = [false, true].flatMap((left) => [1, 2, 3, 4].map((fatal) => ({ left, fatal })));
    const ended = new AbortController();
    const outcomes = cases.map(async (how) => {
      const cloud = fleet(2 * LIMITS.ids + 1);
      /** @type {Map<string, string>} */
      const stored = new Map();
      await runUntilKilled(cloud, stored, how, ended.signal);
      const save = (/** @type {Rows} */ changes) => store(stored, changes);
      const result = await runJob(restoreJob(stored), { ...cloud.options, save });
      const once = cloud.ids.map(() => 1);
      assert.deepEqual([result.ok, cloud.starts()], [true, once], JSON.stringify(how));
      assert.equal(restoreJob(stored).result().ok, true);
    });
    await Promise.all(outcomes);
    ended.abort();
  });

  test("a save that fails lets nothing leave, and the job goes on from its save()", async () => {
    const { options, make, starts, ids } = fleet(LIMITS.ids + 1);
    const cause = new Error("the disk is full");
    let saves = 0;
    const job = make();
    const error = await rejection(
      runJob(job, {
        ...options,
        save() {
          saves += 1;
          throw cause;
        },
      }),
    );
    assert.deepEqual([error.code, error.cause, error.action], ["Client.SaveFailed", cause, "StartInstances"]);
    assert.equal(error.retryable, true);
    assert.deepEqual([saves, starts().length], [1, 0]);
    const result = await runJob(restoreJob(job.save()), options);
    assert.equal(result.ok, true);
    assert.deepEqual(
      starts(),
      ids.map(() => 1),
    );
  });

  test("a save that fails at the very end is told, with the outcomes in the job", async () => {
    const { options, make } = fleet(2);
    const job = make();
    let saves = 0;
    const save = () => {
      saves += 1;
      if (saves > 1) throw new Error("gone");
    };
    const error = await rejection(runJob(job, { ...options, save }));
    assert.match(error.message, /after the job had ended/);
    assert.equal(job.result().ok, true);
  });

  test("can be cancelled through the job, and aborted", async () => {
    const { options, make } = fleet(3);
    const controller = new AbortController();
    controller.abort();
    assert.equal(
      (await rejection(runJob(make(), { ...options, signal: controller.signal }))).code,
      "Client.Aborted",
    );

    const job = make({ wait: true });
    const result = await runJob(job, { ...options, onProgress: () => job.cancel(Date.now()) });
    assert.equal(result.ok, false);
    assert.ok(result.instances.every(({ error }) => error?.code === "Client.Aborted"));
  });

  test("a region that is not the job's, what is no job, a freed one and unknown options are refused", async () => {
    const { options, make } = fleet(1);
    /** @type {Array<[job: unknown, options: object, code: string, message: RegExp]>} */
    const wrong = [
      [
        make(),
        { ...options, region: "ap-beijing" },
        "Client.InvalidArgument",
        /`region` is not the job's own, ap-guangzhou/,
      ],
      [{ ...make() }, options, "Client.InvalidArgument", /`job` must be what createJob/],
      [undefined, options, "Client.InvalidArgument", /`job`/],
      [make(), { ...options, onSave: () => {} }, "Client.InvalidArgument", /`onSave`/],
      [make(), { ...options, save: [] }, "Client.InvalidArgument", /`save` must be a function/],
    ];
    for (const [job, given, code, message] of wrong) {
      const error = await rejection(runJob(/** @type {never} */ (job), /** @type {never} */ (given)));
      assert.equal(error.code, code, error.message);
      assert.match(error.message, message);
    }
    const freed = make();
    freed.free();
    assert.equal((await rejection(runJob(freed, options))).code, "Client.Freed");
    assert.equal((await runJob(make(), { ...options, region: REGION })).ok, true);
  });

  test("throwOnFailure rejects with the result", async () => {
    const { options } = fleet(1);
    const job = createJob("StartInstances", ["ins-zzzzzzzz"], { region: REGION, nowMs: Date.now() });
    const error = await rejection(runJob(job, { ...options, throwOnFailure: true }));
    assert.deepEqual([error.code, error.action], ["Client.SomeFailed", "StartInstances"]);
    assert.equal(error.result?.instances[0]?.error?.code, "InvalidInstanceId.NotFound");
  });

  test("secret parameters are given by the driver, asked for each request, and never saved", async () => {
    const { ids, options, seen } = fleet(2);
    const make = () => createJob("ResetInstancesPassword", ids, { region: REGION, nowMs: Date.now() });
    const missing = await rejection(runJob(make(), options));
    assert.equal(missing.code, "Client.InvalidArgument");
    assert.match(missing.message, /Password/);
    let asked = 0;
    /** @type {Map<string, string>} */
    const stored = new Map();
    const result = await runJob(make(), {
      ...options,
      secretParameters() {
        asked += 1;
        return { Password: "Ab1!correct-horse" };
      },
      save: (changes) => store(stored, changes),
    });
    assert.equal(result.ok, true, JSON.stringify(result));
    assert.ok(asked >= 2);
    assert.equal(seen("ResetInstancesPassword").length, 1);
    assert.ok(!JSON.stringify([...stored, result]).includes("correct-horse"));
  });

  test("a lost reply is resolved as by startInstances", async () => {
    const { emulator, options, make, starts, ids } = fleet(4);
    let lost = 0;
    const result = await runJob(make(), {
      ...options,
      async fetch(url, init) {
        const reply = await emulator.fetch(url, init);
        if (init.headers["x-tc-action"] !== "StartInstances" || lost++ > 0) return reply;
        throw new TypeError("fetch failed", {
          cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }),
        });
      },
    });
    assert.equal(result.ok, true);
    assert.deepEqual([lost, starts()], [1, ids.map(() => 1)]);
  });
});
