import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import * as main from "tencentcloud-edge";
import * as alone from "tencentcloud-edge/sign";
import { createSignerV1 } from "tencentcloud-edge/v1";

/** @typedef {import("tencentcloud-edge").ApiRequest} ApiRequest */
/** @typedef {import("tencentcloud-edge").SignOptions} SignOptions */

const credentials = { secretId: "AKIDX", secretKey: "of-nobody", token: "token" };
const NOW = 1_800_000_000;
const DAY = 86_400;
/** More kinds than a signer keeps, and more than the module keeps of all signers. */
const KINDS = 150;

/** @type {Array<Record<string, string> | undefined>} */
const HEADERS = [undefined, {}, { "X-Trace": "1" }, { "X-Trace": "2" }, { "x-trace": "1", "X-Other": "2" }];
const SIGNED = [
  undefined,
  ["content-type", "host"],
  ["content-type", "host", "x-tc-timestamp"],
  ["host", "content-type", "x-tc-action"],
];

/** @type {Array<{request?: Partial<ApiRequest>, options?: SignOptions}>} */
const CHANGES = [
  { request: { service: "vpc" } },
  { request: { version: "2017-03-13" } },
  { request: { action: "StopInstances" } },
  { request: { region: "ap-guangzhou" } },
  { request: { language: "zh-CN" } },
  { request: { endpoint: "https://cvm.intl.tencentcloudapi.com" } },
  { request: { host: "proxy.internal" } },
  { request: { method: "GET" } },
  { request: { headers: { "X-Trace": "1" } } },
  { request: { payload: new URLSearchParams({ Limit: "1" }) } },
  { options: { contentType: "application/json; charset=utf-8" } },
  { options: { unsignedPayload: true } },
  { options: { signedHeaders: ["content-type", "host"] } },
  { options: { timestamp: NOW + DAY } },
];

/**
 * The request of a number: neighbours differ in one thing.
 * @param {number} kind
 * @returns {[request: ApiRequest, options: SignOptions]}
 */
function requestOf(kind) {
  const method = kind % 3 === 0 ? "GET" : "POST";
  /** @type {ApiRequest} */
  const request = {
    service: kind % 4 === 0 ? "cvm" : "vpc",
    version: "2017-03-12",
    action: `Describe${kind % 7}`,
    region: kind % 5 === 0 ? undefined : `ap-${kind % 11}`,
    method,
    payload: { InstanceIds: [`ins-${kind}`], Offset: kind },
    ...(kind % 13 === 0 && { language: "zh-CN" }),
    ...(kind % 17 === 0 && { host: "proxy.internal" }),
  };
  const headers = HEADERS[kind % HEADERS.length];
  if (headers !== undefined) request.headers = headers;
  const options = { timestamp: NOW + kind, signedHeaders: SIGNED[kind % SIGNED.length] };
  return [request, options];
}

/** Values of one header in turn: also some that are refused, among them one that makes the request too large. */
const VALUES = [
  "7f3a-0001",
  "7f3a-0002",
  "7f3a",
  " 7f3a ",
  "",
  "7f3a-0002-and-longer",
  "7f3a-0003",
  undefined,
  "é",
  "a\nb",
  "\ud800",
  1,
  null,
  "a".repeat(70_000),
  "7f3a-0004",
];

/** Headers with one value in every form in which they are taken. @param {unknown} value @returns {unknown[]} */
const headersOf = (value) => [
  { "X-Trace": value },
  { "X-Trace": value, "X-Other": "1" },
  Object.defineProperty({}, "__proto__", { value, enumerable: true }),
  [["X-Trace", value]],
  new Map([["x-trace", value]]),
  Object.defineProperty({ "X-Trace": "1" }, Symbol.iterator, { value: () => [["X-Trace", value]].values() }),
];

/** What a function returns, or the code and the message of what it throws. @param {() => unknown} work */
function attempt(work) {
  try {
    return work();
  } catch (error) {
    const { code, message } = /** @type {main.TencentCloudError} */ (error);
    return { code, message };
  }
}

