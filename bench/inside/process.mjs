import { contenders as cryptoHash } from "../contenders/crypto-hash.mjs";
import { contenders as hashWasm } from "../contenders/hash-wasm.mjs";
import { shapes, sizes } from "./contests.mjs";
import { serveLines } from "./lines.mjs";
import { portable } from "./portable.mjs";
import { suite } from "./suite.mjs";
import { withNodeModules } from "./with-node-modules.mjs";

// The name of the runtime is the only argument.
const runtime = /** @type {import("../contenders/job.mjs").Runtime} */ (process.argv.at(-1));
await serveLines({
  sizes: suite(runtime, sizes([...withNodeModules.sizes, ...cryptoHash, ...hashWasm, ...portable.sizes])),
  shapes: suite(runtime, shapes([...withNodeModules.shapes, ...portable.shapes])),
});
