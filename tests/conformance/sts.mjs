import assert from "node:assert/strict";
import { group } from "./cases.mjs";
import { expectCode, isOf } from "./expect.mjs";

/** @typedef {import("./cases.mjs").Context} Context */

const FAILURE = "AuthFailure.SignatureFailure";
const STS = { service: "sts", version: "2018-08-13" };
const IDENTITY = { ...STS, action: "GetCallerIdentity" };
const SESSION = "conformance";

/**
 * Asks for a key of the role that the suite was given; without one there is nothing to say.
 * @param {Context} context
 * @param {object} [more]
 */
const assume = ({ ask, role }, more) =>
  ask({ ...STS, action: "AssumeRole", params: { RoleArn: role, RoleSessionName: SESSION, ...more } });

/** @param {Parameters<typeof expectCode>[0] & {Credentials: Record<"TmpSecretId" | "TmpSecretKey" | "Token", string>}} reply @returns {import("./wire.mjs").Call["keys"] & object} */
function keyOf(reply) {
  expectCode(reply, "ok");
  const { TmpSecretId, TmpSecretKey, Token } = reply.Credentials;
  return { secretId: TmpSecretId, secretKey: TmpSecretKey, token: Token };
}

/** Temporary keys: how sts gives them, and what they open. */
export const sts = () => group("sts", [callers, badOrders, temporaryKeys]);

/** @param {import("./cases.mjs").Cases} cases */
function callers({ add, answers }) {
  for (const [name, call] of Object.entries({
    POST: {},
    GET: { method: "GET" },
    "v1 over POST": { scheme: "v1" },
    "v1 over GET": { scheme: "v1", method: "GET" },
    "v1 with HmacSHA256": { scheme: "v1", v1: "HmacSHA256" },
  })) {
    answers(
      "documented",
      "reads",
      `${name} is answered`,
      { ...IDENTITY, .../** @type {object} */ (call) },
      "ok",
    );
  }
  add("documented", "reads", "GetCallerIdentity tells who calls", async ({ ask }) => {
    const said = await ask(IDENTITY);
    for (const name of ["Arn", "AccountId", "UserId", "PrincipalId", "Type"]) {
      assert.ok(isOf(said[name], "text"), name);
    }
    assert.match(said.Arn, /^qcs::/);
  });
  answers("documented", "reads", "signed for another service", { ...IDENTITY, service: "cvm" }, [
    FAILURE,
    "NoSuchVersion",
  ]);
  answers("documented", "reads", "another signature", { ...IDENTITY, spoil: () => "0".repeat(64) }, FAILURE);
  answers(
    "documented",
    "reads",
    "an action it has not",
    { ...STS, action: "StartInstances" },
    "InvalidAction",
  );
}

/** @param {import("./cases.mjs").Cases} cases */
function badOrders({ add, answers }) {
  for (const missing of ["RoleArn", "RoleSessionName"]) {
    add("documented", "reads", `AssumeRole without ${missing}`, async (context) =>
      expectCode(await assume({ ...context, role: context.role ?? "x" }, { [missing]: undefined }), [
        "MissingParameter",
      ]),
    );
  }
  answers(
    "recorded",
    "reads",
    "AssumeRole without a signature",
    {
      ...STS,
      action: "AssumeRole",
      rewrite: () => "SKIP",
      params: { RoleArn: "x", RoleSessionName: SESSION },
    },
    ["AuthFailure.InvalidAuthorization", FAILURE],
  );
  add("assumed", "reads", "AssumeRole with an arn that is none", async (context) =>
    expectCode(await assume({ ...context, role: "operator" }), [
      "InvalidParameter.ResouceError",
      "InvalidParameter.ParamError",
    ]),
  );
}

/** @param {import("./cases.mjs").Cases} cases */
function temporaryKeys({ add }) {
  add("documented", "reads", "AssumeRole gives a key", async (context) => {
    if (context.role === undefined) return;
    const reply = await assume(context);
    keyOf(reply);
    assert.ok(isOf(reply.ExpiredTime, "integer") && isOf(reply.Expiration, "time"));
    assert.equal(Date.parse(reply.Expiration), reply.ExpiredTime * 1000);
  });
  add("documented", "reads", "AssumeRole for more than twelve hours", async (context) => {
    if (context.role === undefined) return;
    expectCode(await assume(context, { DurationSeconds: 43_201 }), "InvalidParameter.OverTimeError");
  });
  add("documented", "reads", "a temporary key is answered by cvm", async (context) => {
    if (context.role === undefined) return;
    const keys = keyOf(await assume(context));
    for (const scheme of /** @type {const} */ (["tc3", "v1"])) {
      expectCode(await context.ask({ action: "DescribeInstancesStatus", keys, scheme }), "ok");
    }
  });
  add("recorded", "reads", "a temporary key without its token", async (context) => {
    if (context.role === undefined) return;
    const { secretId, secretKey } = keyOf(await assume(context));
    expectCode(
      await context.ask({ action: "DescribeInstancesStatus", keys: { secretId, secretKey } }),
      "AuthFailure.TokenFailure",
    );
  });
  add("documented", "reads", "a temporary key is that of a role", async (context) => {
    if (context.role === undefined) return;
    const said = await context.ask({ ...IDENTITY, keys: keyOf(await assume(context)) });
    assert.equal(said.Type, "CAMRole");
    assert.match(said.UserId, new RegExp(`^\\d+:${SESSION}$`));
    assert.match(said.Arn, /^qcs::sts:\d+:assumed-role\/\d+$/);
  });
}
