import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "../www/load.mjs";

const { RenewedKey } = await load("cloud/credentials", "worker/src");

/** A source of temporary keys with a clock of its own and an sts that answers on demand. */
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
      asked.shift()?.({ noKey: { code: "X", message: "sts AssumeRole: InternalError", isFinal: false } });
      await new Promise((resolve) => setImmediate(resolve));
    },
    /** The id of the current key, or why there is none. */
    got: async () => {
      const found = await keys.get("ap-guangzhou");
      return "key" in found ? found.key.credentials.secretId : found.noKey.message;
    },
  };
}

describe("temporary keys", () => {
  test("everybody who needs the first key waits for the same request", async () => {
    const { asked, give, got } = setUp();
    const waiting = [got(), got(), got()];
    assert.equal(asked.length, 1);
    await give("one", 7_200_000);
    assert.deepEqual(await Promise.all(waiting), ["one", "one", "one"]);
    assert.equal(await got(), "one");
    assert.equal(asked.length, 0);
  });

  test("a new key is requested a minute before the expiry, and nobody waits for it", async () => {
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

  test("a key that is valid for a minute is renewed at half of its lifetime", async () => {
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

  test("while sts fails it is retried with growing pauses, and the current key is used until it expires", async () => {
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

  test("a refused key is replaced once; a late refusal of an earlier key replaces nothing", async () => {
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
