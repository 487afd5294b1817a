import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findInstances, planInstances, startInstances } from "tencentcloud-edge";
import { LIMITS, STATES } from "#model";
import { cloud, REGION, rejection, stopped } from "./support.mjs";

const tag = (/** @type {string} */ Key, /** @type {string} */ Value) => ({ Key, Value });

/** Six machines that differ in everything that can be selected. */
const MACHINES = /** @type {const} */ ([
  {
    InstanceId: "ins-00000001",
    InstanceName: "web-1",
    InstanceState: "STOPPED",
    Tags: [tag("env", "dev"), tag("team", "a")],
  },
  {
    InstanceId: "ins-00000002",
    InstanceName: "web-22",
    InstanceState: "RUNNING",
    Tags: [tag("env", "dev"), tag("team", "b")],
  },
  { InstanceId: "ins-00000003", InstanceName: "Web-3", InstanceState: "STOPPED", Tags: [tag("env", "test")] },
  {
    InstanceId: "ins-00000004",
    InstanceName: "db*",
    InstanceState: "SHUTDOWN",
    Tags: [tag("env", "prod"), tag("keep", "1")],
  },
  { InstanceId: "ins-00000005", InstanceName: "", InstanceState: "STOPPING", Tags: [] },
  { InstanceId: "ins-00000006", InstanceName: "web-1", InstanceState: "STARTING", Tags: [tag("dev", "env")] },
]);
const world = () => cloud({ instances: /** @type {never} */ (MACHINES), bootMs: [60_000, 60_000] });
const id = (/** @type {number} */ number) => `ins-0000000${number}`;

/** @param {import("tencentcloud-edge").Select} select */
async function selected(select) {
  const { options } = world();
  const found = [];
  for await (const { InstanceId } of findInstances(select, options)) found.push(Number(InstanceId.slice(-1)));
  return found.sort();
}

describe("a selection", () => {
  /** @type {Array<[string, import("tencentcloud-edge").Select, number[]]>} */
  const ROWS = [
    ["one tag", { tags: { env: "dev" } }, [1, 2]],
    ["several values of a tag widen", { tags: { env: ["dev", "test"] } }, [1, 2, 3]],
    [
      "more values than the service takes",
      { tags: { env: ["dev", "b", "c", "d", "e", "f", "test"] } },
      [1, 2, 3],
    ],
    ["other keys narrow", { tags: { env: ["dev", "test"], team: "b" } }, [2]],
    ["a name, case and all", { names: ["web-1"] }, [1, 6]],
    ["patterns widen", { names: ["web-?", "Web*"] }, [1, 3, 6]],
    ["a star for none and for many", { names: ["*web-*2*"] }, [2]],
    ["a star for everything", { names: ["*"] }, [1, 2, 3, 4, 5, 6]],
    ["a pattern is no regular expression", { names: ["web.1", "db[*]", "^web"] }, []],
    ["a star in a name", { names: ["db*"] }, [4]],
    ["states", { states: ["STOPPED", "SHUTDOWN"] }, [1, 3, 4]],
    ["everything together", { tags: { env: "dev" }, states: ["STOPPED"], names: ["web*"] }, [1]],
    [
      "filters, as they are",
      { filters: [{ Name: "instance-name", Values: ["web-1"] }], states: ["STARTING"] },
      [6],
    ],
    ["without some ids", { states: ["STOPPED"], exclude: { instanceIds: [id(1)] } }, [3]],
    ["without any of some tags", { names: ["*"], exclude: { tags: { keep: "1", env: ["dev"] } } }, [3, 5, 6]],
  ];
  for (const [name, select, expected] of ROWS) {
    test(name, async () => assert.deepEqual(await selected(select), expected));
  }

  test("zones and types", async () => {
    const { options } = cloud();
    const all = [];
    for await (const instance of findInstances({ names: ["*"] }, options)) all.push(instance);
    const [{ Placement, InstanceType }] = /** @type {[import("tencentcloud-edge").Instance]} */ (
      /** @type {unknown} */ (all)
    );
    const Zone = /** @type {string} */ (Placement?.Zone);
    const found = [];
    const select = { zones: [Zone, "ap-nowhere-1"], types: [String(InstanceType)] };
    for await (const { InstanceId } of findInstances(select, options)) found.push(InstanceId);
    const expected = all.filter((it) => it.Placement?.Zone === Zone && it.InstanceType === InstanceType);
    assert.deepEqual(found.sort(), expected.map(({ InstanceId }) => InstanceId).sort());
    assert.ok(found.length > 0);
  });

  test("of everything, of nothing, or misspelt is refused by name", () => {
    const { options } = world();
    /** @type {Array<[unknown, RegExp]>} */
    const WRONG = [
      [{}, /`select` selects every instance.*names: \["\*"\]/],
      [{ exclude: { instanceIds: [id(1)] } }, /`select` selects every instance/],
      [{ tag: { env: "dev" } }, /`tag` is no member of `select`; did you mean `tags`\?/],
      [{ names: ["*"], exclude: { ids: [] } }, /`ids` is no member of `select.exclude`/],
      [{ names: [] }, /`select.names` is empty/],
      [{ tags: {} }, /`select.tags` is empty/],
      [{ tags: { env: [] } }, /`select.tags.env` is empty/],
      [{ tags: { env: 5 } }, /`select.tags.env` must be a list/],
      [{ names: "web-*" }, /`select.names` must be a list/],
      [{ states: ["STOPED"] }, /`select.states` must be one of PENDING/],
      [{ filters: [{ name: "zone" }] }, /`name` is no member of `select.filters\[0\]`/],
      [["ins-00000001"], /`select` must be an object/],
    ];
    for (const [select, message] of WRONG) {
      assert.throws(() => findInstances(/** @type {never} */ (select), options), {
        code: "Client.InvalidArgument",
        message,
      });
    }
    const filters = /** @type {never} */ ([{ Name: "zone", Values: ["x"] }]);
    assert.throws(
      () => findInstances({ names: ["*"] }, { ...options, .../** @type {object} */ ({ filters }) }),
      {
        message: /`filters` is no member of `options`/,
      },
    );
  });
});

