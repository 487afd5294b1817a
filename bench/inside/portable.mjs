import { contenders as aws4fetch } from "../contenders/aws4fetch.mjs";
import { contenders as noble } from "../contenders/noble.mjs";
import { contenders as ours } from "../contenders/ours.mjs";
import { contenders as smithy } from "../contenders/smithy.mjs";
import { contenders as webcrypto } from "../contenders/webcrypto.mjs";
import { contenders as oursOfShapes } from "../shapes/ours.mjs";
import { contenders as webcryptoOfShapes } from "../shapes/webcrypto.mjs";

/** Those that need nothing of Node. hash-wasm stands apart: workerd refuses it as soon as it is imported and used. */
export const portable = {
  sizes: [...webcrypto, ...noble, ...aws4fetch, ...smithy, ...ours],
  shapes: [...webcryptoOfShapes, ...oursOfShapes],
};
