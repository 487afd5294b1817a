import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as main from "tencentcloud-edge";
import * as alone from "tencentcloud-edge/sign";

const CREDENTIALS = { secretId: "AKIDEXAMPLE", secretKey: "a-secret-that-must-not-be-seen" };
const REQUEST = {
  service: "cvm",
  version: "2017-03-12",
  action: "StartInstances",
  region: "ap-guangzhou",
  payload: { InstanceIds: ["ins-11112222"] },
};
const NOW = { timestamp: 1_551_113_065 };

for (const [entry, { signRequest, explainSignature, createSigner, TencentCloudError }] of Object.entries({
  main,
  sign: alone,
})) {
  test(`${entry}: where the clock stands at 0 nothing is signed without a timestamp`, (t) => {
    t.mock.method(Date, "now", () => 0);
    for (const sign of [signRequest, explainSignature]) {
      assert.throws(() => sign(REQUEST, CREDENTIALS), {
        code: "Client.InvalidArgument",
        message: /sign in a request/,
      });
      sign(REQUEST, CREDENTIALS, NOW);
    }
    assert.throws(() => createSigner(CREDENTIALS).sign(REQUEST), { code: "Client.InvalidArgument" });
  });

  describe(`${entry}: the signed request`, () => {
    test("is what fetch takes, with lower-case headers and no host", () => {
      const { method, url, headers, body } = signRequest(
        { ...REQUEST, language: "zh-CN", headers: { "X-Trace": " 7 " } },
        { ...CREDENTIALS, token: "token" },
        NOW,
      );
      assert.equal(method, "POST");
      assert.equal(url, "https://cvm.tencentcloudapi.com/");
      assert.equal(body, '{"InstanceIds":["ins-11112222"]}');
      assert.deepEqual(headers, {
        "content-type": "application/json",
        "x-tc-action": "StartInstances",
        "x-tc-version": "2017-03-12",
        "x-tc-region": "ap-guangzhou",
        "x-tc-language": "zh-CN",
        "x-trace": "7",
        "x-tc-timestamp": "1551113065",
        "x-tc-token": "token",
        authorization: headers.authorization,
      });
    });

    test("has no region header without a region, and an empty object by default", () => {
      const { headers, body } = signRequest({ service: "cvm", version: "1", action: "A" }, CREDENTIALS, NOW);
      assert.ok(!("x-tc-region" in headers));
      assert.equal(body, "{}");
    });

    test("carries bytes and text unchanged, and signs them alike", () => {
      const payload = '{"a": "中"}';
      const bytes = new TextEncoder().encode(payload);
      const one = signRequest({ ...REQUEST, payload }, CREDENTIALS, NOW);
      const two = signRequest({ ...REQUEST, payload: bytes }, CREDENTIALS, NOW);
      assert.equal(one.body, payload);
      assert.equal(two.body, bytes);
      assert.equal(one.headers.authorization, two.headers.authorization);
    });

    test("GET puts every parameter into the URL, encoded as it is signed", () => {
      const payload = {
        InstanceIds: ["ins-1", "ins-2"],
        Filters: [{ Name: "a b", Values: ["(*)", "中"] }],
        No: null,
      };
      const signed = signRequest({ ...REQUEST, method: "GET", payload }, CREDENTIALS, NOW);
      const query =
        "InstanceIds.0=ins-1&InstanceIds.1=ins-2&Filters.0.Name=a%20b&Filters.0.Values.0=%28%2A%29&Filters.0.Values.1=%E4%B8%AD";
      assert.equal(signed.url, `https://cvm.tencentcloudapi.com/?${query}`);
      assert.equal(signed.body, undefined);
      assert.equal(signed.headers["content-type"], "application/x-www-form-urlencoded");
      const { canonicalRequest } = explainSignature({ ...REQUEST, method: "GET", payload }, CREDENTIALS, NOW);
      assert.equal(canonicalRequest.split("\n")[2], query);
    });

    test("goes to the endpoint, and signs its host as it will be sent", () => {
      const endpoint = "HTTP://127.0.0.1:8080/".replace("HTTP", "http");
      assert.equal(signRequest({ ...REQUEST, endpoint }, CREDENTIALS, NOW).url, "http://127.0.0.1:8080/");
      const { canonicalRequest } = explainSignature({ ...REQUEST, endpoint }, CREDENTIALS, NOW);
      assert.match(canonicalRequest, /\nhost:127\.0\.0\.1:8080\n/);
    });
  });

  describe(`${entry}: a signer`, () => {
    test("signs as signRequest does, over days and services", () => {
      const signer = createSigner(CREDENTIALS);
      for (const [service, timestamp] of /** @type {const} */ ([
        ["cvm", 1_551_113_065],
        ["cvm", 1_551_199_465],
        ["vpc", 1_551_199_465],
        ["cvm", 1_551_113_065],
      ])) {
        const request = { ...REQUEST, service };
        assert.deepEqual(
          signer.sign(request, { timestamp }),
          signRequest(request, CREDENTIALS, { timestamp }),
        );
      }
      signer.free();
    });

    test("throws Client.Freed after free(), also when its place has been taken", () => {
      const signer = createSigner(CREDENTIALS);
      signer.free();
      const other = createSigner({ ...CREDENTIALS, secretId: "AKIDOTHER" });
      assert.throws(() => signer.sign(REQUEST, NOW), { code: "Client.Freed", advice: "fix-request" });
      signer.free();
      assert.match(other.sign(REQUEST, NOW).headers.authorization ?? "", /AKIDOTHER/);
      other.free();
    });
  });

  describe(`${entry}: what cannot be signed is refused with the field's name`, () => {
    /** @type {Array<[what: string, field: RegExp, change: object, credentials?: unknown, options?: object, code?: string]>} */
    const REFUSED = [
      ["a line feed in the region", /`region`/, { region: "ap\r\nx: y" }],
      ["no action", /`action` is missing/, { action: undefined }],
      ["a number for the action", /`action` must be a string/, { action: 7 }],
      ["an endpoint with a path", /`endpoint`/, { endpoint: "https://a/b" }],
      ["a reserved header", /`headers` must not set .*X-TC-Action/, { headers: { "X-TC-Action": "A" } }],
      ["a header with a NUL", /`headers`/, { headers: { a: "\0" } }],
      ["null for the payload", /`payload`/, { payload: null }],
      ["text for a GET", /`payload`/, { method: "GET", payload: "{}" }],
      ["another method", /`method` must be one of POST, GET/, { method: "PUT" }],
      ["an empty secret", /`secretKey` is empty/, {}, { ...CREDENTIALS, secretKey: "" }],
      ["no credentials", /`credentials` must be an object/, {}, null],
      ["a secretId of two words", /`secretId`/, {}, { ...CREDENTIALS, secretId: "a b" }],
      ["a fraction of a second", /`timestamp`/, {}, CREDENTIALS, { timestamp: 1.5 }],
      ["milliseconds", /`timestamp`.*milliseconds/, {}, CREDENTIALS, { timestamp: 1_700_000_000_000 }],
      [
        "a header that is not sent",
        /`signedHeaders`/,
        {},
        CREDENTIALS,
        { signedHeaders: ["content-type", "host", "x"] },
      ],
      [
        "signed headers without host",
        /`signedHeaders`.*host/,
        {},
        CREDENTIALS,
        { signedHeaders: ["content-type"] },
      ],
      ["nonsense", /MD5/, {}, CREDENTIALS, { algorithm: "MD5" }, "Client.UnsupportedAlgorithm"],
      ["11 MB", /`payload`.*10 MB/, { payload: "x".repeat(11_000_000) }, CREDENTIALS, {}, "Client.TooLarge"],
    ];
    for (const [
      what,
      field,
      change,
      credentials = CREDENTIALS,
      options = {},
      code = "Client.InvalidArgument",
    ] of REFUSED) {
      test(what, () => {
        assert.throws(
          () => signRequest({ ...REQUEST, ...change }, /** @type {never} */ (credentials), options),
          (error) => {
            assert.ok(error instanceof TencentCloudError);
            assert.equal(error.code, code);
            assert.match(error.message, field);
            assert.equal(error.advice, "fix-request");
            assert.equal(error.retryable, false);
            assert.ok(!String(error.stack).includes(CREDENTIALS.secretKey));
            return true;
          },
        );
        assert.ok(
          signRequest(REQUEST, CREDENTIALS, NOW).headers.authorization,
          "the module works afterwards",
        );
      });
    }
  });
}
