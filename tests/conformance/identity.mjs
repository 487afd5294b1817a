import assert from "node:assert/strict";
import { group } from "./cases.mjs";
import { expectCode } from "./expect.mjs";

const ACTION = "DescribeInstancesStatus";
const MALFORMED = "AuthFailure.InvalidAuthorization";
const FAILURE = "AuthFailure.SignatureFailure";

/** Who is calling: both signatures, in every form. */
export const identity = () =>
  group("identity", [goodSignatures, malformedHeaders, badSignatures, badKeys, badParameters, refusals]);

/** @param {import("./cases.mjs").Cases} cases */
function goodSignatures({ answers }) {
  for (const [name, call] of Object.entries({
    POST: {},
    GET: { method: "GET" },
    "GET with a page": { method: "GET", params: { Limit: 1, Offset: 0 } },
    "more signed headers": { signedHeaders: ["content-type", "host", "x-tc-action"] },
    "all headers signed": {
      signedHeaders: ["content-type", "host", "x-tc-action", "x-tc-region", "x-tc-timestamp", "x-tc-version"],
    },
    "a content type without a charset": { contentType: "application/json" },
    "a content type in upper case": { contentType: "application/json; charset=UTF-8" },
    "spaces around the body": { params: " {} \n" },
    "an unsigned payload": { unsigned: true },
    "a client that names itself": { extra: { "x-tc-requestclient": "SDK_CONFORMANCE_1.0" } },
    "v1 over POST": { scheme: "v1" },
    "v1 over GET": { scheme: "v1", method: "GET" },
    "v1 with HmacSHA256 over POST": { scheme: "v1", v1: "HmacSHA256" },
    "v1 with HmacSHA256 over GET": { scheme: "v1", v1: "HmacSHA256", method: "GET" },
    "v1 with SignatureMethod=HmacSHA1": { scheme: "v1", extra: { SignatureMethod: "HmacSHA1" } },
    "v1 with a page": { scheme: "v1", params: { Limit: 1, Offset: 0 } },
    "v1 with twelve values": {
      scheme: "v1",
      params: { InstanceIds: Array.from({ length: 12 }, (_, at) => `ins-${String(at).padStart(8, "0")}`) },
    },
    "v1 with a language": { scheme: "v1", language: "zh-CN" },
    "v1 with a client that names itself": { scheme: "v1", extra: { RequestClient: "SDK_CONFORMANCE_1.0" } },
  })) {
    const basis = name === "an unsigned payload" ? "assumed" : "documented";
    answers(basis, "reads", `${name} is answered`, { action: ACTION, .../** @type {object} */ (call) }, "ok");
  }
}

/** @param {import("./cases.mjs").Cases} cases */
function malformedHeaders({ answers }) {
  for (const [name, rewrite] of Object.entries({
    "no Authorization": () => "",
    "another algorithm": (/** @type {string} */ it) => it.replace("TC3-HMAC-SHA256", "TC3-HMAC-SM3"),
    "no Credential": (/** @type {string} */ it) => it.replace(/Credential=[^,]+, /, ""),
    "no SignedHeaders": (/** @type {string} */ it) => it.replace(/SignedHeaders=[^,]+, /, ""),
    "no Signature": (/** @type {string} */ it) => it.replace(/, Signature=.*/, ""),
    "no scope": (/** @type {string} */ it) => it.replace("/tc3_request", ""),
    "AWS's own": (/** @type {string} */ it) => it.replace("TC3-HMAC-SHA256", "AWS4-HMAC-SHA256"),
    "a bearer": () => "Bearer abc",
    Basic: () => "Basic YTpi",
    "signed headers without host": (/** @type {string} */ it) =>
      it.replace("content-type;host", "content-type"),
    "signed headers without content-type": (/** @type {string} */ it) =>
      it.replace("content-type;host", "host"),
  })) {
    answers("documented", "reads", `${name}`, { action: ACTION, rewrite }, [
      MALFORMED,
      FAILURE,
      "MissingParameter",
    ]);
  }
}

/** @param {import("./cases.mjs").Cases} cases */
function badSignatures({ answers }) {
  for (const [name, call] of Object.entries({
    "another signature": { spoil: () => "0".repeat(64) },
    "a signature cut short": { spoil: (/** @type {string} */ it) => it.slice(0, 63) },
    "a signature in upper case": {
      spoil: (/** @type {string} */ it) =>
        it.replace(/[a-f]/g, (digit) => digit.toUpperCase()).replace(/^(\d+)$/, "x"),
    },
    "the scope of another day": { scope: "2019-02-25" },
    "another service": { service: "cbs" },
    "v1: another signature": { scheme: "v1", spoil: () => "AAAAAAAAAAAAAAAAAAAAAAAAAAA=" },
    "v1: a signature in hexadecimal": {
      scheme: "v1",
      spoil: (/** @type {string} */ it) => Buffer.from(it, "base64").toString("hex"),
    },
    "v1: no signature at all": { scheme: "v1", spoil: () => "" },
  })) {
    const lenient =
      name === "another service" ? ["ok"] : name === "v1: no signature at all" ? ["MissingParameter"] : [];
    answers("documented", "reads", `${name}`, { action: ACTION, .../** @type {object} */ (call) }, [
      FAILURE,
      ...lenient,
    ]);
  }
}

/** @param {import("./cases.mjs").Cases} cases */
function badKeys({ add }) {
  for (const scheme of /** @type {const} */ (["tc3", "v1"])) {
    add("documented", "reads", `${scheme}: another key`, async ({ ask, keys }) => {
      expectCode(
        await ask({ action: ACTION, scheme, keys: { ...keys, secretKey: `${keys.secretKey}x` } }),
        FAILURE,
      );
    });
    add("documented", "reads", `${scheme}: a key id nobody has`, async ({ ask, keys }) => {
      expectCode(
        await ask({
          action: ACTION,
          scheme,
          keys: { ...keys, secretId: "AKIDnobodyhasthis0000000000000000000" },
        }),
        "AuthFailure.SecretIdNotFound",
      );
    });
    add("recorded", "reads", `${scheme}: a token that is none`, async ({ ask, keys }) => {
      expectCode(
        await ask({ action: ACTION, scheme, keys: { ...keys, token: "no-such-token" } }),
        "AuthFailure.TokenFailure",
      );
    });
  }
}

/** The parameters of v1 that sign. @param {import("./cases.mjs").Cases} cases */
function badParameters({ answers }) {
  for (const missing of ["Action", "Version", "Timestamp", "Nonce", "SecretId"]) {
    for (const method of /** @type {const} */ (["POST", "GET"])) {
      answers(
        "documented",
        "reads",
        `v1 over ${method} without ${missing}`,
        { action: ACTION, scheme: "v1", method, without: [missing] },
        "MissingParameter",
      );
    }
  }
  answers(
    "recorded",
    "reads",
    "v1 with a nonce that is no number",
    { action: ACTION, scheme: "v1", extra: { Nonce: "x" } },
    "InvalidParameter",
  );
  answers(
    "assumed",
    "reads",
    "v1 with another SignatureMethod",
    { action: ACTION, scheme: "v1", extra: { SignatureMethod: "HmacMD5" } },
    ["InvalidParameterValue", FAILURE],
  );
}

/** @param {import("./cases.mjs").Cases} cases */
function refusals({ add }) {
  add("documented", "reads", "a refusal does not tell what was expected", async ({ send }) => {
    const { text } = await send({ action: ACTION, spoil: () => "0".repeat(64) });
    assert.doesNotMatch(text, /tc3_request|content-type:|\b[0-9a-f]{64}\b/);
  });
}
