import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { diagnoseSignature } from "tencentcloud-edge/diagnose";
import { signRequest } from "tencentcloud-edge/sign";
import { signRequestV1 } from "tencentcloud-edge/v1";
import { isForPackage, isV1 } from "../support/vectors.mjs";
import { readVectors } from "./support.mjs";
import { asMessage, BODY, hmac, KEY, NOW_S, sha256, sign, signGet, signV1 } from "./wrong-signers.mjs";

/** @typedef {import("tencentcloud-edge/diagnose").SignatureDiagnosis} Diagnosis */
/** @typedef {import("tencentcloud-edge/diagnose").DiagnosisOptions} Options */

const OPTIONS = { receivedAtMs: NOW_S * 1000 };
const TOKEN = "temporary-token-0123456789";
const EIGHT_HOURS = 8 * 3600;
const request = {
  service: "cvm",
  version: "2017-03-12",
  action: "DescribeInstances",
  region: "ap-guangzhou",
};

/**
 * @param {ReturnType<typeof sign>} signed
 * @param {Partial<ReturnType<typeof sign>>} changed
 */
const sentAs = (signed, changed) => ({
  ...signed,
  ...changed,
  headers: { ...signed.headers, ...changed.headers },
});

/** @param {ReturnType<typeof sign>} signed @param {string} from @param {string} to */
const authorizationWith = (signed, from, to) => {
  const { Authorization = "" } = signed.headers;
  assert.ok(Authorization.includes(from));
  return sentAs(signed, { headers: { Authorization: Authorization.replace(from, to) } });
};

/** @param {ReturnType<typeof sign>} signed @param {string} name */
function without(signed, name) {
  const { [name]: gone, ...headers } = signed.headers;
  assert.ok(gone);
  return { ...signed, headers };
}

const AS_JSON = { contentType: "application/json" };
const FOUR = /** @type {Partial<import("./wrong-signers.mjs").Steps>} */ ({
  signed: ({ contentType, host }) => [
    ["content-type", contentType],
    ["host", host],
  ],
});

/**
 * Ways to sign wrongly: what was done, what arrives, the causes that are told first, and what is known besides.
 * @type {Array<[string, ReturnType<typeof sign>, string, (Options & {token?: string})?]>}
 */
