import assert from "node:assert/strict";
import { group } from "./cases.mjs";
import { expectCode } from "./expect.mjs";
import { BAD_FILTERS, FILTERS, NOBODY } from "./tables.mjs";

/** What filters are taken, and what they find. */
export const filters = () => group("describes", [taken, bounds, single, together]);

/** @param {object[]} Filters */
const filtered = (...Filters) => ({ action: "DescribeInstances", params: { Filters } });

/** @param {import("./cases.mjs").Cases} cases */
function taken({ answers }) {
  for (const [Name, value] of FILTERS) {
    answers("documented", "reads", `the filter ${Name}`, filtered({ Name, Values: [value] }), "ok");
  }
  for (const [Name, value, code] of BAD_FILTERS) {
    answers(
      Name === "zone" ? "recorded" : "assumed",
      "reads",
      `the filter ${Name} with "${value}"`,
      filtered({ Name, Values: [value] }),
      code,
    );
  }
  for (const Name of ["colour", "Zone", "instance_state", "tag:"]) {
    answers(
      "documented",
      "reads",
      `no such filter: ${Name}`,
      filtered({ Name, Values: ["x"] }),
      "InvalidFilter",
    );
  }
}

/** @param {import("./cases.mjs").Cases} cases */
function bounds({ add, answers }) {
  const names = Array.from({ length: 11 }, () => ({ Name: "instance-name", Values: ["x"] }));
  answers("documented", "reads", "ten filters", filtered(...names.slice(1)), "ok");
  answers("documented", "reads", "eleven filters", filtered(...names), [
    "InvalidParameterValue.LimitExceeded",
    "InvalidFilterValue.LimitExceeded",
  ]);
  answers(
    "documented",
    "reads",
    "five values",
    filtered({ Name: "instance-name", Values: ["1", "2", "3", "4", "5"] }),
    "ok",
  );
  answers(
    "documented",
    "reads",
    "six values",
    filtered({ Name: "instance-name", Values: ["1", "2", "3", "4", "5", "6"] }),
    "InvalidFilterValue.LimitExceeded",
  );
  answers("documented", "reads", "a filter without a name", filtered({ Values: ["x"] }), "MissingParameter");
  answers("documented", "reads", "a filter without values", filtered({ Name: "zone" }), "MissingParameter");
  answers(
    "documented",
    "reads",
    "a filter with more than it has",
    filtered({ Name: "zone", Values: [], Odd: 1 }),
    "UnknownParameter",
  );
  add("documented", "reads", "ids and filters exclude each other", async ({ ask }) => {
    const params = { InstanceIds: [NOBODY], Filters: [{ Name: "project-id", Values: ["0"] }] };
    expectCode(await ask({ action: "DescribeInstances", params }), [
      "InvalidParameter",
      "InvalidParameterCombination",
    ]);
  });
}

/** @param {import("./cases.mjs").Cases} cases */
function single({ add }) {
  for (const [field, Name] of [
    ["InstanceState", "instance-state"],
    ["InstanceName", "instance-name"],
    ["InstanceId", "instance-id"],
    ["Uuid", "uuid"],
    ["InstanceChargeType", "instance-charge-type"],
  ]) {
    add(
      "documented",
      "reads",
      `the filter ${Name} finds what it names and nothing else`,
      async ({ ask, seen }) => {
        const [first] = await seen();
        if (first === undefined) return;
        const wanted = first[String(field)];
        const { InstanceSet } = await ask({
          ...filtered({ Name, Values: [wanted] }),
          params: { Filters: [{ Name, Values: [wanted] }], Limit: 100 },
        });
        assert.ok(
          InstanceSet.some((/** @type {{InstanceId: string}} */ it) => it.InstanceId === first.InstanceId),
        );
        assert.ok(
          InstanceSet.every((/** @type {Record<string, string>} */ it) =>
            it[String(field)]?.includes(wanted),
          ),
        );
      },
    );
  }
}

/** @param {import("./cases.mjs").Cases} cases */
function together({ add }) {
  add("documented", "reads", "values are alternatives, filters conditions", async ({ ask }) => {
    const count = async (/** @type {object[]} */ ...filters) => (await ask(filtered(...filters))).TotalCount;
    const state = (/** @type {string[]} */ ...Values) => ({ Name: "instance-state", Values });
    const [running, stopped] = [await count(state("RUNNING")), await count(state("STOPPED"))];
    assert.equal(await count(state("RUNNING", "STOPPED")), running + stopped);
    assert.equal(await count(state("RUNNING"), state("STOPPED")), 0);
  });
  add("documented", "reads", "an instance is found by its tag", async ({ ask, seen }) => {
    const tagged = (await seen()).find((it) => it.Tags.length > 0);
    if (tagged === undefined) return;
    const [{ Key, Value }] = tagged.Tags;
    for (const filter of [
      { Name: "tag-key", Values: [Key] },
      { Name: "tag-value", Values: [Value] },
      { Name: `tag:${Key}`, Values: [Value] },
    ]) {
      assert.ok((await ask(filtered(filter))).TotalCount > 0, JSON.stringify(filter));
    }
    assert.equal((await ask(filtered({ Name: `tag:${Key}`, Values: [`${Value}x`] }))).TotalCount, 0);
  });
  add("documented", "reads", "creation times are bounds", async ({ ask }) => {
    const count = async (/** @type {string} */ Name, /** @type {string} */ value) =>
      (await ask(filtered({ Name, Values: [value] }))).TotalCount;
    const { TotalCount } = await ask({ action: "DescribeInstances" });
    assert.equal(await count("creation-start-time", "2001-01-01 00:00:00"), TotalCount);
    assert.equal(await count("creation-end-time", "2001-01-01 00:00:00"), 0);
  });
}