/** What a signer that has kept nothing makes. @param {typeof alone} entry @param {number} kind */
function cold({ createSigner }, kind) {
  const signer = createSigner(credentials);
  const [request, options] = requestOf(kind);
  const signed = signer.sign(request, options);
  signer.free();
  return signed;
}

for (const [name, entry] of Object.entries({ main: /** @type {typeof alone} */ (main), "/sign": alone })) {
  const { createSigner, signRequest } = entry;

  describe(`${name}: requests that a signer keeps`, () => {
    test("are signed as by a signer that keeps none, whatever their order", () => {
      const signer = createSigner(credentials);
      const orders = [...Array(KINDS).keys()];
      for (const kind of [...orders, ...orders.toReversed(), ...orders.map((at) => (at * 37) % KINDS)]) {
        const [request, options] = requestOf(kind);
        assert.deepEqual(signer.sign(request, options), cold(entry, kind), `kind ${kind}`);
        assert.deepEqual(signRequest(request, credentials, options), cold(entry, kind), `kind ${kind}`);
      }
      signer.free();
    });

    test("are others when one thing differs", () => {
      const signer = createSigner(credentials);
      /** @type {ApiRequest} */
      const one = { service: "cvm", version: "2017-03-12", action: "StartInstances", payload: { Limit: 1 } };
      for (const change of CHANGES) {
        const other = { ...one, ...change.request };
        for (const [request, options] of /** @type {Array<[ApiRequest, SignOptions]>} */ ([
          [one, {}],
          [other, change.options ?? {}],
          [one, {}],
        ])) {
          const at = { timestamp: NOW, ...options };
          const fresh = createSigner(credentials);
          assert.deepEqual(signer.sign(request, at), fresh.sign(request, at), JSON.stringify(change));
          fresh.free();
        }
      }
      signer.free();
    });

    test("are prepared again for another day, and for another second where the timestamp is signed", () => {
      const signer = createSigner(credentials);
      for (const signedHeaders of SIGNED) {
        for (const timestamp of [NOW, NOW + 1, NOW + DAY, NOW, NOW - (NOW % DAY), NOW - (NOW % DAY) - 1]) {
          const [request] = requestOf(1);
          const options = { timestamp, signedHeaders };
          assert.deepEqual(signer.sign(request, options), createSigner(credentials).sign(request, options));
        }
      }
    });

    test("are prepared again when reading a payload has made the module forget them", () => {
      const signer = createSigner(credentials);
      const [request, options] = requestOf(1);
      const expected = signer.sign(request, options);
      const others = createSigner({ secretId: "AKIDY", secretKey: "another" });
      const payload = {
        toJSON() {
          for (let kind = 0; kind < 2 * KINDS; kind++) {
            others.sign({ ...requestOf(1)[0], action: `Other${kind}` }, options);
          }
          return request.payload;
        },
      };
      assert.deepEqual(signer.sign({ ...request, payload }, options), expected);
    });

    test("are the same where nothing but the value of an unsigned header differs", () => {
      const signer = createSigner(credentials);
      for (const signedHeaders of [undefined, ["content-type;Host", "x-TRACE"]]) {
        for (const value of VALUES) {
          for (const headers of headersOf(value)) {
            const sign = (/** @type {ReturnType<typeof createSigner>} */ by) =>
              attempt(() =>
                by.sign(/** @type {ApiRequest} */ ({ ...requestOf(1)[0], headers }), {
                  timestamp: NOW,
                  signedHeaders,
                }),
              );
            const fresh = createSigner(credentials);
            assert.deepEqual(sign(signer), sign(fresh), JSON.stringify([value, signedHeaders]));
            fresh.free();
          }
        }
      }
    });

    test("have headers of their own: changing those of one changes no other", () => {
      const signer = createSigner(credentials);
      const [request, options] = requestOf(2);
      const first = signer.sign(request, options);
      const expected = structuredClone(first);
      first.headers["x-trace"] = "changed";
      delete first.headers["content-type"];
      assert.deepEqual(signer.sign(request, options), expected);
    });

    test("do not let a member pass that is not known", () => {
      const signer = createSigner(credentials);
      const [request, options] = requestOf(1);
      signer.sign(request, options);
      /** @type {Array<[object, object]>} */
      const misspelled = [
        [{ ...request, paylod: {} }, options],
        [request, { ...options, signedHeader: [] }],
      ];
      for (const [asked, how] of misspelled) {
        assert.throws(() => signer.sign(/** @type {ApiRequest} */ (asked), how), {
          code: "Client.InvalidArgument",
        });
      }
    });

    test("are not signed once the signer is freed", () => {
      const signer = createSigner(credentials);
      const [request, options] = requestOf(1);
      signer.sign(request, options);
      signer.free();
      const other = createSigner({ secretId: "AKIDY", secretKey: "another" });
      assert.throws(() => signer.sign(request, options), { code: "Client.Freed" });
      other.free();
    });

    test("a long query is still refused", () => {
      const signer = createSigner(credentials);
      const request = { ...requestOf(3)[0], headers: undefined };
      signer.sign(request, { timestamp: NOW });
      for (const [length, isRefused] of /** @type {const} */ ([
        [9_000, false],
        [33_000, true],
      ])) {
        const sign = () =>
          signer.sign({ ...request, payload: { Name: "a".repeat(length) } }, { timestamp: NOW });
        if (isRefused) assert.throws(sign, { code: "Client.TooLarge" });
        else assert.ok(sign().url.length > length);
      }
    });
  });

  test(`${name}: a payload's hash is the same by the module and by the platform`, () => {
    const signer = createSigner(credentials);
    const [request] = requestOf(1);
    for (const length of [0, 1, 511, 512, 513, 70_000, 4_000_000]) {
      for (const letter of ["a", "é"]) {
        const text = letter.repeat(length);
        for (const payload of [text, new TextEncoder().encode(text)]) {
          const { authorization } = signer.sign({ ...request, payload }, { timestamp: NOW }).headers;
          const steps = entry.explainSignature({ ...request, payload }, credentials, { timestamp: NOW });
          assert.equal(steps.payloadHash, createHash("sha256").update(payload).digest("hex"));
          assert.equal(steps.authorization, authorization);
        }
      }
    }
  });
}