const WAYS = [
  ["the date in local time", sign({ date: () => "2026-03-04" }), "Date.LocalTime"],
  ["the date of yesterday", sign({ date: () => "2026-03-02" }), "Date.Other"],
  ["the date without hyphens", sign({ date: () => "20260303" }), "Date.Format"],
  [
    "a local date in the key alone",
    sign({
      key: ({ secretKey }, _, service) =>
        hmac(hmac(hmac(`TC3${secretKey}`, "2026-03-04"), service), "tc3_request"),
    }),
    "Date.LocalTime",
  ],
  ["a key with a line feed", sign({ secretKey: `${KEY.secretKey}\n` }), "Key.LineFeed"],
  ["a key with a line end of Windows", sign({ secretKey: `${KEY.secretKey}\r\n` }), "Key.LineEnd"],
  ["a key with a space", sign({ secretKey: ` ${KEY.secretKey}` }), "Key.Space"],
  ["a key in quotation marks", sign({ secretKey: `"${KEY.secretKey}"` }), "Key.Quoted"],
  ["a key with a byte order mark", sign({ secretKey: `\ufeff${KEY.secretKey}` }), "Key.Invisible"],
  ["a key that lacks its last character", sign({ secretKey: KEY.secretKey.slice(0, -1) }), "Key.Cut"],
  ["the id as the key", sign({ secretKey: KEY.secretId }), "Key.IdAsKey"],
  ["TC3 twice", sign({ secretKey: `TC3${KEY.secretKey}` }), "Key.PrefixTwice"],
  [
    "no TC3 before the key",
    sign({
      key: ({ secretKey }, date, service) => hmac(hmac(hmac(secretKey, date), service), "tc3_request"),
    }),
    "Key.NoPrefix",
  ],
  ["the key not derived", sign({ key: ({ secretKey }) => Buffer.from(secretKey) }), "Key.NotDerived"],
  [
    "no tc3_request in the key",
    sign({ key: ({ secretKey }, date, service) => hmac(hmac(`TC3${secretKey}`, date), service) }),
    "Key.StepMissing",
  ],
  [
    "hexadecimal keys between the steps",
    sign({
      key: ({ secretKey }, ...steps) =>
        [...steps, "tc3_request"].reduce(
          (key, step) => Buffer.from(hmac(key, step).toString("hex")),
          Buffer.from(`TC3${secretKey}`),
        ),
    }),
    "Key.HexSteps",
  ],
  [
    "arguments of HMAC swapped",
    sign({
      key: ({ secretKey }, ...steps) =>
        [...steps, "tc3_request"].reduce((key, step) => hmac(step, key), Buffer.from(`TC3${secretKey}`)),
    }),
    "Key.SwappedArguments",
  ],
  [
    "the body re-serialised",
    sentAs(sign(), { body: JSON.stringify(JSON.parse(BODY), null, 2) }),
    "Payload.Reserialised",
  ],
  [
    "the body as Python writes it",
    sentAs(sign(), {
      body: '{"Limit": 1, "Filters": [{"Name": "instance-name", "Values": ["\\u672a\\u547d\\u540d"]}]}',
    }),
    "Payload.Reserialised",
  ],
  ["the hash of an empty body", sign({ payloadHash: () => sha256("") }), "Payload.Empty"],
  ["the hash of {}", sign({ payloadHash: () => sha256("{}") }), "Payload.NotSent"],
  ["the body hashed with a line feed", sign({ payloadHash: () => sha256(`${BODY}\n`) }), "Payload.LineFeed"],
  [
    "the body hashed in UTF-16",
    sign({ payloadHash: () => sha256(Buffer.from(BODY, "utf16le")) }),
    "Payload.Charset",
  ],
  [
    "UNSIGNED-PAYLOAD without its header",
    sign({ payloadHash: () => sha256("UNSIGNED-PAYLOAD") }),
    "Payload.Unsigned",
  ],
  [
    "the payload's hash in upper case",
    sign({ payloadHash: () => sha256(BODY).toUpperCase() }),
    "Payload.HashForm",
  ],
  [
    "another body than was meant",
    sentAs(sign(), { body: '{"Limit":2}' }),
    "Payload.Other",
    { request: { ...request, payload: BODY } },
  ],
  [
    "a charset in the content type",
    sentAs(sign(AS_JSON), { headers: { "Content-Type": "application/json; charset=utf-8" } }),
    "ContentType.Charset",
  ],
  [
    "another content type",
    sentAs(sign(AS_JSON), { headers: { "Content-Type": "text/plain;charset=UTF-8" } }),
    "ContentType.Other",
  ],
  ["another host", sentAs(sign(), { headers: { Host: "gateway.example.com" } }), "Host.Other"],
  [
    "a regional host",
    sentAs(sign({ host: "cvm.ap-guangzhou.tencentcloudapi.com" }), {
      headers: { Host: "cvm.tencentcloudapi.com" },
    }),
    "Host.Other",
  ],
  [
    "another port",
    sentAs(sign({ host: "127.0.0.1:8080" }), { headers: { Host: "127.0.0.1:9787" } }),
    "Host.Port",
  ],
  [
    "a port of one's own",
    sentAs(sign({ host: "127.0.0.1:12345" }), { headers: { Host: "127.0.0.1:9787" } }),
    "Host.Port",
    { request: { ...request, endpoint: "http://127.0.0.1:12345" } },
  ],
  [
    "the host with a scheme",
    sign({
      signed: ({ contentType, host }) => [
        ["content-type", contentType],
        ["host", `https://${host}`],
      ],
    }),
    "Host.Url",
  ],
  ["the action in another case", sign({ action: "describeInstances" }), "Action.Case", { request }],
  ["the action in small letters", sign({ action: "describeinstances" }), "Action.Case"],
  [
    "the action not in lower case where it is signed",
    sign({
      signed: ({ contentType, host, action }) => [
        ["content-type", contentType],
        ["host", host],
        ["x-tc-action", action],
      ],
    }),
    "Headers.ValueCase",
  ],
  [
    "headers in another order",
    sign({
      signed: ({ contentType, host }) => [
        ["host", host],
        ["content-type", contentType],
      ],
    }),
    "Headers.Order",
  ],
  [
    "headers in another order than they are listed",
    sign({
      signed: ({ contentType, host, action }) => [
        ["x-tc-action", action.toLowerCase()],
        ["host", host],
        ["content-type", contentType],
      ],
      listed: "content-type;host;x-tc-action",
    }),
    "Headers.Order",
  ],
  [
    "names of headers in title case",
    sign({
      signed: ({ contentType, host }) => [
        ["Content-Type", contentType],
        ["Host", host],
      ],
      listed: "content-type;host",
    }),
    "Headers.NameCase",
  ],
  [
    "a space after the colons",
    sign({
      signed: ({ contentType, host }) => [
        ["content-type", ` ${contentType}`],
        ["host", ` ${host}`],
      ],
    }),
    "Headers.Spaces",
  ],
  ["a signed header that is not sent", without(sign(), "X-TC-Action"), "Headers.NotSent"],
  ["a header signed and not listed", sign({ listed: "content-type;host" }), "Headers.NotListed"],
  [
    "a header that a proxy added to the list",
    sentAs(authorizationWith(sign(), "x-tc-action,", "x-tc-action;x-trace,"), {
      headers: { "X-Trace": "7" },
    }),
    "Headers.Added",
  ],
  [
    "a signed header that a proxy appended to",
    sentAs(
      sign({
        ...FOUR,
        signed: ({ contentType, host }) => [
          ["content-type", contentType],
          ["host", host],
          ["x-forwarded-for", "10.0.0.1"],
        ],
      }),
      { headers: { "X-Forwarded-For": "10.0.0.1, 10.0.0.2" } },
    ),
    "Headers.Extended",
  ],
  ["a required header left out", sign({ signed: ({ host }) => [["host", host]] }), "Headers.Required"],
  ["the service with a domain", sign({ service: "cvm.tencentcloudapi.com" }), "Service.Domain"],
  ["the service in capitals", sign({ service: "CVM" }), "Service.Case"],
  ["another service", sign({ service: "ecs" }), "Service.Other"],
  [
    "another service in the key",
    sign({ key: ({ secretKey }, date) => hmac(hmac(hmac(`TC3${secretKey}`, date), "CVM"), "tc3_request") }),
    "Service.Case",
  ],
  ["another terminator", authorizationWith(sign(), "tc3_request", "aws4_request"), "Scope.Terminator"],
  [
    "the query encoded twice",
    signGet({ canonical: (lines) => lines.join("\n").replace("a%20b%2Fc", "a%2520b%252Fc") }),
    "Query.DoubleEncoding",
  ],
  [
    "the query sorted",
    signGet({
      canonical: (lines) => lines.with(2, "Filters.0.Values.0=a%20b%2Fc&Limit=1&Offset=0").join("\n"),
    }),
    "Query.Order",
  ],
  [
    "the query with its question mark",
    signGet({ canonical: (lines) => lines.with(2, `?${lines[2]}`).join("\n") }),
    "Query.QuestionMark",
  ],
  ["the query left out", signGet({ canonical: (lines) => lines.with(2, "").join("\n") }), "Query.Empty"],
  [
    "the query not encoded",
    signGet({ canonical: (lines) => lines.join("\n").replace("a%20b%2Fc", "a b/c") }),
    "Query.NotEncoded",
  ],
  [
    "spaces as plus signs",
    signGet({ canonical: (lines) => lines.join("\n").replace("%20", "+") }),
    "Query.Spaces",
  ],
  [
    "escapes in small letters",
    signGet({ canonical: (lines) => lines.join("\n").replace("%2F", "%2f") }),
    "Query.EscapeCase",
  ],
  ["GET signed as POST", signGet({ canonical: (lines) => lines.with(0, "POST").join("\n") }), "Method.Other"],
  ["no path", sign({ uri: "" }), "Uri.Other"],
  [
    "the canonical request with a line feed",
    sign({ canonical: (lines) => `${lines.join("\n")}\n` }),
    "CanonicalRequest.LineFeed",
  ],
  [
    "no empty line after the headers",
    sign({ canonical: (lines) => lines.with(3, lines[3]?.trim() ?? "").join("\n") }),
    "CanonicalRequest.BlankLine",
  ],
  [
    "no line for the empty query",
    sign({ canonical: (lines) => lines.toSpliced(2, 1).join("\n") }),
    "CanonicalRequest.QueryLine",
  ],
  [
    "CRLF in the canonical request",
    sign({ canonical: (lines) => lines.join("\n").replaceAll("\n", "\r\n") }),
    "CanonicalRequest.LineEnds",
  ],
  [
    "the string to sign with a line feed",
    sign({ text: (lines) => `${lines.join("\n")}\n` }),
    "StringToSign.LineFeed",
  ],
  ["the canonical request not hashed", sign({ hashed: (canonical) => canonical }), "StringToSign.NotHashed"],
  [
    "no scope in the string to sign",
    sign({ text: (lines) => lines.toSpliced(2, 1).join("\n") }),
    "StringToSign.LineMissing",
  ],
  [
    "milliseconds in both places",
    sign({ timestamp: NOW_S * 1000, date: () => "2026-03-03" }),
    "Timestamp.Milliseconds",
  ],
  [
    "milliseconds in the string to sign",
    sign({ signedTimestamp: ({ timestamp }) => `${timestamp}000` }),
    "Timestamp.Milliseconds",
  ],
  [
    "the clock read twice",
    sign({ signedTimestamp: ({ timestamp }) => String(timestamp - 2) }),
    "Timestamp.ReadTwice",
  ],
  ["no timestamp", without(sign(), "X-TC-Timestamp"), "Timestamp.Missing"],
  ["an expired signature", sign({ timestamp: NOW_S - 1200 }), "Timestamp.Expired"],
  ["a clock that is fast", sign({ timestamp: NOW_S + 1200 }), "Timestamp.Ahead"],
  ["local time taken for UTC", sign({ timestamp: NOW_S + EIGHT_HOURS }), "Timestamp.LocalTime"],
  [
    "a signature in upper case",
    sign({ signature: (key, text) => hmac(key, text).toString("hex").toUpperCase() }),
    "Signature.UpperCase",
  ],
  [
    "a signature in base64",
    sign({ signature: (key, text) => hmac(key, text).toString("base64") }),
    "Signature.Base64",
  ],
  [
    "a signature cut off",
    sign({ signature: (key, text) => hmac(key, text).toString("hex").slice(0, 63) }),
    "Signature.Cut",
  ],
  [
    "the string to sign hashed once more",
    sign({ signature: (key, text) => hmac(key, sha256(text)).toString("hex") }),
    "Signature.Hash",
  ],
  [
    "v1's signature in a request of TC3",
    sign({ signature: (_, text) => createHmac("sha1", KEY.secretKey).update(text).digest("base64") }),
    "Algorithm.V1",
  ],
  ["a request of v1 where TC3 is meant", signV1(), "Algorithm.V1", { request }],
  [
    "a scheme of v1 in the header",
    sign({ authorization: (text) => text.replace("TC3-HMAC-SHA256", "HmacSHA256") }),
    "Algorithm.V1",
  ],
  ["another scheme", sign({ authorization: () => "Bearer abc" }), "Authorization.Scheme"],
  ["no Authorization", without(sign(), "Authorization"), "Authorization.Missing"],
  [
    "an Authorization without commas",
    sign({ authorization: (text) => text.replaceAll(",", "") }),
    "Authorization.Malformed",
  ],
  ["a token that is missing", sign(), "Token.Missing", { token: TOKEN }],
  [
    "a token signed and not sent",
    sign({
      signed: ({ contentType, host }) => [
        ["content-type", contentType],
        ["host", host],
        ["x-tc-token", TOKEN],
      ],
    }),
    "Token.Missing",
    { token: TOKEN },
  ],
  ["the token of another key", sign({ token: `${TOKEN}-other` }), "Token.Other", { token: TOKEN }],
  ["a token with a line feed's space", sign({ token: `"${TOKEN}"` }), "Token.Stray", { token: TOKEN }],
  ["a token for a key without one", sign({ token: TOKEN }), "Token.Unexpected"],
  [
    "a token listed and not signed",
    sign({ token: TOKEN, listed: "content-type;host;x-tc-action;x-tc-token" }),
    "Token.Unsigned",
    { token: TOKEN },
  ],
  ["another id", sign({ secretId: "AKIDanother", secretKey: "another" }), "SecretId.Other"],
  ["v1 with the other hash", signV1({ hash: "sha256" }), "Algorithm.OtherHash"],
  [
    "v1 not sorted",
    signV1({ order: (pairs) => pairs, extra: [["Filters.0.Values.0", "b"]] }),
    "Parameters.Order",
  ],
  [
    "v1 encoded",
    signV1({
      join: (pairs) => pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&"),
    }),
    "Parameters.Encoded",
  ],
  [
    "v1 sent encoded twice",
    signV1({ encode: (text) => encodeURIComponent(encodeURIComponent(text)) }),
    "Parameters.DoubleEncoding",
  ],
  ["v1 by another method", signV1({ text: (text) => text.replace("GET", "POST") }), "Method.Other"],
  ["v1 without a slash", signV1({ text: (text) => text.replace("/?", "?") }), "Parameters.Path"],
  ["v1 with another host", signV1({ text: (text) => text.replace("cvm.", "cbs.") }), "Host.Other"],
  ["v1 in hexadecimal", signV1({ write: (signature) => signature.toString("hex") }), "Signature.Hex"],
  ["v1 with a line feed in the key", signV1({ key: `${KEY.secretKey}\n` }), "Key.LineFeed"],
  [
    "v1 with a token that is not signed",
    signV1({
      extra: [["Token", TOKEN]],
      join: (pairs) =>
        pairs
          .filter(([name]) => name !== "Token")
          .map((pair) => pair.join("="))
          .join("&"),
    }),
    "Token.Unsigned",
    { token: TOKEN },
  ],
];

