import { contenders as nodeCrypto } from "../contenders/node-crypto.mjs";
import { contenders as official } from "../contenders/official.mjs";
import { serve } from "./serve.mjs";
import { suite } from "./suite.mjs";

export default serve(suite("workerd", [...official, ...nodeCrypto]));