test("credentials with an end that is not in Unix milliseconds are refused by every function that signs", () => {
  const [request, options] = requestOf(1);
  /** @type {Array<[expiresAtMs: unknown, problem: RegExp]>} */
  const ends = [
    [NOW, /seconds/],
    [new Date(), /getTime/],
    ["2030-01-01", /number/],
    [Number.NaN, /number/],
  ];
  for (const [expiresAtMs, message] of ends) {
    const pair = /** @type {typeof credentials} */ ({ ...credentials, expiresAtMs });
    for (const work of [
      () => main.signRequest(request, pair, options),
      () => alone.signRequest(request, pair, options),
      () => alone.explainSignature(request, pair, options),
      () => alone.createSigner(pair),
      () => createSignerV1(pair),
    ]) {
      assert.throws(work, { code: "Client.InvalidArgument", message });
    }
  }
  const ending = { ...credentials, expiresAtMs: NOW * 1000 };
  assert.deepEqual(alone.signRequest(request, ending, options), cold(alone, 1));
});

test("options that are no object are the same error whether the request is known or not", () => {
  const request = { service: "cvm", version: "2017-03-12", action: "DescribeZones" };
  for (const options of [null, 5, "POST", [], () => {}]) {
    const signer = main.createSigner(credentials);
    const messages = [0, 1].map(() => {
      try {
        signer.sign(request, /** @type {never} */ (options));
      } catch (error) {
        return String(error);
      } finally {
        signer.sign(request);
      }
      return "it did not throw";
    });
    assert.match(messages[0] ?? "", /`options` must be an object, not /);
    assert.equal(messages[1], messages[0]);
    signer.free();
  }
});
