import { disposable } from "../lib/core/dispose.js";
import { openCore, restoreCore } from "./core.js";
import { createFetch } from "./fetch.js";

/**
 * @typedef {import("../emulator.d.ts").Emulator} Emulator
 * @typedef {import("../emulator.d.ts").EmulatorOptions} EmulatorOptions
 */

/**
 * The public functions, over an instantiated module.
 * @param {import("./core.js").EmulatorModule} wasm
 */
export function emulators(wasm) {
  const [secretId = "", secretKey = ""] = wasm.EmulatorHandle.demo_pair();
  return {
    /** @param {EmulatorOptions} [options] */
    createEmulator: (options = {}) => withFetch(openCore(wasm, options)),

    /** @param {string} saved */
    restoreEmulator: (saved) => withFetch(restoreCore(wasm, saved)),

    demoCredentials: Object.freeze({ secretId, secretKey }),

    /** @type {ReadonlyArray<import("../emulator.d.ts").FaultKind>} */
    faultKinds: Object.freeze(wasm.EmulatorHandle.fault_kinds().map(Object.freeze)),

    /** @type {ReadonlyArray<import("../emulator.d.ts").MagicId>} */
    magicIds: Object.freeze(wasm.EmulatorHandle.magic_ids().map(Object.freeze)),
  };
}

/**
 * @param {import("./core.js").Core} core
 * @returns {Emulator}
 */
function withFetch({ clock, exchange, finish, diagnosisKeys, stubText, ...rest }) {
  return disposable({ fetch: createFetch(clock, { exchange, finish }), ...rest });
}
