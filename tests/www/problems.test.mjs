import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { countProblems, groupProblems } = await load("jobs/problems");

test("problems are grouped by outcome and code, the largest group first", () => {
  const error = { code: "InvalidInstanceId.NotFound", message: "gone", advice: "fix-request" };
  const rows = [
    { instanceId: "ins-a", outcome: "unknown" },
    { instanceId: "ins-b", outcome: "failed", error, requestId: "r1" },
    { instanceId: "ins-c", outcome: "done" },
    { instanceId: "ins-d", outcome: "failed", error, requestId: "r2" },
  ];
  const groups = groupProblems(rows);
  assert.deepEqual(
    groups.map((/** @type {{ code: string, instanceIds: string[], requestId: string | null }} */ group) => [
      group.code,
      group.instanceIds,
      group.requestId,
    ]),
    [
      [error.code, ["ins-b", "ins-d"], "r1"],
      ["", ["ins-a"], null],
    ],
  );
  assert.equal(countProblems({ outcomes: { done: 4, failed: 2, conflict: 1, unknown: 3 } }), 6);
});
