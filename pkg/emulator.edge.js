import * as wasm from "./dist/emulator.js";
import module from "./dist/emulator.wasm?module";
import { emulators } from "./emulator/create.js";

wasm.initSync({ module });

export const { createEmulator, demoCredentials, faultKinds, magicIds, restoreEmulator } = emulators(wasm);
