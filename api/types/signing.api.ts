/// <reference lib="esnext.disposable" />
export type SignatureAlgorithm = "TC3-HMAC-SHA256" | "HmacSHA256" | "HmacSHA1";
export type Language = "zh-CN" | "en-US";
export interface Credentials {
    readonly secretId: string;
    readonly secretKey: string;
    readonly token?: string;
    readonly expiresAtMs?: number;
}
export interface ApiRequest {
    service: string;
    version: string;
    action: string;
    region?: string;
    method?: "POST" | "GET";
    payload?: object | string;
    endpoint?: string;
    host?: string;
    language?: Language;
    headers?: Record<string, string> | Iterable<readonly [
        name: string,
        value: string
    ]>;
}
export interface SignOptions {
    algorithm?: "TC3-HMAC-SHA256";
    timestamp?: number;
    signedHeaders?: string[];
    contentType?: string;
    unsignedPayload?: boolean;
}
export interface SignedRequest {
    method: "POST" | "GET";
    url: string;
    headers: Record<string, string>;
    body?: string | Uint8Array<ArrayBuffer>;
}
export function signRequest(request: ApiRequest, credentials: Credentials, options?: SignOptions): SignedRequest;
export interface SignatureSteps {
    algorithm: SignatureAlgorithm;
    payloadHash: string;
    canonicalRequest: string;
    canonicalRequestHash: string;
    credentialScope: string;
    stringToSign: string;
    signature: string;
    authorization: string;
}
export function explainSignature(request: ApiRequest, credentials: Credentials, options?: SignOptions): SignatureSteps;
export interface Signer {
    sign(request: ApiRequest, options?: SignOptions): SignedRequest;
    free(): void;
    [Symbol.dispose](): void;
}
export function createSigner(credentials: Credentials): Signer;
