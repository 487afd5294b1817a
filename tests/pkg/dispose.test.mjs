import assert from "node:assert/strict";
import { test } from "node:test";
import { createJob, createPace, createSigner, startInstances } from "tencentcloud-edge";
import { createEmulator, demoCredentials } from "tencentcloud-edge/emulator";
import { createSigner as createSmallSigner } from "tencentcloud-edge/sign";
import { createSignerV1 } from "tencentcloud-edge/v1";
import { cloud, REGION } from "./support.mjs";

const REQUEST = { service: "cvm", version: "2017-03-12", action: "DescribeZones" };
const job = () => createJob("StartInstances", ["ins-11112222"], { region: REGION, nowMs: 1 });

/** @typedef {{made: {free(): void, [Symbol.dispose](): void}, use: () => unknown}} Freeable */

/** @param {import("tencentcloud-edge").Signer} made @returns {Freeable} */
const signer = (made) => ({ made, use: () => made.sign(REQUEST) });

/** @type {Record<string, () => Freeable>} */
const FREEABLES = {
  "a job"() {
    const made = job();
    return { made, use: () => made.next(1) };
  },
  "a signer": () => signer(createSigner(demoCredentials)),
  "a signer of /sign": () => signer(createSmallSigner(demoCredentials)),
  "a signer of /v1"() {
    const made = createSignerV1(demoCredentials);
    return { made, use: () => made.sign(REQUEST) };
  },
  "a pace"() {
    const made = createPace(5);
    return { made, use: () => made.take(1) };
  },
};

for (const [name, make] of Object.entries(FREEABLES)) {
  test(`${name} is disposed of, as by free(), any number of times`, () => {
    for (const way of /** @type {const} */ (["free", Symbol.dispose])) {
      const { made, use } = make();
      use();
      made[way]();
      made[Symbol.dispose]();
      made.free();
      assert.throws(use, { code: "Client.Freed" });
    }
  });
}

test("an emulator is disposed of, as by free()", () => {
  const emulator = createEmulator();
  emulator.snapshot();
  emulator[Symbol.dispose]();
  emulator.free();
  assert.throws(() => emulator.snapshot(), /freed/);
});

test("a freed pace holds requests back instead of letting them all through", async () => {
  const { options, ids, seen } = cloud();
  const pace = createPace(5);
  pace.free();
  const { ok, instances } = await startInstances(ids(), { ...options, pace, deadlineMs: 2_000 });
  assert.equal(ok, false);
  assert.ok(instances.every(({ sent }) => !sent));
  assert.equal(seen("StartInstances").length, 0);
});
