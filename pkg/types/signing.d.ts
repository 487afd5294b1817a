/// <reference lib="esnext.disposable" />

/**
 * How requests are signed. TC3-HMAC-SHA256 is the one to use, and the one of this entry; HmacSHA256 and HmacSHA1 are Signature
 * v1, for products and programs that still ask for it (Signature v1 page), in `tencentcloud-edge/v1`.
 */
export type SignatureAlgorithm = "TC3-HMAC-SHA256" | "HmacSHA256" | "HmacSHA1";
/** The language of the service's messages, sent as `X-TC-Language`. */
export type Language = "zh-CN" | "en-US";

/** An API key pair. */
export interface Credentials {
  /** Printable ASCII. A space, a line break, a quotation mark or the like at an end of any of the three is refused by name. */
  readonly secretId: string;
  /** Any non-empty text. It is never part of an error, a log, a saved job or an event. */
  readonly secretKey: string;
  /** Session token of temporary credentials, sent as `X-TC-Token`, by v1 as the parameter `Token`. */
  readonly token?: string;
  /**
   * When temporary credentials end, Unix milliseconds; a source is asked again a minute before. A Date, a text or what looks
   * like seconds is `Client.InvalidArgument`.
   */
  readonly expiresAtMs?: number;
}

/** One call of API 3.0, of any product. */
export interface ApiRequest {
  /** The product in the credential scope: `"cvm"`. */
  service: string;
  /** `X-TC-Version`: `"2017-03-12"`. */
  version: string;
  /** `X-TC-Action`, case-sensitive: `"StartInstances"`. */
  action: string;
  /** `X-TC-Region`: `"ap-guangzhou"`. Without it no such header is sent. */
  region?: string;
  /** Default `"POST"`. */
  method?: "POST" | "GET";
  /**
   * POST: an object is written once, as JSON.stringify does, BigInts as the integers they are; a text or bytes (Uint8Array,
   * DataView, ArrayBuffer) go out unchanged, URLSearchParams as a form. `call` takes a FormData or a Blob, too; signing takes
   * their bytes. What goes out has the content type it names itself, or `application/json`. Default `{}`.
   *
   * GET: an object, flattened to `InstanceIds.0=...&Filters.0.Name=...` in insertion order; null and undefined members are
   * left out. An empty list, which a query cannot hold, is refused, and so is a list with a member that would be left out.
   * Members are what JSON has for them: a Date is a text.
   *
   * What would be lost, like a Map, a Set, a Promise, a stream, an Error, a function or NaN, is refused by its path. At most
   * 10 MB (POST) or 32 KB (GET).
   */
  payload?: object | string;
  /**
   * An origin, port allowed; default `https://${service}.tencentcloudapi.com`. When calling, plain http goes to loopback
   * addresses only; signing takes it anywhere.
   */
  endpoint?: string;
  /**
   * The host that is signed where it is not the endpoint's, a port allowed: `endpoint` is what is dialled, a proxy or a private
   * link, which hands the request on to this host. It is sent as the header `host` where the platform lets a program set that:
   * Bun's fetch and `node:http` do. Browsers, Workers, Deno and Node's own fetch send the endpoint's instead; there the proxy
   * has to set it.
   */
  host?: string;
  language?: Language;
  /**
   * Further headers to send, in an object, Headers or a list of names and values; signed if `signedHeaders` names them. authorization, content-type, host and the
   * x-tc-* that have a field of their own are refused here; others, such as X-TC-TraceId and X-TC-RequestClient, are not.
   */
  headers?: Record<string, string> | Iterable<readonly [name: string, value: string]>;
}

/** How to sign. */
export interface SignOptions {
  /** The v1 algorithms throw `Client.UnsupportedAlgorithm`: they are in `tencentcloud-edge/v1`. */
  algorithm?: "TC3-HMAC-SHA256";
  /** Unix seconds; default now. */
  timestamp?: number;
  /** Default `["content-type", "host", "x-tc-action"]`; the first two must be among them (Signature v3 page). */
  signedHeaders?: string[];
  /** Default `"application/json"` for POST, `"application/x-www-form-urlencoded"` for GET. */
  contentType?: string;
  /** Leaves the body out of the signature (`X-TC-Content-SHA256: UNSIGNED-PAYLOAD`). Not every product takes it. */
  unsignedPayload?: boolean;
}

/**
 * What to hand to fetch: `fetch(signed.url, signed)`. Header names are in lower case; `host` is among them only where the
 * request has one: the user agent makes it from the URL, and it is signed all the same.
 */
export interface SignedRequest {
  method: "POST" | "GET";
  url: string;
  headers: Record<string, string>;
  /** The payload that was given: the same bytes, or the JSON that was made of an object. */
  body?: string | Uint8Array<ArrayBuffer>;
}

/**
 * Signs one request. Synchronous, and pure but for the default timestamp. What is derived from the pair used last is kept
 * inside the wasm module for as long as the `credentials` object it was derived from is in memory, and wiped when that is
 * collected or another pair is used. A signer by `createSigner` is the better choice for a server: it is wiped by `free()`.
 *
 * @throws TencentCloudError `Client.InvalidArgument`, `Client.TooLarge` or `Client.UnsupportedAlgorithm`, naming the field
 *   that cannot be signed
 */
export function signRequest(
  request: ApiRequest,
  credentials: Credentials,
  options?: SignOptions,
): SignedRequest;

/** Every string on the way to the signature; holds neither the secret nor a derived key. */
export interface SignatureSteps {
  algorithm: SignatureAlgorithm;
  /** SHA-256 of the body, in hex. Empty for v1, as the other steps that v1 does not have. */
  payloadHash: string;
  canonicalRequest: string;
  /** In hex. */
  canonicalRequestHash: string;
  /** `2019-02-25/cvm/tc3_request`; the date is UTC. */
  credentialScope: string;
  stringToSign: string;
  /** In hex; by v1 in base64. */
  signature: string;
  /** The Authorization header. Empty for v1, whose signature is a parameter. */
  authorization: string;
}

/** What {@link signRequest} does, step by step. Throws as it does. */
export function explainSignature(
  request: ApiRequest,
  credentials: Credentials,
  options?: SignOptions,
): SignatureSteps;

/** Signs many requests of one key pair. The key of the day is derived once, and kept inside the wasm module. */
export interface Signer {
  /** As {@link signRequest}; after `free()` it throws `Client.Freed`. */
  sign(request: ApiRequest, options?: SignOptions): SignedRequest;
  /** Wipes the key material. */
  free(): void;
  /** `using signer = createSigner(...)` frees it, where the engine has `Symbol.dispose`. */
  [Symbol.dispose](): void;
}

/** @throws TencentCloudError `Client.InvalidArgument` for credentials that cannot be sent */
export function createSigner(credentials: Credentials): Signer;
