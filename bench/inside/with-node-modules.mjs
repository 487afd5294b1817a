import { contenders as nodeCrypto } from "../contenders/node-crypto.mjs";
import { contenders as official } from "../contenders/official.mjs";
import { contenders as nodeCryptoOfShapes } from "../shapes/node-crypto.mjs";
import { contenders as officialOfShapes } from "../shapes/official.mjs";

/** Those that need modules of Node, and run in workerd with nodejs_compat. */
export const withNodeModules = {
  sizes: [...official, ...nodeCrypto],
  shapes: [...officialOfShapes, ...nodeCryptoOfShapes],
};
