import { readFileSync } from "node:fs";
import { paths } from "../../scripts/lib/paths.mjs";

/** A code of the model; `listed` has a letter for each action whose page lists it. @typedef {{name: string, listed: string, meaning: string}} Code */

// The module itself: what the model holds beyond its public interface is nobody's but the tests'.
const { EmulatorHandle, initSync } = await import("../../pkg/dist/emulator.js");
initSync({ module: readFileSync(`${paths.dist}/emulator.wasm`) });

/** Every code that the built model knows. @type {Code[]} */
export const codes = EmulatorHandle.codes();