/** @param {unknown} diagnosis */
function holdsNoSecret(diagnosis) {
  const text = JSON.stringify(diagnosis);
  for (const secret of [KEY.secretKey, TOKEN]) {
    assert.ok(!text.toLowerCase().includes(secret.toLowerCase()), text);
  }
}

describe("every way to sign wrongly is named", () => {
  for (const [what, received, expected, { token, ...known } = {}] of WAYS) {
    test(`${what}: ${expected}`, () => {
      const credentials = token === undefined ? KEY : { ...KEY, token };
      const options = { ...OPTIONS, ...known };
      for (const given of [
        received,
        asMessage(received),
        new TextEncoder().encode(asMessage(received, "\n")),
      ]) {
        const diagnosis = diagnoseSignature(given, credentials, options);
        assert.equal(diagnosis.verdict, "explained", JSON.stringify(diagnosis, null, 1));
        assert.equal(diagnosis.causes[0]?.code, expected, JSON.stringify(diagnosis.causes, null, 1));
        holdsNoSecret(diagnosis);
        const chinese = diagnoseSignature(given, credentials, { ...options, language: "zh-CN" });
        assert.match(chinese.causes[0]?.message ?? "", /\p{Script=Han}/u);
      }
    });
  }
});

describe("what is right is called right", () => {
  const token = { ...KEY, token: TOKEN };
  const multipart = sign({ contentType: "multipart/form-data; boundary=x", body: "--x\r\n\r\n--x--" });
  /** @type {Array<[string, ReturnType<typeof sign>, typeof KEY]>} */
  const right = [
    ["a POST", sign(), KEY],
    ["a GET", signGet(), KEY],
    ["two signed headers", sign(FOUR), KEY],
    ["an empty object", sign({ body: "{}" }), KEY],
    ["a form", multipart, KEY],
    ["a temporary key", sign({ token: TOKEN }), token],
    [
      "a signed token",
      sign({
        token: TOKEN,
        signed: ({ host, contentType }) => [
          ["content-type", contentType],
          ["host", host],
          ["x-tc-token", TOKEN.toLowerCase()],
        ],
      }),
      token,
    ],
    [
      "a body that is not signed",
      sign({
        payloadHash: () => sha256("UNSIGNED-PAYLOAD"),
        headers: { "X-TC-Content-SHA256": "UNSIGNED-PAYLOAD" },
      }),
      KEY,
    ],
    ["a port", sign({ host: "127.0.0.1:9787" }), KEY],
    ["v1 by HmacSHA1", signV1(), KEY],
    ["v1 by HmacSHA256", signV1({ hash: "sha256", extra: [["SignatureMethod", "HmacSHA256"]] }), KEY],
  ];
  for (const [what, received, credentials] of right) {
    test(what, () => {
      for (const given of [received, asMessage(received), asMessage(received, "\n")]) {
        const diagnosis = diagnoseSignature(given, credentials, OPTIONS);
        assert.equal(diagnosis.verdict, "valid", JSON.stringify(diagnosis, null, 1));
        assert.deepEqual(diagnosis.causes, []);
        assert.equal(diagnosis.signatureMatches, true);
        assert.ok(diagnosis.parts.every(({ state }) => state === "same"));
        holdsNoSecret(diagnosis);
      }
    });
  }
});

