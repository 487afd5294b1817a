import { createEmulator, demoCredentials, faultKinds } from "./emulator.js";
import { startEmulatorWith } from "./testing/start.js";

export const startEmulator = startEmulatorWith(
  { createEmulator, demoCredentials, faultKinds },
  () => import("./testing/server.js"),
);
export { demoCredentials };
