import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as main from "tencentcloud-edge";
import * as alone from "tencentcloud-edge/sign";
import {
  createSignerV1 as createSigner,
  explainSignatureV1 as explainSignature,
  signRequestV1 as signRequest,
  TencentCloudError,
} from "tencentcloud-edge/v1";
import { module } from "../../pkg/dist/v1.inline.js";
import { initSync } from "../../pkg/dist/v1.js";

const CREDENTIALS = { secretId: "AKIDEXAMPLE", secretKey: "a-secret-that-must-not-be-seen", token: "token" };
const REQUEST = {
  service: "cvm",
  version: "2017-03-12",
  action: "StartInstances",
  region: "ap-guangzhou",
  payload: { InstanceIds: ["ins-11112222"], Empty: null, DryRun: true },
};
const OPTIONS = /** @type {const} */ ({ algorithm: "HmacSHA256", timestamp: 1_551_113_065, nonce: 7 });
const SENT = [
  "Action=StartInstances&DryRun=true&InstanceIds.0=ins-11112222&Nonce=7&Region=ap-guangzhou&SecretId=AKIDEXAMPLE",
  "SignatureMethod=HmacSHA256&Timestamp=1551113065&Token=token&Version=2017-03-12&Signature=",
].join("&");

describe("a request signed by v1", () => {
  test("is a form that fetch takes, and no header of TC3", () => {
    const signed = signRequest({ ...REQUEST, headers: { "X-Trace": " 7 " } }, CREDENTIALS, OPTIONS);
    assert.equal(signed.method, "POST");
    assert.equal(signed.url, "https://cvm.tencentcloudapi.com/");
    assert.deepEqual(signed.headers, { "content-type": "application/x-www-form-urlencoded", "x-trace": "7" });
    assert.ok(String(signed.body).startsWith(SENT), String(signed.body));
    assert.ok(new Request(signed.url, signed));
  });

  test("by GET is all in the URL", () => {
    const signed = signRequest({ ...REQUEST, method: "GET" }, CREDENTIALS, OPTIONS);
    assert.ok(signed.url.startsWith(`https://cvm.tencentcloudapi.com/?${SENT}`), signed.url);
    assert.equal(signed.body, undefined);
    assert.equal(new URL(signed.url).href, signed.url, "a URL keeps every byte");
  });

  test("names no SignatureMethod for HmacSHA1", () => {
    const { body } = signRequest(REQUEST, CREDENTIALS, { ...OPTIONS, algorithm: "HmacSHA1" });
    assert.doesNotMatch(String(body), /SignatureMethod/);
  });

  test("has another nonce each time, a positive whole number, and the time of now", () => {
    const forms = Array.from(
      { length: 100 },
      () => new URLSearchParams(String(signRequest(REQUEST, CREDENTIALS, { algorithm: "HmacSHA1" }).body)),
    );
    const nonces = forms.map((form) => Number(form.get("Nonce")));
    assert.ok(nonces.every((nonce) => Number.isSafeInteger(nonce) && nonce > 0));
    assert.ok(new Set(nonces).size > 90);
    assert.ok(forms.every((form) => /^\d{10}$/.test(form.get("Timestamp") ?? "")));
  });

  test("is explained with the steps of TC3 left empty", () => {
    assert.deepEqual(explainSignature({ ...REQUEST, payload: {} }, CREDENTIALS, OPTIONS), {
      algorithm: "HmacSHA256",
      payloadHash: "",
      canonicalRequest: "",
      canonicalRequestHash: "",
      credentialScope: "",
      stringToSign:
        "POSTcvm.tencentcloudapi.com/?Action=StartInstances&Nonce=7&Region=ap-guangzhou&SecretId=AKIDEXAMPLE&SignatureMethod=HmacSHA256&Timestamp=1551113065&Token=token&Version=2017-03-12",
      signature: explainSignature({ ...REQUEST, payload: undefined }, CREDENTIALS, OPTIONS).signature,
      authorization: "",
    });
  });

  test("comes from a signer too, until it is freed", () => {
    const signer = createSigner(CREDENTIALS);
    for (const algorithm of /** @type {const} */ (["HmacSHA1", "HmacSHA256"])) {
      const options = { ...OPTIONS, algorithm };
      assert.deepEqual(signer.sign(REQUEST, options), signRequest(REQUEST, CREDENTIALS, options));
    }
    signer.free();
    signer.free();
    assert.throws(() => signer.sign(REQUEST, OPTIONS), { code: "Client.Freed" });
  });

  test("comes from the freed signer's number no more when another has it", () => {
    const freed = createSigner(CREDENTIALS);
    freed.free();
    const other = createSigner({ secretId: "AKIDOTHER", secretKey: "another" });
    assert.throws(() => freed.sign(REQUEST, OPTIONS), { code: "Client.Freed" });
    assert.match(String(other.sign(REQUEST, OPTIONS).body), /SecretId=AKIDOTHER/);
    other.free();
  });

  test("is by HmacSHA256 unless told otherwise", () => {
    const { timestamp, nonce } = OPTIONS;
    assert.deepEqual(
      signRequest(REQUEST, CREDENTIALS, { timestamp, nonce }),
      signRequest(REQUEST, CREDENTIALS, OPTIONS),
    );
    assert.equal(explainSignature(REQUEST, CREDENTIALS).algorithm, "HmacSHA256");
  });

  test("takes the charset of a form", () => {
    const contentType = /** @type {const} */ ("application/x-www-form-urlencoded; charset=utf-8");
    assert.equal(
      signRequest(REQUEST, CREDENTIALS, { ...OPTIONS, contentType }).headers["content-type"],
      contentType,
    );
  });
});

