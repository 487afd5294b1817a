import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../www/load.mjs";

const { WaitState } = await load("fleet/waiting", "worker/src");

const NOW = 1_800_000_000_000;

/** @param {string} Code */
const refusal = (Code) => ({
  reply: { status: 200, body: JSON.stringify({ Response: { Error: { Code, Message: "no" } } }) },
});
const good = { reply: { status: 200, body: JSON.stringify({ Response: {} }) } };

/** What a job says after these exchanges. @param {string} cause @param {Array<[exchange: object, isActing: boolean]>} met */
function said(cause, ...met) {
  const state = new WaitState();
  for (const [exchange, isActing] of met) state.note(exchange, isActing, NOW);
  state.set(cause);
  return state.read(NOW, undefined);
}

test("a time that is not known is absent, not null", () => {
  const state = new WaitState();
  state.set("slot", Number.POSITIVE_INFINITY);
  assert.deepEqual(JSON.parse(JSON.stringify(state.read(NOW, undefined))), { reason: "rate-limit" });
  state.set("slot", NOW + 5);
  assert.deepEqual(state.read(NOW, undefined), { reason: "rate-limit", untilMs: NOW + 5 });
});

test("a refusal for good is nothing that a job waits for", () => {
  for (const code of ["InvalidParameterValue", "UnauthorizedOperation", "FailedOperation", "Unheard.Of"])
    for (const [cause, reason] of [
      ["confirm", "instances"],
      ["backoff", "cloud"],
      ["slot", "rate-limit"],
      ["reply", "reply"],
    ])
      assert.deepEqual(said(cause ?? "", [refusal(code), true]), { reason }, `${code} ${cause}`);
});

test("a trouble is told while the job waits for it, and not while it waits for something else", () => {
  const told = { reason: "refused", code: "ResourceInsufficient.CloudDiskSoldOut" };
  const soldOut = refusal(told.code);
  assert.deepEqual(said("confirm", [soldOut, true]), told);
  assert.deepEqual(said("confirm", [soldOut, true], [good, false]), { reason: "instances" });
  assert.deepEqual(said("slot", [soldOut, true]), { reason: "rate-limit" });

  const failed = refusal("InternalServerError");
  assert.deepEqual(said("backoff", [failed, true]), { reason: "cloud", code: "InternalServerError" });
  for (const [cause, reason] of [
    ["confirm", "instances"],
    ["reply", "reply"],
    ["settle", "settle"],
    ["pace", "rate-limit"],
  ])
    assert.deepEqual(said(cause ?? "", [failed, true]), { reason }, cause);

  const throttled = { reason: "throttled", code: "RequestLimitExceeded" };
  for (const cause of ["backoff", "slot"])
    assert.deepEqual(said(cause, [refusal(throttled.code), true]), throttled);
  assert.deepEqual(said("slot", [refusal(throttled.code), true], [good, true]), { reason: "rate-limit" });
});

test("a request that has no key has not left: the job waits for the key, and then for the reply", () => {
  const state = new WaitState();
  const code = "Client.CredentialsFailed";
  state.note({ noKey: { code, message: "no", isFinal: false } }, false, NOW);
  state.set("reply");
  assert.deepEqual(state.read(NOW, "credentials"), { reason: "credentials", code });
  assert.deepEqual(state.read(NOW, undefined), { reason: "reply" });
});
