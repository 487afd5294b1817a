import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { asProblem, envOf, startGateway } from "./gateway.mjs";

const ROLE = "qcs::cam::uin/100000000001:roleName/edge";

/** ACCOUNTS of these accounts, each complete but for what is given. @param {Record<string, object>} given */
const accounts = (given) =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(given).map(([name, more]) => [name, { secretId: "AKIDx", secretKey: "y", ...more }]),
    ),
  );

describe("a gateway that is not configured is closed", () => {
  const good = envOf("http://127.0.0.1:9");
  /** @type {Array<[name: string, env: Record<string, string>, says: RegExp, hides?: RegExp]>} */
  const CASES = [
    ["no tokens", { GATEWAY_TOKENS: "" }, /GATEWAY_TOKENS is not set/],
    ["an empty token list", { GATEWAY_TOKENS: "[]" }, /at least one token/],
    ["tokens that are not JSON", { GATEWAY_TOKENS: "s3cret" }, /GATEWAY_TOKENS is not JSON/, /s3cret/],
    [
      "a token stored in plain text",
      { GATEWAY_TOKENS: '[{"name":"ops","sha256":"s3cret","scopes":{}}]' },
      /GATEWAY_TOKENS\[0\]\.sha256/,
      /s3cret/,
    ],
    ["no secret id", { TENCENTCLOUD_SECRET_ID: "" }, /TENCENTCLOUD_SECRET_ID is not set/],
    ["no secret key", { TENCENTCLOUD_SECRET_KEY: "" }, /TENCENTCLOUD_SECRET_KEY is not set/],
    [
      "a line break at the end of the key",
      { TENCENTCLOUD_SECRET_KEY: "abcd\n" },
      /TENCENTCLOUD_SECRET_KEY ends with white space/,
      /abcd/,
    ],
    [
      "a key in quotes",
      { TENCENTCLOUD_SECRET_KEY: '"abcd"' },
      /TENCENTCLOUD_SECRET_KEY is enclosed in quotes/,
      /abcd/,
    ],
    [
      "a misspelt member of a token",
      { GATEWAY_TOKENS: JSON.stringify([{ name: "ops", sha256: "0".repeat(64), scope: {} }]) },
      /GATEWAY_TOKENS\[0\]: "scope" is not known; is scopes meant\?/,
    ],
    [
      "a misspelt scope",
      {
        GATEWAY_TOKENS: JSON.stringify([{ name: "ops", sha256: "0".repeat(64), scopes: { maxinstance: 1 } }]),
      },
      /GATEWAY_TOKENS\[0\]\.scopes: "maxinstance" is not known; is maxInstances meant\?/,
    ],
    ["accounts that are not JSON", { ACCOUNTS: "s3cret" }, /ACCOUNTS is not JSON/, /s3cret/],
    ["no account in ACCOUNTS", { ACCOUNTS: "{}" }, /ACCOUNTS must be a JSON object with at least one/],
    [
      "an account with an invalid name",
      { ACCOUNTS: accounts({ "prod:eu": {} }) },
      /ACCOUNTS: "prod:eu" is not an account name/,
    ],
    [
      "a misspelt member of an account",
      { ACCOUNTS: accounts({ prod: { secretID: "s3cret" } }) },
      /ACCOUNTS\.prod: "secretID" is not known; is secretId meant\?/,
      /s3cret/,
    ],
    [
      "an account without its key",
      { ACCOUNTS: accounts({ prod: { secretKey: undefined } }) },
      /ACCOUNTS\.prod\.secretKey is not set/,
    ],
    [
      "white space before an account's id",
      { ACCOUNTS: accounts({ prod: { secretId: " s3cret" } }) },
      /ACCOUNTS\.prod\.secretId begins with white space/,
      /s3cret/,
    ],
    [
      "a malformed role",
      { ACCOUNTS: accounts({ prod: { assumeRole: { roleArn: "s3cret" } } }) },
      /ACCOUNTS\.prod\.assumeRole\.roleArn must be a role/,
      /s3cret/,
    ],
    [
      "a misspelt member of a role",
      { ACCOUNTS: accounts({ prod: { assumeRole: { roleARN: "qcs::cam::uin/1:roleName/x" } } }) },
      /ACCOUNTS\.prod\.assumeRole: "roleARN" is not known; is roleArn meant\?/,
    ],
    [
      "a role with too short a duration",
      { ACCOUNTS: accounts({ prod: { assumeRole: { roleArn: ROLE, durationSeconds: 1 } } }) },
      /durationSeconds must be a whole number from 60 to 43200/,
    ],
    [
      "a malformed region of an account",
      { ACCOUNTS: accounts({ prod: { regions: ["Guangzhou"] } }) },
      /ACCOUNTS\.prod\.regions must be a list of regions/,
    ],
    [
      "protected that is not a boolean",
      { ACCOUNTS: accounts({ prod: { protected: "yes" } }) },
      /ACCOUNTS\.prod\.protected must be true or false/,
    ],
    ["a line break in the key", { TENCENTCLOUD_SECRET_KEY: "ab\ncd" }, /TENCENTCLOUD_SECRET_KEY/, /ab\scd/],
    ["a loopback endpoint in production", { ENVIRONMENT: "production" }, /TENCENTCLOUD_ENDPOINT/],
    [
      "another host",
      { TENCENTCLOUD_ENDPOINT: "https://tencentcloudapi.com.evil.example" },
      /tencentcloudapi\.com/,
    ],
    ["http to the cloud", { TENCENTCLOUD_ENDPOINT: "http://cvm.tencentcloudapi.com" }, /https/],
    ["an endpoint with a path", { TENCENTCLOUD_ENDPOINT: "https://cvm.tencentcloudapi.com/x" }, /origin/],
    ["a wildcard origin", { ALLOWED_ORIGINS: "*" }, /ALLOWED_ORIGINS/],
  ];
  for (const [name, env, says, hides] of CASES)
    test(name, async (t) => {
      const gateway = await startGateway({ ...good, ...env });
      t.after(() => gateway.close());
      const answer = await gateway.api("/v1/session", { token: "ops" });
      assert.equal(answer.status, 503);
      assert.equal(asProblem(answer).code, "Gateway.NotConfigured");
      assert.match(answer.body.detail, says);
      if (hides) assert.doesNotMatch(answer.body.detail + gateway.log(), hides);
      assert.equal((await gateway.api("/healthz")).status, 200);
    });
});