/** @param {Diagnosis} diagnosis */
const codes = ({ causes }) => causes.map(({ code }) => code);

describe("two mistakes at a time", () => {
  /** @type {Array<[string, ReturnType<typeof sign>, string[]]>} */
  const pairs = [
    [
      "a key with a line feed, and a charset",
      sentAs(sign({ ...AS_JSON, secretKey: `${KEY.secretKey}\n` }), {
        headers: { "Content-Type": "application/json; charset=utf-8" },
      }),
      ["ContentType.Charset", "Key.LineFeed"],
    ],
    [
      "a local date, and the body re-serialised",
      sentAs(sign({ date: () => "2026-03-04" }), { body: JSON.stringify(JSON.parse(BODY), null, 2) }),
      ["Date.LocalTime", "Payload.Reserialised"],
    ],
    [
      "an action not in lower case, and a port",
      sign({
        host: "127.0.0.1:9787",
        signed: ({ contentType, action }) => [
          ["content-type", contentType],
          ["host", "127.0.0.1"],
          ["x-tc-action", action],
        ],
      }),
      ["Headers.ValueCase", "Host.Port"],
    ],
  ];
  for (const [what, received, expected] of pairs) {
    test(what, () => {
      const diagnosis = diagnoseSignature(received, KEY, OPTIONS);
      assert.equal(diagnosis.verdict, "explained");
      assert.deepEqual(codes(diagnosis).sort(), expected);
    });
  }

  test("are not looked for where that is not wanted", () => {
    const [, received = sign()] = pairs[0] ?? [];
    const diagnosis = diagnoseSignature(received, KEY, { ...OPTIONS, thorough: false });
    assert.equal(diagnosis.verdict, "unexplained");
  });

  test("everything that was replaced on the way is found where it is known what was meant", () => {
    const signed = sign({ ...AS_JSON, host: "cvm.example.com" });
    const received = sentAs(signed, {
      body: '{"Limit":9}',
      headers: { Host: "10.1.2.3:444", "Content-Type": "text/json" },
    });
    const meant = { ...request, payload: BODY, endpoint: "https://cvm.example.com" };
    const diagnosis = diagnoseSignature(received, KEY, { ...OPTIONS, request: meant });
    assert.deepEqual(codes(diagnosis).sort(), ["ContentType.Other", "Host.Other", "Payload.Other"]);
  });
});

