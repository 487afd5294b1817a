import { contenders as cryptoHash } from "../contenders/crypto-hash.mjs";
import { contenders as hashWasm } from "../contenders/hash-wasm.mjs";
import { contenders as nodeCrypto } from "../contenders/node-crypto.mjs";
import { contenders as official } from "../contenders/official.mjs";
import { portable } from "./portable.mjs";
import { suite } from "./suite.mjs";

const inside = suite("node", [...official, ...nodeCrypto, ...cryptoHash, ...hashWasm, ...portable]);

process.on("message", async (message) => {
  const { id, method, args } = /** @type {{id: number, method: string, args: unknown[]}} */ (message);
  try {
    const call = /** @type {Record<string, Function>} */ (inside)[method];
    process.send?.({ id, value: await call?.(...args) });
  } catch (error) {
    process.send?.({ id, problem: /** @type {Error} */ (error).stack });
  }
});
process.on("disconnect", () => process.exit());
