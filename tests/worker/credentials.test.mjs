import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "../www/load.mjs";

const { RenewedKey } = await load("cloud/credentials", "worker/src");
const { summarizeReply, rejectedPart, redactKey } = await load("cloud/exchange", "worker/src");

/** A source of temporary keys on a clock of its own, whose sts answers when it is told to. */
function setUp() {
  let nowMs = 1_000_000;
  /** @type {Array<(assumed: object) => void>} */
  const asked = [];
  const keys = new RenewedKey(
    () => new Promise((resolve) => asked.push(resolve)),
    () => nowMs,
  );
  return {
    keys,
    asked,
    pass: (/** @type {number} */ ms) => {
      nowMs += ms;
    },
    /** @param {string} secretId @param {number} lifeMs */
    give: async (secretId, lifeMs) => {
      const key = { credentials: { secretId, secretKey: "k" }, endsAtMs: nowMs + lifeMs };
      asked.shift()?.({ key });
      await new Promise((resolve) => setImmediate(resolve));
    },
    fail: async () => {
      asked.shift()?.({ failure: "sts AssumeRole: InternalError" });
      await new Promise((resolve) => setImmediate(resolve));
    },
    /** Which key is got, or why none. */
    got: async () => {
      const found = await keys.get("ap-guangzhou");
      return "key" in found ? found.key.credentials.secretId : found.failure;
    },
  };
}

describe("temporary keys", () => {
  test("all who need the first one wait for one request", async () => {
    const { asked, give, got } = setUp();
    const waiting = [got(), got(), got()];
    assert.equal(asked.length, 1);
    await give("one", 7_200_000);
    assert.deepEqual(await Promise.all(waiting), ["one", "one", "one"]);
    assert.equal(await got(), "one");
    assert.equal(asked.length, 0);
  });

  test("a new one is asked for a minute before the end, and nobody waits for it", async () => {
    const { asked, give, got, pass } = setUp();
    const first = got();
    await give("one", 7_200_000);
    await first;
    pass(7_200_000 - 60_001);
    assert.equal(await got(), "one");
    assert.equal(asked.length, 0);
    pass(1);
    assert.deepEqual([await got(), await got()], ["one", "one"]);
    assert.equal(asked.length, 1);
    await give("two", 7_200_000);
    assert.equal(await got(), "two");
  });

  test("one that lives a minute is renewed at half of its life", async () => {
    const { asked, give, got, pass } = setUp();
    const first = got();
    await give("one", 60_000);
    await first;
    pass(29_999);
    await got();
    assert.equal(asked.length, 0);
    pass(1);
    await got();
    assert.equal(asked.length, 1);
  });

  test("while sts fails it is asked with growing pauses, and the present one serves to its end", async () => {
    const { asked, fail, give, got, pass } = setUp();
    const first = got();
    await give("one", 60_000);
    await first;
    pass(30_000);
    const pauses = [];
    for (const pauseMs of [1_000, 2_000, 4_000]) {
      assert.equal(await got(), "one");
      assert.equal(asked.length, 1);
      await fail();
      pass(pauseMs - 1);
      await got();
      assert.equal(asked.length, 0, `asked again before ${pauseMs} ms`);
      pass(1);
      pauses.push(pauseMs);
    }
    assert.equal(pauses.length, 3);
    pass(30_000);
    const late = got();
    assert.equal(asked.length, 1);
    await fail();
    assert.equal(await late, "sts AssumeRole: InternalError");
    assert.equal(await got(), "sts AssumeRole: InternalError");
    assert.equal(asked.length, 0);
  });

  test("one that is refused is replaced once; what an older one was refused for replaces nothing", async () => {
    const { keys, asked, give, got, pass } = setUp();
    const first = got();
    await give("one", 7_200_000);
    await first;
    const { key: one } = await keys.get("ap-guangzhou");
    assert.equal(keys.reject(one), true);
    const second = got();
    assert.equal(asked.length, 1);
    await give("two", 7_200_000);
    assert.equal(await second, "two");
    assert.equal(keys.reject(one), true);
    assert.equal(await got(), "two");
    const { key: two } = await keys.get("ap-guangzhou");
    assert.equal(keys.reject(two), false);
    pass(10_000);
    assert.equal(keys.reject(two), true);
  });
});

describe("what a reply says of itself", () => {
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
    ["a code that is none", 200, envelope({ Error: { Code: "a b\n" } }), { code: "Gateway.Unreadable" }],
    ["a RequestId that is none", 200, envelope({ RequestId: 'x"}' }), { code: "OK" }],
    [
      "a long list",
      200,
      envelope({ Names: ["x".repeat(70_000), '"RequestId":"not-this-one-please"'], RequestId: id }),
      { code: "OK", requestId: id },
    ],
  ];
  for (const [name, status, body, verdict] of CASES)
    test(name, () => assert.deepEqual(summarizeReply({ status, body }), verdict));

  test("a refused clock and a refused key are told apart from all else", () => {
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

  test("the key that signed the request is taken out of what the service repeats", () => {
    const credentials = { secretId: "AKIDtemporary", secretKey: "secretKey-1", token: "t" };
    const body = envelope({ Error: { Code: "X", Message: "AKIDtemporary secretKey-1" }, RequestId: id });
    const shown = redactKey({ status: 200, body, date: "d" }, credentials);
    assert.doesNotMatch(shown.body, /AKIDtemporary|secretKey-1/);
    assert.equal(shown.date, "d");
    assert.equal(summarizeReply(shown).code, "X");
  });
});
