import assert from "node:assert/strict";
import { test } from "node:test";
import { diagnoseSignature } from "tencentcloud-edge/diagnose";
import { createSignerV1, signRequestV1 } from "tencentcloud-edge/v1";
import { asMessage, NOW_S, sign } from "../pkg/wrong-signers.mjs";
import { findLeaks, needlesOf, sensitive } from "./leaks.mjs";
import { memoriesWith, signerMemories } from "./memory.mjs";

/** The id has no part of the key, which would be found. */
const KEY = { secretId: "AKIDX", secretKey: "q7Wm-Zr2x_kY9pLdV4sTn8hBcJfG6uEa" };
const OPTIONS = { receivedAtMs: NOW_S * 1000 };
const NEEDLES = needlesOf(sensitive(KEY.secretKey, [["2026-03-03", "cvm"]]));

test("the search sees a key in a module that has one", async () => {
  const signer = createSignerV1(KEY);
  const memories = await signerMemories();
  assert.ok(memories.some(({ buffer }) => findLeaks(buffer, NEEDLES).length > 0));
  signer.free();
});

test("a diagnosis leaves no key in the doctor's module", async () => {
  for (const received of [
    sign(KEY),
    sign({ ...KEY, secretKey: `${KEY.secretKey}\n` }),
    sign({ ...KEY, secretKey: "another" }),
    asMessage(sign({ ...KEY, service: "CVM" })),
    "TC3-HMAC-SHA256 Credential=x",
    signRequestV1({ service: "cvm", version: "2017-03-12", action: "A" }, KEY, { timestamp: NOW_S }),
  ]) {
    diagnoseSignature(received, KEY, OPTIONS);
  }
  assert.throws(() => diagnoseSignature("hello", KEY, OPTIONS), { code: "Client.InvalidArgument" });
  const memories = await memoriesWith("diagnose");
  assert.equal(memories.length, 1);
  assert.deepEqual(
    memories.flatMap(({ buffer }) => findLeaks(buffer, NEEDLES)),
    [],
  );
});
