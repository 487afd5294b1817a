/**
 * `tencentcloud-edge/sign`: the signer alone, in a wasm module of its own. TC3-HMAC-SHA256 only: the v1 algorithms throw
 * `Client.UnsupportedAlgorithm` and are in `tencentcloud-edge/v1`.
 */
export {
  type ApiRequest,
  type Credentials,
  createSigner,
  explainSignature,
  type Language,
  type SignatureAlgorithm,
  type SignatureSteps,
  type SignedRequest,
  type Signer,
  type SignOptions,
  signRequest,
  TencentCloudError,
} from "./index.js";
