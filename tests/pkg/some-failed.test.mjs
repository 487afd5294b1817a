import assert from "node:assert/strict";
import { test } from "node:test";
import { startInstances, TencentCloudError } from "tencentcloud-edge";
import { cloud, rejection } from "./support.mjs";

test("throwOnFailure: a whole success resolves, with what was there already", async () => {
  const { options, ids } = cloud();
  const result = await startInstances([...ids(), ...ids("RUNNING")], { ...options, throwOnFailure: true });
  assert.equal(result.ok, true);
});

test("throwOnFailure: anything else rejects, with the whole result", async () => {
  const { options, ids } = cloud();
  const unknown = ["ins-zzzzzzz1", "ins-zzzzzzz2"];
  const error = await rejection(startInstances([...unknown, ...ids()], { ...options, throwOnFailure: true }));
  assert.ok(error instanceof TencentCloudError);
  assert.deepEqual(
    [error.code, error.action, error.advice],
    ["Client.SomeFailed", "StartInstances", "fix-request"],
  );
  assert.equal(
    error.message,
    `2 of ${ids().length + 2} instances did not succeed (2 InvalidInstanceId.NotFound); see \`result\``,
  );
  const { result } = error;
  assert.equal(result?.ok, false);
  assert.deepEqual(
    result.instances.map(({ outcome }) => outcome),
    ["failed", "failed", ...ids().map(() => "done")],
  );
});

test("throwOnFailure: an abort in the middle rejects as well, and its advice is the least hopeful", async () => {
  const { options, ids, emulator } = cloud({ bootMs: [60_000, 60_000] });
  const controller = new AbortController();
  const error = await rejection(
    startInstances([...ids(), "ins-zzzzzzz1"], {
      ...options,
      throwOnFailure: true,
      signal: controller.signal,
      onProgress: () => {
        if (emulator.snapshot().requests.some(({ action }) => action === "StartInstances"))
          controller.abort();
      },
    }),
  );
  assert.equal(error.code, "Client.SomeFailed");
  assert.ok(error.result?.instances.some(({ outcome }) => outcome === "unknown"));
  assert.equal(error.retryable, false);
});

test("without it partial success is a value; an error of another kind has no result", async () => {
  const { options, ids } = cloud();
  const { ok } = await startInstances(["ins-zzzzzzz1", ...ids()], { ...options, throwOnFailure: false });
  assert.equal(ok, false);
  const error = await rejection(startInstances([], options));
  assert.equal("result" in error, false);
  const bad = await rejection(
    startInstances(ids(), { ...options, throwOnFailure: /** @type {never} */ (1) }),
  );
  assert.match(bad.message, /`throwOnFailure` must be true or false/);
});
