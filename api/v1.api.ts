/// <reference lib="esnext.disposable" />
import type { ApiRequest, Credentials, SignatureSteps, SignedRequest } from "./index.js";
export { type Credentials, type Language, TencentCloudError } from "./index.js";
export type SignatureAlgorithmV1 = "HmacSHA256" | "HmacSHA1";
export interface ApiRequestV1 extends Omit<ApiRequest, "payload"> {
    payload?: object;
}
export interface SignOptionsV1 {
    algorithm?: SignatureAlgorithmV1;
    timestamp?: number;
    nonce?: number;
    contentType?: "application/x-www-form-urlencoded" | "application/x-www-form-urlencoded; charset=utf-8";
}
export interface SignedRequestV1 extends Omit<SignedRequest, "body"> {
    body?: string;
}
export function signRequestV1(request: ApiRequestV1, credentials: Credentials, options?: SignOptionsV1): SignedRequestV1;
export function explainSignatureV1(request: ApiRequestV1, credentials: Credentials, options?: SignOptionsV1): SignatureSteps;
export interface SignerV1 {
    sign(request: ApiRequestV1, options?: SignOptionsV1): SignedRequestV1;
    free(): void;
    [Symbol.dispose](): void;
}
export function createSignerV1(credentials: Credentials): SignerV1;