describe("v1 refuses with the field's name", () => {
  /** @type {Array<[what: string, field: RegExp, change: object, options?: object, code?: string]>} */
  const REFUSED = [
    ["text", /`payload`.*object for HmacSHA256.*TC3/, { payload: "{}" }],
    ["bytes", /`payload`.*object/, { payload: new Uint8Array(2) }],
    ["a list", /`payload`.*object/, { payload: [1] }],
    ["null", /`payload`.*object/, { payload: null }],
    ["a number", /`payload`.*object/, { payload: 7 }],
    ["a function inside", /`payload`.*function/, { payload: { a: () => {} } }],
    ["a getter that throws", /`payload`/, { payload: thrower() }],
    ["a revoked proxy", /`payload`/, { payload: revoked() }],
    ["headers that throw", /`headers`/, { headers: thrower() }],
    ["a circle", /`payload`.*deeper/, { payload: circle() }],
    ["half a surrogate pair", /`payload`.*surrogate/, { payload: { a: "\ud800" } }],
    ["half a surrogate pair in a name", /`payload`.*surrogate/, { payload: { "\udc00": 1 } }],
    ["a parameter of the signature", /`payload`.*SecretId/, { payload: { SecretId: "x" } }],
    ["one name by two ways", /`payload`.*A\.0 twice/, { payload: { A: [1], "A.0": 2 } }],
    ["a line feed in the region", /`region`/, { region: "ap\r\nx: y" }],
    ["a number for the action", /`action`/, { action: 7 }],
    ["another method", /`method`/, { method: "PUT" }],
    ["an endpoint with a path", /`endpoint`/, { endpoint: "https://a/b" }],
    ["a reserved header", /`headers`/, { headers: { "X-TC-Action": "A" } }],
    ["a header with a NUL", /`headers`/, { headers: { a: "\0" } }],
    ["a nonce of 0", /`nonce`/, {}, { nonce: 0 }],
    ["a nonce that is no number", /`nonce`/, {}, { nonce: "7" }],
    ["a fraction of a nonce", /`nonce`/, {}, { nonce: 1.5 }],
    ["milliseconds", /`timestamp`.*milliseconds/, {}, { timestamp: 1_700_000_000_000 }],
    ["signed headers", /`signedHeaders`/, {}, { signedHeaders: ["content-type", "host"] }],
    ["an unsigned payload", /`unsignedPayload`/, {}, { unsignedPayload: true }],
    ["another content type", /`contentType`/, {}, { contentType: "application/json" }],
    ["2 MB", /`payload`.*1 MB.*TC3/, { payload: { a: "x".repeat(2_000_000) } }, {}, "Client.TooLarge"],
    ["a long query", /32 KB/, { method: "GET", payload: { a: "x".repeat(40_000) } }, {}, "Client.TooLarge"],
    ["TC3", /TC3.*`tencentcloud-edge`/, {}, { algorithm: "TC3-HMAC-SHA256" }, "Client.UnsupportedAlgorithm"],
    ["nonsense", /MD5/, {}, { algorithm: "MD5" }, "Client.UnsupportedAlgorithm"],
    ["an algorithm that is no text", /`algorithm`/, {}, { algorithm: Symbol("x") }],
  ];
  for (const [what, field, change, options = {}, code = "Client.InvalidArgument"] of REFUSED) {
    test(what, () => {
      for (const sign of [signRequest, explainSignature]) {
        assert.throws(
          () => sign({ ...REQUEST, ...change }, CREDENTIALS, { ...OPTIONS, ...options }),
          (error) => {
            assert.ok(error instanceof TencentCloudError);
            assert.equal(error.code, code);
            assert.match(error.message, field);
            assert.equal(error.advice, "fix-request");
            assert.ok(!String(error.stack).includes(CREDENTIALS.secretKey));
            return true;
          },
        );
      }
      assert.ok(signRequest(REQUEST, CREDENTIALS, OPTIONS).body, "the module works afterwards");
    });
  }
});

