import { createEmulator, demoCredentials, faultKinds } from "./emulator.workerd.js";
import { startEmulatorWith } from "./testing/start.js";

export const startEmulator = startEmulatorWith({ createEmulator, demoCredentials, faultKinds }, undefined);
export { demoCredentials };
