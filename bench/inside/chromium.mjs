import { contenders as hashWasm } from "../contenders/hash-wasm.mjs";
import { portable } from "./portable.mjs";
import { suite } from "./suite.mjs";

const inside = suite("chromium", [...hashWasm, ...portable]);
Object.assign(globalThis, { inside });
