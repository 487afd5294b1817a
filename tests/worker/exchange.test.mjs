import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "../www/load.mjs";

const { summarizeReply, rejectedPart, redactKey } = await load("cloud/exchange", "worker/src");

describe("the summary of a reply", () => {
  const envelope = (/** @type {object} */ response) => JSON.stringify({ Response: response });
  const id = "3c140219-cfe9-470e-b241-907877d6fb03";
  /** @type {Array<[name: string, status: number, body: string, verdict: object]>} */
  const CASES = [
    ["an answer", 200, envelope({ TotalCount: 0, RequestId: id }), { code: "OK", requestId: id }],
    [
      "a refusal",
      200,
      envelope({ Error: { Code: "AuthFailure.TokenFailure", Message: "x" }, RequestId: id }),
      { code: "AuthFailure.TokenFailure", requestId: id },
    ],
    ["a page of HTML", 502, "<html>", { code: "Gateway.Http502" }],
    ["JSON of another form", 200, "[]", { code: "Gateway.Http200" }],
    ["a malformed code", 200, envelope({ Error: { Code: "a b\n" } }), { code: "Gateway.Unreadable" }],
    ["a malformed RequestId", 200, envelope({ RequestId: 'x"}' }), { code: "OK" }],
    [
      "a long list",
      200,
      envelope({ Names: ["x".repeat(70_000), '"RequestId":"not-this-one-please"'], RequestId: id }),
      { code: "OK", requestId: id },
    ],
  ];
  for (const [name, status, body, verdict] of CASES)
    test(name, () => assert.deepEqual(summarizeReply({ status, body }), verdict));

  test("a refused clock and a refused key are recognised", () => {
    const refused = (/** @type {string} */ Code) =>
      rejectedPart({ status: 200, body: envelope({ Error: { Code, Message: "" }, RequestId: id }) });
    assert.equal(refused("AuthFailure.SignatureExpire"), "clock");
    for (const code of [
      "AuthFailure.TokenFailure",
      "AuthFailure.InvalidToken",
      "AuthFailure.SecretIdNotFound",
    ])
      assert.equal(refused(code), "key", code);
    assert.equal(refused("AuthFailure.UnauthorizedOperation"), undefined);
  });

  test("the key that signed the request is removed from the service's messages", () => {
    const credentials = { secretId: "AKIDtemporary", secretKey: "secretKey-1", token: "t" };
    const body = envelope({ Error: { Code: "X", Message: "AKIDtemporary secretKey-1" }, RequestId: id });
    const shown = redactKey({ status: 200, body, date: "d" }, credentials);
    assert.doesNotMatch(shown.body, /AKIDtemporary|secretKey-1/);
    assert.equal(shown.date, "d");
    assert.equal(summarizeReply(shown).code, "X");
  });
});