test("a freed signer leaves no eight bytes of its secret in the module's memory", () => {
  // The module runs already: this is its memory.
  const { memory } = initSync({ module });
  for (const length of [32, 63, 64, 65, 100, 200]) {
    const secretKey = Array.from({ length }, (_, at) =>
      String.fromCharCode(33 + ((at * at * 7 + at) % 94)),
    ).join("");
    const signer = createSigner({ secretId: "AKIDEXAMPLE", secretKey });
    for (let nonce = 1; nonce <= 50; nonce += 1) {
      for (const algorithm of /** @type {const} */ (["HmacSHA1", "HmacSHA256"])) {
        signer.sign(REQUEST, { algorithm, nonce });
        assert.throws(() => signer.sign({ ...REQUEST, region: "a\n" }, { algorithm, nonce }));
      }
    }
    signer.free();
    const all = Buffer.from(memory.buffer);
    const bytes = Buffer.from(secretKey);
    const left = Array.from({ length: length - 7 }, (_, at) => at).filter((at) =>
      all.includes(bytes.subarray(at, at + 8)),
    );
    assert.deepEqual(left, [], `of a secret of ${length}`);
  }
});

for (const [entry, { signRequest, explainSignature, createSigner }] of Object.entries({
  main,
  sign: alone,
})) {
  for (const algorithm of ["HmacSHA1", "HmacSHA256"]) {
    test(`${entry}: ${algorithm} is refused, and the entry that has it is named`, () => {
      const refusal = { code: "Client.UnsupportedAlgorithm", message: /HmacSHA.*`tencentcloud-edge\/v1`/ };
      const options = /** @type {never} */ ({ algorithm });
      assert.throws(() => signRequest(REQUEST, CREDENTIALS, options), refusal);
      assert.throws(() => explainSignature(REQUEST, CREDENTIALS, options), refusal);
      const signer = createSigner(CREDENTIALS);
      assert.throws(() => signer.sign(REQUEST, options), refusal);
      assert.ok(signer.sign(REQUEST).headers.authorization);
      assert.throws(() => signer.sign(REQUEST, options), refusal);
      signer.free();
    });
  }
}

function thrower() {
  return {
    get a() {
      throw new Error("from the caller");
    },
  };
}

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function circle() {
  /** @type {Record<string, unknown>} */
  const one = {};
  one.one = one;
  return one;
}
