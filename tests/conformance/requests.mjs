import assert from "node:assert/strict";
import { group } from "./cases.mjs";
import { expectCode } from "./expect.mjs";

/** Names of actions, clocks, headers and sizes: the same whichever action is named. */
export const requests = () => group("protocol", [actionNames, timestamps, headers, sizes]);

/** @param {import("./cases.mjs").Cases} cases */
function actionNames({ answers }) {
  for (const action of [
    "",
    "describeinstances",
    "DescribeInstance",
    "DescribeInstances ",
    "Start",
    "实例",
    "DescribeInstances;StartInstances",
  ]) {
    const named = encodeURIComponent(action);
    answers(
      "documented",
      "reads",
      `the action "${action}"`,
      { action: named },
      action === "" ? "MissingParameter" : "InvalidAction",
    );
  }
}

/** @param {import("./cases.mjs").Cases} cases */
function timestamps({ add, answers }) {
  for (const timestamp of ["soon", "-1", "1.5", "0x10", "1e9"]) {
    answers("documented", "reads", `the timestamp ${timestamp}`, { action: "DescribeRegions", timestamp }, [
      "InvalidParameter",
      "AuthFailure.SignatureExpire",
      "AuthFailure.SignatureFailure",
    ]);
  }
  for (const [seconds, code] of /** @type {Array<[number, string]>} */ ([
    [0, "ok"],
    [-290, "ok"],
    [290, "ok"],
    [-310, "AuthFailure.SignatureExpire"],
    [310, "AuthFailure.SignatureExpire"],
    [-86_400, "AuthFailure.SignatureExpire"],
    [86_400, "AuthFailure.SignatureExpire"],
  ])) {
    add("documented", "reads", `a clock that is ${seconds} s off`, async ({ ask }) => {
      expectCode(
        await ask({ action: "DescribeRegions", timestamp: Math.floor(Date.now() / 1000) + seconds }),
        code,
      );
    });
  }
}

/** @param {import("./cases.mjs").Cases} cases */
function headers({ add }) {
  add("documented", "reads", "the reply tells the time", async ({ send }) => {
    const { headers } = await send({ action: "DescribeRegions" });
    assert.ok(Math.abs(Date.parse(headers.date ?? "") - Date.now()) < 60_000, String(headers.date));
  });
  add("recorded", "reads", "a trace id comes back", async ({ send }) => {
    const { headers } = await send({ action: "DescribeRegions", extra: { "x-tc-traceid": "conformance-1" } });
    assert.equal(headers["x-tc-traceid"], "conformance-1");
  });
  add("documented", "reads", "messages are in Chinese where it is asked for", async ({ ask }) => {
    const { Error: error } = await ask({ action: "NoSuchAction", language: "zh-CN" });
    assert.match(error.Message, /\p{Script=Han}/u);
  });
  add("documented", "reads", "messages are in English where it is asked for", async ({ ask }) => {
    const { Error: error } = await ask({ action: "NoSuchAction", language: "en-US" });
    assert.doesNotMatch(error.Message, /\p{Script=Han}/u);
  });
}

/** @param {import("./cases.mjs").Cases} cases */
function sizes({ answers }) {
  answers(
    "documented",
    "reads",
    "a query over 32 KB",
    {
      action: "DescribeInstances",
      method: "GET",
      params: { Filters: [{ Name: "instance-name", Values: ["x".repeat(33_000)] }] },
    },
    "RequestSizeLimitExceeded",
  );
  answers(
    "documented",
    "reads",
    "a body over 10 MB",
    { action: "DescribeInstances", params: `{"Limit":1}${" ".repeat(10 * 1024 * 1024)}` },
    "RequestSizeLimitExceeded",
  );
  answers(
    "documented",
    "reads",
    "a body of 5 MB",
    { action: "DescribeInstances", params: `{"Limit":1}${" ".repeat(5 * 1024 * 1024)}` },
    "ok",
  );
  answers(
    "recorded",
    "reads",
    "a v1 form over 1 MB",
    {
      action: "DescribeInstances",
      scheme: "v1",
      params: { Filters: [{ Name: "instance-name", Values: ["x".repeat(1024 * 1024)] }] },
    },
    ["AuthFailure.SignatureFailure", "RequestSizeLimitExceeded"],
  );
}