describe("what cannot be told is not told", () => {
  test("another key: nothing that was tried gives the signature", () => {
    for (const received of [sign({ secretKey: "quite another key" }), signGet({ secretKey: "another" })]) {
      const diagnosis = diagnoseSignature(received, KEY, OPTIONS);
      assert.equal(diagnosis.verdict, "unexplained");
      assert.deepEqual([diagnosis.causes, diagnosis.signatureMatches], [[], false]);
      assert.ok(diagnosis.tried > 1000);
      assert.match(diagnosis.text, /none of the usual mistakes/);
    }
    assert.equal(diagnoseSignature(signV1({ key: "another" }), KEY, OPTIONS).verdict, "unexplained");
  });

  test("a signed header that proxies change is a possible cause", () => {
    const received = sentAs(
      sign({
        signed: ({ contentType, host }) => [
          ["content-type", contentType],
          ["host", host],
          ["user-agent", "a/1"],
        ],
      }),
      { headers: { "User-Agent": "b/2" } },
    );
    const diagnosis = diagnoseSignature(received, KEY, OPTIONS);
    assert.equal(diagnosis.verdict, "unexplained");
    assert.deepEqual([codes(diagnosis), diagnosis.causes[0]?.certainty], [["Headers.Proxy"], "possible"]);
  });

  test("without the secret key only forms are seen", () => {
    assert.equal(diagnoseSignature(sign(), {}, OPTIONS).verdict, "undecided");
    const { verdict, causes } = diagnoseSignature(sign({ service: "CVM" }), undefined, OPTIONS);
    assert.deepEqual([verdict, causes[0]?.code, causes[0]?.certainty], ["explained", "Service.Case", "seen"]);
  });

  test("a signature that is wrong in an unknown way stays unexplained, whatever else shows", () => {
    const diagnosis = diagnoseSignature(
      sign({ secretKey: "another", timestamp: NOW_S - 1200 }),
      KEY,
      OPTIONS,
    );
    assert.deepEqual([diagnosis.verdict, codes(diagnosis)], ["unexplained", ["Timestamp.Expired"]]);
  });

  test("without a time of receipt nothing is said about the clock", () => {
    const old = sign({ timestamp: NOW_S - 1200 });
    assert.equal(diagnoseSignature(old, KEY, { receivedAtMs: null }).verdict, "valid");
    assert.deepEqual(codes(diagnoseSignature(old, KEY)), ["Timestamp.Expired"]);
  });
});

