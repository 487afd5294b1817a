import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createPace, startInstances } from "tencentcloud-edge";
import { LIMITS } from "#model";
import { cloud, stopped } from "./support.mjs";

/** More requests of an action in a second than this, counted where they arrive. @param {Array<{atMs: number}>} log @param {number} most */
const crowded = (log, most) =>
  log.some((request, nth) => log[nth + most] !== undefined && log[nth + most].atMs - request.atMs < 1_000);

describe("operations side by side", () => {
  test("share the budget of their account, region and action, refusals and repeats included", async () => {
    const share = 5 * LIMITS.ids;
    const all = stopped(3 * share).map(({ InstanceId }) => InstanceId);
    const { emulator, options, seen } = cloud({ instances: stopped(3 * share), bootMs: [100, 300] });
    emulator.inject({ kind: "throttle", action: "StartInstances", nth: 4 });
    const parts = [all.slice(0, share), all.slice(share, 2 * share), all.slice(2 * share)];
    const results = await Promise.all(parts.map((ids) => startInstances(ids, options)));
    assert.ok(results.every(({ ok }) => ok));
    const starts = seen("StartInstances");
    assert.equal(starts.length, 16);
    assert.ok(!crowded(starts, 10));
    for (const action of ["DescribeInstances", "DescribeInstancesStatus"])
      assert.ok(!crowded(seen(action), 40), action);
    assert.equal(
      starts.filter(({ code }) => code?.startsWith("RequestLimitExceeded")).length,
      1,
      "the injected one",
    );
  });

  test("of which two name the same instances start each once", async () => {
    const ids = stopped(150).map(({ InstanceId }) => InstanceId);
    const { emulator, options } = cloud({ instances: stopped(150), bootMs: [1_500, 3_000] });
    const results = await Promise.all([startInstances(ids, options), startInstances(ids, options)]);
    assert.ok(results.every(({ ok }) => ok));
    const outcomes = results.flatMap(({ instances }) => instances.map(({ outcome }) => outcome));
    assert.deepEqual([...new Set(outcomes)].sort(), ["already", "done"]);
    assert.deepEqual(new Set(Object.values(emulator.snapshot().starts)), new Set([1]));
  });

  test("keep the pace that they are given instead", async () => {
    const ids = stopped(400).map(({ InstanceId }) => InstanceId);
    const { options, seen } = cloud({ instances: stopped(400) });
    const pace = createPace(2);
    const both = [ids.slice(0, 200), ids.slice(200)].map((part) =>
      startInstances(part, { ...options, pace, wait: false }),
    );
    const results = await Promise.all(both);
    assert.ok(results.every(({ ok }) => ok));
    assert.ok(!crowded(seen("StartInstances"), 2));
  });
});

test("progress is told twenty times a second at most, and once at the end", async () => {
  const ids = stopped(1_000).map(({ InstanceId }) => InstanceId);
  const { options } = cloud({ instances: stopped(1_000), bootMs: [100, 3_000] });
  /** @type {Array<{at: number, pending: number}>} */
  const told = [];
  await startInstances(ids, {
    ...options,
    onProgress: ({ outcomes }) => told.push({ at: performance.now(), pending: outcomes.pending }),
  });
  const last = told.pop();
  assert.equal(last?.pending, 0);
  assert.ok(told.length >= 3);
  // Date has whole milliseconds, and two of them may each be off by one.
  assert.ok(told.every(({ at }, nth) => nth === 0 || at - (told[nth - 1]?.at ?? 0) >= 48));
});

test("messages come in the language asked for", async () => {
  const ids = stopped(2).map(({ InstanceId }) => InstanceId);
  const messages = [];
  for (const language of /** @type {const} */ (["zh-CN", "en-US"])) {
    const { emulator, options } = cloud({ instances: stopped(2) });
    emulator.inject({ kind: "error", code: "InvalidInstance.NotSupported", action: "StartInstances" });
    const { instances } = await startInstances(ids, { ...options, language });
    messages.push(instances[0]?.error?.message ?? "");
  }
  const [chinese = "", english = ""] = messages;
  assert.match(chinese, /\p{Script=Han}/u);
  assert.doesNotMatch(english, /\p{Script=Han}/u);
});
