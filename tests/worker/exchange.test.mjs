import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "../www/load.mjs";

const { summarizeReply, rejectedPart, redactKey } = await load("cloud/exchange", "worker/src");
const { Clock } = await load("cloud/clock", "worker/src");

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
    ["a long page of HTML", 502, `<html>${"x".repeat(70_000)}`, { code: "Gateway.Http502" }],
    [
      "a long page of HTML as if it were well",
      200,
      `<html>${"x".repeat(70_000)}`,
      { code: "Gateway.Http200" },
    ],
    [
      "a long refusal",
      200,
      envelope({ RequestId: id, Error: { Code: "InternalError", Message: "x".repeat(70_000) } }),
      { code: "InternalError", requestId: id },
    ],
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

  const leaky = { secretId: "AKIDtemporary", secretKey: "secretKey-1", token: "token/with/slashes" };
  for (const [name, body] of [
    ["a long message", envelope({ Error: { Code: "X", Message: `${"x".repeat(70_000)} ${leaky.token}` } })],
    [
      "slashes that are escaped",
      envelope({ Error: { Code: "X", Message: leaky.token } }).replaceAll("/", "\\/"),
    ],
    [
      "letters that are escaped",
      envelope({ Error: { Code: "X", Message: "\u0041KIDtemporary" } }).replace("AKID", "\\u0041KID"),
    ],
    ["a long page of HTML", `<html>${"x".repeat(70_000)} ${leaky.secretId} ${leaky.token}`],
  ])
    test(`no key is left in ${name}`, () => {
      const { body: shown } = redactKey({ status: 200, body }, leaky);
      assert.match(shown, /\[redacted\]/);
      for (const secret of Object.values(leaky)) assert.ok(!shown.includes(secret), secret);
    });

  test("a reply without a key in it is passed on as it is", () => {
    const reply = { status: 200, body: '{"Response":{"Big":1e400,"Path":"a\\/b"}}' };
    assert.equal(redactKey(reply, leaky), reply);
  });
});

describe("the service's clock", () => {
  const NOW = Date.UTC(2026, 10, 28);
  const clock = () => new Clock(() => NOW);
  const seconds = NOW / 1_000;

  for (const date of ["1960-01-01", "9999-12-31", "+275000-01-01T00:00:00Z", "nothing"])
    test(`a Date of ${date} changes nothing`, () => {
      const own = clock();
      assert.equal(own.correct(date, seconds), false);
      assert.equal(own.timestamp(), seconds);
    });

  test("a Date some days away is taken", () => {
    const own = clock();
    assert.equal(own.correct("Mon, 30 Nov 2026 00:00:00 GMT", seconds), true);
    assert.equal(own.timestamp(), seconds + 2 * 86_400);
  });
});
