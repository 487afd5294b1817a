// The peers are installed by `npm run bench` alone, so their own types are not there when the project is checked.
declare module "@aws-crypto/sha256-js";
declare module "@noble/hashes/hmac.js";
declare module "@noble/hashes/sha2.js";
declare module "@noble/hashes/utils.js";
declare module "@smithy/signature-v4";
declare module "aws4fetch";
declare module "hash-wasm";
declare module "tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js";
declare module "tencentcloud-sdk-nodejs-cvm";
