/// <reference lib="esnext.disposable" />

/**
 * `tencentcloud-edge/v1`: Signature v1, for products and programs that still ask for it (Signature v1 page), in a wasm module
 * of its own. TC3-HMAC-SHA256 is the one to use, and is in the main entry.
 */
import type { ApiRequest, Credentials, SignatureSteps, SignedRequest } from "./index.js";

export { type Credentials, type Language, TencentCloudError } from "./index.js";

export type SignatureAlgorithmV1 = "HmacSHA256" | "HmacSHA1";

/** One call of API 3.0, of any product, by v1. */
export interface ApiRequestV1 extends Omit<ApiRequest, "payload"> {
  /**
   * Default `{}`. Flattened to `InstanceIds.0=...&Filters.0.Name=...` into the form of a POST or the query of a GET; null and
   * undefined members are left out, an empty list is refused. At most 1 MB (POST) or 32 KB (GET), as it is sent. `Action`, `Nonce`, `SecretId` and the
   * like are not for the payload.
   */
  payload?: object;
}

/** How to sign by v1. */
export interface SignOptionsV1 {
  /** Default `"HmacSHA256"`. */
  algorithm?: SignatureAlgorithmV1;
  /** Unix seconds; default now. */
  timestamp?: number;
  /**
   * From 1; default a random one up to 2,147,483,647. Each request needs a nonce of its own: with the timestamp it keeps a
   * request from being sent twice.
   */
  nonce?: number;
  /** Default `"application/x-www-form-urlencoded"`. */
  contentType?: "application/x-www-form-urlencoded" | "application/x-www-form-urlencoded; charset=utf-8";
}

/** What to hand to fetch: `fetch(signed.url, signed)`. Its headers hold none of TC3. */
export interface SignedRequestV1 extends Omit<SignedRequest, "body"> {
  /** The form of a POST. */
  body?: string;
}

/**
 * Signs one request. Synchronous, and pure but for the default timestamp and nonce.
 *
 * @throws TencentCloudError `Client.InvalidArgument`, `Client.TooLarge` or `Client.UnsupportedAlgorithm`, naming the field
 *   that cannot be signed
 */
export function signRequestV1(
  request: ApiRequestV1,
  credentials: Credentials,
  options?: SignOptionsV1,
): SignedRequestV1;

/** What {@link signRequestV1} does, step by step; the steps that v1 does not have are empty. Throws as it does. */
export function explainSignatureV1(
  request: ApiRequestV1,
  credentials: Credentials,
  options?: SignOptionsV1,
): SignatureSteps;

/** Signs many requests of one key pair by v1. */
export interface SignerV1 {
  /** As {@link signRequestV1}; after `free()` it throws `Client.Freed`. */
  sign(request: ApiRequestV1, options?: SignOptionsV1): SignedRequestV1;
  /** Wipes the key material. */
  free(): void;
  /** `using signer = createSignerV1(...)` frees it, where the engine has `Symbol.dispose`. */
  [Symbol.dispose](): void;
}

/** @throws TencentCloudError `Client.InvalidArgument` for credentials that cannot be sent */
export function createSignerV1(credentials: Credentials): SignerV1;
