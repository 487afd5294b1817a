import assert from "node:assert/strict";
import { group } from "./cases.mjs";
import { isOf } from "./expect.mjs";
import { FIELDS, WORDS } from "./tables.mjs";

/** What describes tell of an instance. */
export const instanceFields = () => group("describes", [fields, words, rules, statusRows]);

/** @param {import("./cases.mjs").Cases} cases */
function fields({ add }) {
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
}

/** @param {import("./cases.mjs").Cases} cases */
function words({ add }) {
  for (const [field, words] of Object.entries(WORDS)) {
    add("documented", "reads", `Instance.${field} is one of its words`, async ({ seen }) => {
      for (const instance of await seen()) {
        const value = instance[field];
        assert.ok(value === null || words.includes(value), `${instance.InstanceId} has ${value}`);
      }
    });
  }
}

/** @param {import("./cases.mjs").Cases} cases */
function rules({ add }) {
  add("documented", "reads", "ids are ins- and eight letters or digits", async ({ seen }) => {
    for (const { InstanceId } of await seen()) assert.match(InstanceId, /^ins-[0-9a-z]{8}$/);
  });
  add("documented", "reads", "a prepaid instance expires, and another does not", async ({ seen }) => {
    for (const { InstanceChargeType, ExpiredTime, RenewFlag } of await seen()) {
      if (InstanceChargeType === "POSTPAID_BY_HOUR") assert.deepEqual([ExpiredTime, RenewFlag], [null, null]);
      if (InstanceChargeType === "PREPAID") assert.ok(ExpiredTime !== null && RenewFlag !== null);
    }
  });
}

/** @param {import("./cases.mjs").Cases} cases */
function statusRows({ add }) {
  add("documented", "reads", "a status row has an id and a state", async ({ ask }) => {
    const { InstanceStatusSet } = await ask({ action: "DescribeInstancesStatus" });
    for (const row of InstanceStatusSet) {
      assert.deepEqual(Object.keys(row).sort(), ["InstanceId", "InstanceState"]);
      assert.ok(WORDS.InstanceState?.includes(row.InstanceState));
    }
  });
}

/** @param {Record<string, unknown>} instance @param {string[]} steps @returns {Array<Record<string, unknown>>} */
function parents(instance, steps) {
  let found = [instance];
  for (const step of steps) found = found.flatMap((it) => /** @type {typeof found} */ (it[step] ?? []));
  return found;
}
