import assert from "node:assert/strict";
import { afterEach, describe, mock, test } from "node:test";
import { call, explainSignature } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { fetchOf, rejection, reply } from "./support.mjs";

const REQUEST = { service: "cos", version: "2018-11-26", action: "DescribeNothing", region: "ap-guangzhou" };
const LEAST = 16 * 1024;

/** @typedef {import("tencentcloud-edge").ApiRequest["payload"]} Payload */

/** What a call sends, and what was asked of the platform's hash meanwhile. @param {Payload} payload @param {object} [options] */
async function sent(payload, options = {}) {
  /** @type {Request[]} */
  const asked = [];
  const digest = mock.method(crypto.subtle, "digest");
  await call(
    { ...REQUEST, payload },
    {
      credentials: demoCredentials,
      fetch: fetchOf(async (request) => {
        asked.push(request);
        return reply({});
      }),
      ...options,
    },
  );
  const hashed = digest.mock.callCount();
  digest.mock.restore();
  const request = /** @type {Request} */ (asked[0]);
  return { hashed, request, body: new Uint8Array(await request.arrayBuffer()) };
}

/** Whether a request carries the signature of the signer that hashes in wasm. @param {Request} request @param {Payload} payload */
function isSigned(request, payload) {
  const timestamp = Number(request.headers.get("x-tc-timestamp"));
  const { authorization } = explainSignature({ ...REQUEST, language: "en-US", payload }, demoCredentials, {
    timestamp,
  });
  assert.equal(request.headers.get("authorization"), authorization);
}

const utf8 = (/** @type {string} */ text) => new TextEncoder().encode(text);

describe("a large body of a call", () => {
  afterEach(() => mock.restoreAll());

  for (const [what, payload, hashed] of /** @type {const} */ ([
    ["a text below the limit", "a".repeat(LEAST - 1), 0],
    ["a text at the limit", "a".repeat(LEAST), 1],
    ["a text of more bytes than units", "中🚀é".repeat(90_000), 1],
    ["bytes below the limit", new Uint8Array(LEAST - 1).fill(7), 0],
    ["bytes at the limit", new Uint8Array(LEAST).fill(7), 1],
    ["a megabyte, a view into more", new Uint8Array(3 << 20).fill(9).subarray(5, (1 << 20) + 5), 1],
    ["an object", { Data: "é".repeat(20_000) }, 1],
  ])) {
    test(`${what} is hashed ${hashed === 1 ? "by the platform" : "in wasm"}, signed and sent as it is`, async () => {
      const found = await sent(payload);
      assert.equal(found.hashed, hashed);
      const bytes =
        payload instanceof Uint8Array
          ? payload
          : utf8(typeof payload === "string" ? payload : JSON.stringify(payload));
      assert.ok(Buffer.from(found.body).equals(bytes), "another body was sent");
      isSigned(found.request, payload);
    });
  }

  test("is hashed in wasm where the platform has no hash", async () => {
    mock.getter(globalThis, "crypto", () => ({}));
    const payload = "é".repeat(LEAST);
    const found = await (async () => {
      /** @type {Request[]} */
      const asked = [];
      const fetch = fetchOf(async (request) => {
        asked.push(request);
        return reply({});
      });
      await call({ ...REQUEST, payload }, { credentials: demoCredentials, fetch });
      return /** @type {Request} */ (asked[0]);
    })();
    isSigned(found, payload);
  });

  test("is hashed once, however often it is sent", async () => {
    const digest = mock.method(crypto.subtle, "digest");
    let left = 2;
    const fetch = async () => (left-- > 0 ? new Response("<html>", { status: 502 }) : reply({}));
    await call(
      { ...REQUEST, payload: "a".repeat(LEAST) },
      { credentials: demoCredentials, retry: { baseMs: 1, maxMs: 1 }, fetch },
    );
    assert.equal(left, -1);
    assert.equal(digest.mock.callCount(), 1);
  });

  test("ends at once when the call is aborted while it is hashed", async () => {
    mock.method(crypto.subtle, "digest", () => new Promise(() => {}));
    const abort = new AbortController();
    const fetch = () => assert.fail("it was sent");
    const running = call(
      { ...REQUEST, payload: "a".repeat(LEAST) },
      { credentials: demoCredentials, signal: abort.signal, fetch },
    );
    setTimeout(() => abort.abort(), 10);
    assert.equal((await rejection(running)).code, "Client.Aborted");
  });

  test("is refused over 10 MB, however it is given", async () => {
    const fetch = () => assert.fail("it was sent");
    for (const payload of ["a".repeat(10_485_761), "中".repeat(3_495_254), new Uint8Array(10_485_761)]) {
      const error = await rejection(call({ ...REQUEST, payload }, { credentials: demoCredentials, fetch }));
      assert.deepEqual([error.code, error.advice], ["Client.TooLarge", "fix-request"]);
      assert.match(error.message, /payload/);
    }
  });
});
