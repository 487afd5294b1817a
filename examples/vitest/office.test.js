import { startEmulator } from "tencentcloud-edge/testing";
import { expect, test } from "vitest";
import { openOffice } from "./office.js";

test("a lost reply leaves nobody behind, and starts nobody twice", async () => {
  const emulator = await startEmulator({ instances: 20 });
  emulator.faults.acceptedButReplyLost({ action: "StartInstances", times: 1 });
  expect(await openOffice(emulator.ids(), { ...emulator.options, settleMs: 500 })).toEqual([]);
  expect(Math.max(...Object.values(emulator.snapshot().starts))).toBe(1);
});

test("a machine that the service refuses is named", async () => {
  const emulator = await startEmulator({ instances: 4 });
  const [first] = emulator.ids();
  emulator.faults.error({ action: "StartInstances", instanceId: first, code: "UnauthorizedOperation" });
  expect(await openOffice([first], emulator.options)).toEqual([first]);
});