describe("an Authorization header alone", () => {
  const meant = { ...request, payload: BODY };
  /** @param {ReturnType<typeof sign>} signed */
  const header = ({ headers }) => headers.Authorization ?? "";
  const signing = { contentType: "application/json; charset=utf-8" };

  test("is checked against the request that was meant, at the second that is found", () => {
    for (const given of [header(sign()), `Authorization: ${header(sign())}\n`]) {
      const diagnosis = diagnoseSignature(given, KEY, { ...OPTIONS, request: meant, signing });
      assert.deepEqual([diagnosis.verdict, diagnosis.timestamp], ["valid", NOW_S]);
    }
    const yesterday = sign({ timestamp: NOW_S - 50_000 });
    const diagnosis = diagnoseSignature(header(yesterday), KEY, { ...OPTIONS, request: meant, signing });
    assert.deepEqual([codes(diagnosis), diagnosis.timestamp], [["Timestamp.Expired"], NOW_S - 50_000]);
  });

  test("names the mistake", () => {
    const options = { ...OPTIONS, request: meant };
    const charset = diagnoseSignature(header(sign()), KEY, { ...options, signing: { timestamp: NOW_S } });
    assert.deepEqual(codes(charset), ["ContentType.Charset"]);
    const feed = diagnoseSignature(header(sign({ secretKey: `${KEY.secretKey}\n` })), KEY, {
      ...options,
      signing,
    });
    assert.deepEqual([codes(feed), feed.timestamp], [["Key.LineFeed"], NOW_S]);
  });

  test("says that it cannot tell without the request", () => {
    const diagnosis = diagnoseSignature(header(sign()), KEY, OPTIONS);
    assert.deepEqual([diagnosis.verdict, diagnosis.causes], ["undecided", []]);
  });
});

