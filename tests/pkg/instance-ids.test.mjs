import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createJob, describeInstances, startInstances, stopInstances } from "tencentcloud-edge";
import { cloud, REGION, rejection } from "./support.mjs";

/** @param {string[]} ids */
const objects = (ids) => ids.map((InstanceId) => ({ InstanceId, InstanceName: "x" }));

/** @template T @param {T[]} members */
async function* comeLater(members) {
  for (const member of members) {
    await new Promise((resolve) => setImmediate(resolve));
    yield member;
  }
}

describe("instances are given as", () => {
  /** @type {Array<[string, (ids: string[]) => import("tencentcloud-edge").InstanceIds]>} */
  const WAYS = [
    ["ids", (ids) => ids],
    ["a set of ids", (ids) => new Set(ids)],
    ["the service's own objects", objects],
    ["a generator of both", (ids) => [ids[0], ...objects(ids.slice(1))].values()],
    ["ids that come later", comeLater],
    ["objects that come later", (ids) => comeLater(objects(ids))],
  ];
  for (const [name, way] of WAYS) {
    test(name, async () => {
      const { options, ids } = cloud();
      const started = await startInstances(way(ids()), options);
      assert.deepEqual(
        started.instances.map(({ instanceId, outcome }) => [instanceId, outcome]),
        ids().map((id) => [id, "done"]),
      );
      const described = [];
      for await (const { InstanceId } of describeInstances({ ...options, instanceIds: way(ids()) })) {
        described.push(InstanceId);
      }
      assert.deepEqual(described.sort(), ids().sort());
    });
  }

  test("what describeInstances gives", async () => {
    const { options } = cloud();
    const filters = [{ Name: "instance-state", Values: ["RUNNING"] }];
    const { ok, instances } = await stopInstances(describeInstances({ ...options, filters }), options);
    assert.equal(ok, true);
    assert.ok(instances.length > 0 && instances.every(({ outcome }) => outcome === "done"));
  });
});

describe("what is no list of instances is refused:", () => {
  test("a text, whose letters would be ids", async () => {
    const { options } = cloud();
    // @ts-expect-error
    const error = await rejection(startInstances("ins-11112222", options));
    assert.deepEqual(
      [error.code, error.message],
      ["Client.InvalidArgument", "`instanceIds` must be a list, not string"],
    );
    const inObject = await rejection(startInstances(Object("ins-11112222"), options));
    assert.equal(inObject.message, "`instanceIds` must be a list, not a String");
  });

  test("objects without an id, named by their place", async () => {
    const { options, seen } = cloud();
    const members = ["ins-11112222", { id: "ins-33334444" }, { InstanceId: 5 }];
    const error = await rejection(startInstances(/** @type {never} */ (members), options));
    assert.equal(error.code, "Client.InvalidInstanceId");
    assert.deepEqual(
      error.invalidIds?.map(({ index }) => index),
      [1, 2],
    );
    assert.equal(seen("DescribeInstances").length, 0);
  });

  test("an object whose getter throws, with the cause", async () => {
    const { options } = cloud();
    const cause = new Error("no");
    const bad = {
      get InstanceId() {
        throw cause;
      },
    };
    const error = await rejection(startInstances([/** @type {never} */ (bad)], options));
    assert.deepEqual([error.code, error.cause], ["Client.InvalidArgument", cause]);
    assert.match(error.message, /instanceIds\[0\]/);
  });

  test("nothing at all that comes later", async () => {
    const { options } = cloud();
    assert.equal(
      (await rejection(startInstances(/** @type {never} */ (comeLater([])), options))).code,
      "Client.EmptyList",
    );
  });
});

describe("instances that come later", () => {
  /** Ids that never come, and whether they were told that nobody waits any more. */
  function never() {
    const told = { returned: false };
    return {
      told,
      ids: {
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise(() => {}),
          return: async () => {
            told.returned = true;
            return { done: true, value: undefined };
          },
        }),
      },
    };
  }

  test("are not waited for beyond the deadline, and nothing is sent", async () => {
    const { options, seen } = cloud();
    const { ids, told } = never();
    const error = await rejection(
      startInstances(/** @type {never} */ (ids), { ...options, deadlineMs: 200 }),
    );
    assert.equal(error.code, "Client.Deadline");
    assert.deepEqual([told.returned, seen("DescribeInstances").length], [true, 0]);
  });

  test("nor after an abort", async () => {
    const { options } = cloud();
    const { ids, told } = never();
    const signal = AbortSignal.timeout(50);
    const error = await rejection(startInstances(/** @type {never} */ (ids), { ...options, signal }));
    assert.deepEqual([error.code, told.returned], ["Client.Aborted", true]);
  });

  test("and fail reject with their cause", async () => {
    const { options } = cloud();
    const cause = new Error("the table is gone");
    async function* broken() {
      yield "ins-11112222";
      throw cause;
    }
    const error = await rejection(startInstances(broken(), options));
    assert.deepEqual([error.code, error.cause], ["Client.InvalidArgument", cause]);
  });

  test("are refused where nothing can be waited for, with what to do", () => {
    const options = { region: REGION, nowMs: 1 };
    assert.throws(
      () => createJob("StartInstances", /** @type {never} */ (comeLater(["ins-11112222"])), options),
      {
        code: "Client.InvalidArgument",
        message: /asynchronous iterable.*Array\.fromAsync/,
      },
    );
    assert.equal(createJob("StartInstances", objects(["ins-11112222"]), options).progress().total, 1);
  });
});
