import assert from "node:assert/strict";
import { cases, expectCode } from "./expect.mjs";
import { ACTIONS } from "./tables.mjs";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Envelope, common parameters, versions, regions, limits. */
export function protocol() {
  const { list, add, answers } = cases("protocol");

  for (const { name: action, acts, least } of ACTIONS) {
    const does = acts ? "dry" : "reads";
    add(
      "documented",
      does,
      `${action}: an envelope with a request id, status 200, JSON`,
      async ({ send }) => {
        const { status, headers, text } = await send({ action, params: acts ? {} : least });
        assert.equal(status, 200);
        assert.match(headers["content-type"] ?? "", /^application\/json/);
        const body = JSON.parse(text);
        assert.deepEqual(Object.keys(body), ["Response"]);
        assert.match(body.Response.RequestId, UUID);
      },
    );
    add("documented", does, `${action}: each request has an id of its own`, async ({ ask }) => {
      const params = acts ? {} : least;
      const [one, other] = [await ask({ action, params }), await ask({ action, params })];
      assert.notEqual(one.RequestId, other.RequestId);
    });
    for (const missing of ["x-tc-action", "x-tc-version", "x-tc-timestamp"]) {
      answers(
        "documented",
        does,
        `${action}: without ${missing}`,
        { action, params: least, without: [missing] },
        "MissingParameter",
      );
    }
    answers(
      "documented",
      does,
      `${action}: another version`,
      { action, params: least, version: "2016-01-01" },
      "NoSuchVersion",
    );
    answers(
      "documented",
      does,
      `${action}: a region nobody has`,
      { action, params: least, region: "mars-1" },
      "UnsupportedRegion",
    );
    answers(
      "recorded",
      does,
      `${action}: an empty region`,
      { action, params: least, region: "" },
      "InvalidParameterValue",
    );
    answers(
      "documented",
      does,
      `${action}: a parameter it has not`,
      { action, params: { ...least, NoSuchParameter: 1 } },
      "UnknownParameter",
    );
    answers("recorded", does, `${action}: a body that is no JSON`, { action, params: "{" }, [
      "InvalidRequest",
      "InvalidParameter",
    ]);
    answers("assumed", does, `${action}: a body that is a list`, { action, params: "[]" }, [
      "InvalidRequest",
      "InvalidParameter",
    ]);
    answers(
      "recorded",
      does,
      `${action}: multipart, which it does not take`,
      { action, params: "--x--\r\n", contentType: "multipart/form-data; boundary=x" },
      ["InvalidRequest", "InvalidParameter", "UnsupportedOperation"],
    );
  }

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
  return list;
}
