import { contenders as hashWasm } from "../contenders/hash-wasm.mjs";
import { answer } from "./answer.mjs";
import { shapes, sizes } from "./contests.mjs";
import { portable } from "./portable.mjs";
import { suite } from "./suite.mjs";

const inside = {
  sizes: suite("chromium", sizes([...hashWasm, ...portable.sizes])),
  shapes: suite("chromium", shapes(portable.shapes)),
};
Object.assign(globalThis, {
  /** @param {import("./answer.mjs").Question} question */
  ask: (question) => answer(inside, question),
});
