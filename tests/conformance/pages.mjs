import assert from "node:assert/strict";
import { group } from "./cases.mjs";
import { NOBODY } from "./tables.mjs";

/** The list that each describe of instances answers. */
const SETS = { DescribeInstances: "InstanceSet", DescribeInstancesStatus: "InstanceStatusSet" };

/** Which rows describes answer: pages, ids, regions. */
export const pages = () =>
  group(
    "describes",
    Object.entries(SETS).flatMap(([action, set]) =>
      [limits, offsets, rows].map(
        (topic) => (/** @type {import("./cases.mjs").Cases} */ cases) => topic(cases, action, set),
      ),
    ),
  );

/** @param {import("./cases.mjs").Cases} cases @param {string} action @param {string} set */
function limits({ add }, action, set) {
  add("documented", "reads", `${action}: 20 rows where no Limit says otherwise`, async ({ ask }) => {
    const { TotalCount, [set]: rows } = await ask({ action });
    assert.equal(rows.length, Math.min(20, TotalCount));
  });
  for (const Limit of [1, 2, 100]) {
    add("documented", "reads", `${action}: Limit ${Limit}`, async ({ ask }) => {
      const { TotalCount, [set]: rows } = await ask({ action, params: { Limit } });
      assert.equal(rows.length, Math.min(Limit, TotalCount));
    });
  }
  for (const Limit of [0, -1, 101, 1_000_000]) {
    add("recorded", "reads", `${action}: Limit ${Limit}`, async ({ ask }) => {
      const { Error: error } = await ask({ action, params: { Limit } });
      assert.match(error?.Code ?? "ok", /^InvalidParameterValue/);
    });
  }
}

/** @param {import("./cases.mjs").Cases} cases @param {string} action @param {string} set */
function offsets({ add, answers }, action, set) {
  answers(
    "assumed",
    "reads",
    `${action}: a negative Offset`,
    { action, params: { Offset: -1 } },
    "InvalidParameterValue",
  );
  add("assumed", "reads", `${action}: an Offset behind the end`, async ({ ask }) => {
    const reply = await ask({ action, params: { Offset: 1_000_000 } });
    assert.deepEqual(reply[set], []);
  });
  add("documented", "reads", `${action}: pages follow each other`, async ({ ask }) => {
    const ids = async (/** @type {object} */ params) =>
      (await ask({ action, params }))[set].map((/** @type {{InstanceId: string}} */ it) => it.InstanceId);
    const both = await ids({ Limit: 4 });
    assert.deepEqual([...(await ids({ Limit: 2 })), ...(await ids({ Limit: 2, Offset: 2 }))], both);
  });
}

/** @param {import("./cases.mjs").Cases} cases @param {string} action @param {string} set */
function rows({ add }, action, set) {
  add("documented", "reads", `${action}: an id that is there`, async ({ ask, seen }) => {
    const [first] = await seen();
    if (first === undefined) return;
    const reply = await ask({ action, params: { InstanceIds: [first.InstanceId] } });
    assert.equal(reply.TotalCount, 1);
    assert.equal(reply[set][0].InstanceId, first.InstanceId);
  });
  add("assumed", "reads", `${action}: an id that is not there yields no row`, async ({ ask }) => {
    const reply = await ask({ action, params: { InstanceIds: [NOBODY] } });
    assert.deepEqual([reply.TotalCount, reply[set]], [0, []]);
  });
  add("documented", "reads", `${action}: GET tells what POST tells`, async ({ ask }) => {
    const rows = async (/** @type {"GET" | "POST"} */ method) =>
      (await ask({ action, method, params: { Limit: 5 } }))[set];
    const state = (/** @type {Record<"InstanceId" | "InstanceState", string>} */ it) => [
      it.InstanceId,
      it.InstanceState,
    ];
    assert.deepEqual((await rows("GET")).map(state), (await rows("POST")).map(state));
  });
  add("documented", "reads", `${action}: another region has its own`, async ({ ask, seen }) => {
    const [first] = await seen();
    const reply = await ask({
      action,
      region: "ap-singapore",
      params: { InstanceIds: [first?.InstanceId ?? NOBODY] },
    });
    assert.equal(reply.TotalCount, 0);
  });
}
