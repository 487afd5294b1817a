import assert from "node:assert/strict";
import { cases, expectCode, isOf } from "./expect.mjs";
import { BAD_FILTERS, FIELDS, FILTERS, NOBODY, WORDS } from "./tables.mjs";

/** What describes tell: the Instance object, pages, filters. */
export function instances() {
  const { list, add, answers } = cases("describes");

  for (const row of FIELDS) {
    const [path = "", type = "", nullable] = row.split(" ");
    const kind = type.replace("?", "");
    add(
      "documented",
      "reads",
      `Instance.${path} is ${kind}${nullable ? " or null" : ""}`,
      async ({ seen }) => {
        const steps = path.split(".");
        for (const instance of await seen()) {
          for (const parent of parents(instance, steps.slice(0, -1))) {
            const value = parent[steps.at(-1) ?? ""];
            const fits =
              value === undefined
                ? type.endsWith("?")
                : value === null
                  ? nullable === "null"
                  : isOf(value, kind);
            assert.ok(fits, `${instance.InstanceId} has ${JSON.stringify(value)}`);
          }
        }
      },
    );
  }
  for (const [field, words] of Object.entries(WORDS)) {
    add("documented", "reads", `Instance.${field} is one of its words`, async ({ seen }) => {
      for (const instance of await seen()) {
        const value = instance[field];
        assert.ok(value === null || words.includes(value), `${instance.InstanceId} has ${value}`);
      }
    });
  }
  add("documented", "reads", "ids are ins- and eight letters or digits", async ({ seen }) => {
    for (const { InstanceId } of await seen()) assert.match(InstanceId, /^ins-[0-9a-z]{8}$/);
  });
  add("documented", "reads", "a prepaid instance expires, and another does not", async ({ seen }) => {
    for (const { InstanceChargeType, ExpiredTime, RenewFlag } of await seen()) {
      if (InstanceChargeType === "POSTPAID_BY_HOUR") assert.deepEqual([ExpiredTime, RenewFlag], [null, null]);
      if (InstanceChargeType === "PREPAID") assert.ok(ExpiredTime !== null && RenewFlag !== null);
    }
  });

  for (const action of ["DescribeInstances", "DescribeInstancesStatus"]) {
    const set = action === "DescribeInstances" ? "InstanceSet" : "InstanceStatusSet";
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
        (await ask({ action, params }))[set].map((/** @type {any} */ it) => it.InstanceId);
      const both = await ids({ Limit: 4 });
      assert.deepEqual([...(await ids({ Limit: 2 })), ...(await ids({ Limit: 2, Offset: 2 }))], both);
    });
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
      const state = (/** @type {any} */ it) => [it.InstanceId, it.InstanceState];
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
  add("documented", "reads", "a status row has an id and a state", async ({ ask }) => {
    const { InstanceStatusSet } = await ask({ action: "DescribeInstancesStatus" });
    for (const row of InstanceStatusSet) {
      assert.deepEqual(Object.keys(row).sort(), ["InstanceId", "InstanceState"]);
      assert.ok(WORDS.InstanceState?.includes(row.InstanceState));
    }
  });

  const filtered = (/** @type {object[]} */ ...Filters) => ({
    action: "DescribeInstances",
    params: { Filters },
  });
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
        assert.ok(InstanceSet.some((/** @type {any} */ it) => it.InstanceId === first.InstanceId));
        assert.ok(InstanceSet.every((/** @type {any} */ it) => it[String(field)].includes(wanted)));
      },
    );
  }
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
  add("documented", "reads", "regions have names and are available", async ({ ask }) => {
    const { RegionSet } = await ask({ action: "DescribeRegions" });
    assert.ok(RegionSet.length > 0);
    for (const { Region, RegionName, RegionState } of RegionSet) {
      assert.match(Region, /^[a-z]+-[a-z-]+$/);
      assert.ok(RegionName.length > 0);
      assert.equal(RegionState, "AVAILABLE");
    }
  });
  add("documented", "reads", "zones belong to the region", async ({ ask, region }) => {
    const { ZoneSet, TotalCount } = await ask({ action: "DescribeZones" });
    assert.equal(ZoneSet.length, TotalCount);
    for (const { Zone, ZoneName, ZoneId, ZoneState } of ZoneSet) {
      assert.match(Zone, new RegExp(`^${region}-\\d+$`));
      assert.ok(ZoneName.length > 0);
      assert.match(ZoneId, /^\d+$/);
      assert.ok(["AVAILABLE", "UNAVAILABLE"].includes(ZoneState));
    }
  });
  return list;
}

/** @param {any} instance @param {string[]} steps @returns {any[]} */
function parents(instance, steps) {
  let found = [instance];
  for (const step of steps) found = found.flatMap((it) => it[step] ?? []);
  return found;
}
