import { expect, test } from "@jest/globals";
import { startEmulator } from "tencentcloud-edge/testing";
import { startButton } from "./button.js";

test("a click starts the machines, although a reply is lost", async () => {
  const emulator = await startEmulator({ instances: 20 });
  emulator.faults.acceptedButReplyLost({ action: "StartInstances", times: 1 });
  const stopped = emulator.ids();
  const button = startButton(stopped, { ...emulator.options, settleMs: 500 });
  const started = new Promise((resolve) => button.addEventListener("started", resolve));
  button.click();
  expect(button.disabled).toBe(true);
  await started;
  expect(button.textContent).toBe(`${stopped.length} started`);
});