describe("what is given", () => {
  test("may be what curl shows, whose body is what was meant", () => {
    const signed = sign();
    const shown = [
      "* Connected to cvm.tencentcloudapi.com",
      ...asMessage(signed)
        .split("\r\n")
        .slice(0, -1)
        .map((line) => `> ${line}`),
      "< HTTP/2 200",
      "<",
      '{"Response":{"Error":{"Code":"AuthFailure.SignatureFailure"}}}',
    ].join("\n");
    const options = { ...OPTIONS, request: { ...request, payload: BODY } };
    assert.equal(diagnoseSignature(shown, KEY, options).verdict, "valid");
    assert.equal(diagnoseSignature(shown, KEY, OPTIONS).verdict, "undecided");
    const empty = asMessage(sign({ body: "{}" }))
      .split("\r\n")
      .slice(0, -1)
      .map((line) => `> ${line}`)
      .join("\n");
    assert.equal(diagnoseSignature(empty, KEY, OPTIONS).verdict, "valid", "an empty object is tried");
  });

  test("may end with a line feed that a text editor added", () => {
    const message = asMessage(sign(), "\n").replace(/Content-Length: .*\n/, "");
    assert.equal(diagnoseSignature(`${message}\n`, KEY, OPTIONS).verdict, "valid");
  });

  test("may be what signRequest gives", () => {
    const signed = signRequest({ ...request, payload: { Limit: 1 } }, KEY, { timestamp: NOW_S });
    assert.equal(diagnoseSignature(signed, KEY, OPTIONS).verdict, "valid");
    const v1 = signRequestV1({ ...request, payload: { Limit: 1 } }, KEY, { timestamp: NOW_S });
    assert.equal(diagnoseSignature(v1, KEY, OPTIONS).verdict, "valid");
  });

  test("may be incomplete: that is said", () => {
    const diagnosis = diagnoseSignature(asMessage(sign()).slice(0, -5), KEY, OPTIONS);
    assert.deepEqual([diagnosis.verdict, codes(diagnosis)], ["explained", ["Payload.Incomplete"]]);
  });

  test("other keys are tried", () => {
    const otherKeys = [{ secretId: "AKIDother", secretKey: "the-other-key" }];
    const diagnosis = diagnoseSignature(sign({ secretKey: "the-other-key" }), KEY, { ...OPTIONS, otherKeys });
    assert.deepEqual([codes(diagnosis), diagnosis.causes[0]?.signed], [["Key.OtherId"], "AKIDother"]);
    assert.doesNotMatch(JSON.stringify(diagnosis), /the-other-key/);
  });

  test("stray characters in the key that is known are told", () => {
    const diagnosis = diagnoseSignature(sign(), { ...KEY, secretKey: `${KEY.secretKey}\n` }, OPTIONS);
    assert.deepEqual([diagnosis.verdict, codes(diagnosis)], ["explained", ["Key.Trimmed"]]);
  });

  test("is refused by name where it cannot be read", () => {
    /** @type {Array<[unknown, unknown, unknown, RegExp]>} */
    const refused = [
      [1, KEY, {}, /`received` must be a text, bytes or a request/],
      [null, KEY, {}, /`received` must be/],
      ["", KEY, {}, /`received` is empty/],
      ["hello", KEY, {}, /`received` is no HTTP request/],
      [{ method: "GET" }, KEY, {}, /`received.url` is missing/],
      [{ ...sign(), bdy: "" }, KEY, {}, /`bdy` is no member of `received`; did you mean `body`/],
      [{ ...sign(), headers: 1 }, KEY, {}, /`headers` must be/],
      [sign(), { secretkey: "x" }, {}, /`secretkey` is no member of `credentials`; did you mean `secretKey`/],
      [sign(), KEY, { reqest: {} }, /`reqest` is no member of `options`/],
      [sign(), KEY, { request: { actoin: "x" } }, /`actoin` is no member of `request`/],
      [sign(), KEY, { request: { endpoint: "x" } }, /`endpoint` must begin with https/],
      [sign(), KEY, { signing: { timestamp: 1.5 } }, /`timestamp` must be a whole number/],
      [sign(), KEY, { receivedAtMs: "x" }, /`receivedAtMs` must be a moment/],
      [sign(), KEY, { language: "de" }, /`language` must be one of/],
      [sign(), KEY, { otherKeys: "x" }, /`otherKeys` must be a list/],
      [sign(), KEY, { thorough: 1 }, /`thorough` must be true or false/],
    ];
    for (const [received, key, options, message] of refused) {
      const given = /** @type {[never, never, never]} */ ([received, key, options]);
      assert.throws(() => diagnoseSignature(...given), {
        code: "Client.InvalidArgument",
        message,
      });
    }
    const large = "x".repeat(11 << 20);
    assert.throws(() => diagnoseSignature(large, KEY), { code: "Client.TooLarge" });
    assert.throws(() => diagnoseSignature({ ...sign(), body: large }, KEY), { code: "Client.TooLarge" });
  });

  test("may be anything at all: there is an error of ours or a diagnosis, and no secret in either", () => {
    const message = asMessage(sign({ token: TOKEN }));
    const pieces = [
      "\0",
      "\r\n",
      "%",
      "\u{1f600}",
      "é",
      ";",
      ",",
      "/",
      "=",
      ":",
      " ",
      "Signature=",
      "\n\n",
      "9".repeat(30),
    ];
    const properties = fc.property(
      fc.nat(message.length),
      fc.nat(40),
      fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 20 })),
      (at, gone, piece) => {
        const text = message.slice(0, at) + piece + message.slice(at + gone);
        try {
          const diagnosis = diagnoseSignature(
            new TextEncoder().encode(text),
            { ...KEY, token: TOKEN },
            { ...OPTIONS, thorough: false },
          );
          if (!text.includes(TOKEN)) return;
          holdsNoSecret(diagnosis);
        } catch (error) {
          const { code } = /** @type {{code?: string}} */ (error);
          assert.match(code ?? String(error), /^Client\./);
        }
      },
    );
    fc.assert(properties, { numRuns: 300, seed: 7 });
  });

  test("may be large in every part: the search ends", () => {
    const names = Array.from({ length: 150 }, (_, at) => `x-${at}`);
    const value = "v".repeat(1000);
    const many = sign({
      secretKey: "another",
      signed: () => [
        ["content-type", "a"],
        ["host", "b"],
        ...names.map((name) => /** @type {[string, string]} */ ([name, value])),
      ],
      headers: Object.fromEntries(names.map((name) => [name, `${value},w`])),
    });
    const parameters = Array.from({ length: 20_000 }, (_, at) => `P${at}=${at}`).join("&");
    const form = { ...sign(), headers: { Host: "a" }, body: `${parameters}&Signature=x` };
    const deep = sign({ secretKey: "another", body: "[".repeat(100_000) });
    for (const received of [many, form, deep]) {
      assert.notEqual(diagnoseSignature(received, KEY, OPTIONS).verdict, "valid");
    }
  });

  test("is right in every vector of the signers", () => {
    const vectors = readVectors().filter(
      (vector) => isForPackage(vector) && !isV1(vector) && !("parameters" in vector.request),
    );
    const tried = vectors.map(({ name, request, credentials, options }) => {
      const { hex } = /** @type {{hex?: string}} */ (request.payload ?? {});
      const payload = hex === undefined ? request.payload : Buffer.from(hex, "hex");
      const how = /** @type {import("tencentcloud-edge/sign").SignOptions} */ (options);
      const signed = signRequest({ ...request, payload }, credentials, how);
      const receivedAtMs = Number(options.timestamp) * 1000;
      const { verdict, causes } = diagnoseSignature(signed, credentials, { receivedAtMs, thorough: false });
      assert.deepEqual([name, verdict, causes], [name, "valid", []]);
      return name;
    });
    assert.ok(tried.length > 150, `${tried.length} vectors`);
  });

  test("is right whatever is signed well", () => {
    const value = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
    const properties = fc.property(
      fc.dictionary(value, fc.oneof(value, fc.integer(), fc.array(value, { minLength: 1 }))),
      fc.boolean(),
      (payload, get) => {
        const method = get ? "GET" : "POST";
        const signed = signRequest({ ...request, method, payload }, KEY, { timestamp: NOW_S });
        const { verdict, causes } = diagnoseSignature(signed, KEY, OPTIONS);
        assert.deepEqual([verdict, causes], ["valid", []]);
      },
    );
    fc.assert(properties, { numRuns: 200, seed: 7 });
  });
});