describe("planInstances", () => {
  test("says of ids what would change, is there already and is refused, and sends describes alone", async () => {
    const { options, emulator } = world();
    const ids = [...MACHINES.map(({ InstanceId }) => InstanceId), "ins-zzzzzzzz", id(1)];
    const plan = await planInstances("StartInstances", ids, options);
    assert.deepEqual(plan, {
      changes: [id(1), id(3), id(5)],
      already: [id(2), id(6)],
      refused: [
        {
          instanceId: id(4),
          code: "UnsupportedOperation.InstanceStateShutdown",
          reason: "the instance is SHUTDOWN, which forbids StartInstances",
        },
        {
          instanceId: "ins-zzzzzzzz",
          code: "InvalidInstanceId.NotFound",
          reason: "the service does not know the instance in this region",
        },
      ],
      batches: 1,
      seconds: 0,
      digest: plan.digest,
    });
    assert.match(plan.digest, /^[0-9a-f]{64}$/);
    assert.deepEqual(
      [...new Set(emulator.snapshot().requests.map(({ action }) => action))],
      ["DescribeInstances"],
    );
  });

  test("says in every state what the operation then does", async () => {
    const instances = STATES.map((InstanceState, at) => ({
      InstanceId: `ins-000000${String(at).padStart(2, "0")}`,
      InstanceState,
    }));
    const { options } = cloud({ instances: /** @type {never} */ (instances), bootMs: [10, 20] });
    const ids = instances.map(({ InstanceId }) => InstanceId);
    const plan = await planInstances("StartInstances", ids, options);
    const result = await startInstances(ids, { ...options, deadlineMs: 3_000 });
    const failed = result.instances.filter(({ outcome, error }) => outcome === "failed" && error?.inferred);
    assert.deepEqual(
      plan.refused.map(({ instanceId, code, reason }) => [instanceId, code, reason]),
      failed.map(({ instanceId, error }) => [instanceId, error?.code, error?.message]),
    );
    const sent = result.instances.filter((it) => it.sent).map(({ instanceId }) => instanceId);
    for (const instanceId of sent) assert.ok(plan.changes.includes(instanceId), instanceId);
  });

  test("of a selection is the plan of its ids, with the same digest in any order", async () => {
    const { options } = world();
    const select = { tags: { env: ["dev", "test"] } };
    const plan = await planInstances("StopInstances", select, { ...options, stoppedMode: "STOP_CHARGING" });
    assert.deepEqual([plan.changes, plan.already.sort()], [[id(2)], [id(1), id(3)]]);
    const parameters = { StoppedMode: "STOP_CHARGING" };
    const same = await planInstances("StopInstances", [id(3), id(2), id(1)], { ...options, parameters });
    assert.equal(same.digest, plan.digest);
    const other = await planInstances("StopInstances", select, options);
    assert.notEqual(other.digest, plan.digest);
    const nothing = await planInstances("StopInstances", { names: ["nobody"] }, options);
    assert.deepEqual([nothing.changes, nothing.batches, nothing.seconds], [[], 0, 0]);
  });

  test("counts batches and seconds, in waves too", async () => {
    const { options } = cloud({ instances: stopped(12 * LIMITS.ids) });
    const at = { ...options, ramp: { first: LIMITS.ids, factor: 2 } };
    const all = await planInstances("StartInstances", { names: ["*"] }, options);
    assert.deepEqual([all.batches, all.seconds], [12, LIMITS.slotMs / 1_000]);
    const waves = await planInstances("StartInstances", { names: ["*"] }, at);
    assert.deepEqual([waves.changes.length, waves.batches, waves.seconds >= 3], [12 * LIMITS.ids, 12, true]);
  });

  test("refuses what the operation refuses, before it asks anything", async () => {
    const { options, seen } = world();
    /** @type {Array<[action: string, instances: unknown, more: object, message: RegExp]>} */
    const WRONG = [
      ["RunInstances", [id(1)], {}, /`action`/],
      ["StartInstances", [], {}, /no instance ids|ids/],
      ["StartInstances", ["ins-1"], {}, /ins-1/],
      ["StartInstances", id(1), {}, /`instanceIds` must be a list, not string/],
      ["StopInstances", [id(1)], { parameters: { StopType: "NO" } }, /StopType/],
      ["StopInstances", { names: ["*"] }, { parameters: { StopTyp: "SOFT" } }, /StopTyp/],
      ["StartInstances", [id(1)], { ramp: { first: 0 } }, /ramp.first/],
      ["StartInstances", [id(1)], { onProgress: () => {} }, /`onProgress` is no member/],
    ];
    for (const [action, instances, more, message] of WRONG) {
      const given = /** @type {never} */ ({ ...options, ...more });
      const error = await rejection(
        planInstances(/** @type {never} */ (action), /** @type {never} */ (instances), given),
      );
      assert.match(error.message, message);
      assert.match(error.code, /^Client\./);
    }
    assert.equal(seen("DescribeInstances").length, 0);
    assert.equal(options.region, REGION);
  });
});
