import type { ApiRequest, Language, SignatureAlgorithm, SignOptions } from "./index.js";
export { type Language, TencentCloudError } from "./index.js";
export interface ReceivedRequest {
    method: string;
    url: string;
    headers: Record<string, string> | Iterable<readonly [
        name: string,
        value: string
    ]>;
    body?: string | Uint8Array;
}
export interface DiagnosisCredentials {
    secretId?: string;
    secretKey?: string;
    token?: string;
}
export interface DiagnosisOptions {
    request?: Partial<ApiRequest>;
    signing?: Partial<Omit<SignOptions, "algorithm">> & {
        algorithm?: SignatureAlgorithm;
    };
    otherKeys?: Iterable<{
        readonly secretId: string;
        readonly secretKey: string;
    }>;
    receivedAtMs?: number | null;
    thorough?: boolean;
    language?: Language;
}
export type DiagnosisVerdict = "valid" | "explained" | "unexplained" | "undecided";
export type DiagnosisCertainty = "proved" | "seen" | "possible";
export type DiagnosisPart = "method" | "canonicalUri" | "canonicalQuery" | "canonicalHeaders" | "signedHeaders" | "payloadHash" | "canonicalRequest" | "timestamp" | "date" | "credentialScope" | "stringToSign" | "signingKey" | "signature" | "authorization" | "secretId" | "token" | "action";
export interface DiagnosisCause {
    code: DiagnosisCode | (string & {});
    part: DiagnosisPart;
    certainty: DiagnosisCertainty;
    message: string;
    remedy: string;
    signed?: string;
    received?: string;
}
export interface DiagnosisPartReport {
    part: DiagnosisPart;
    state: "same" | "differs" | "unknown";
    received?: string;
    signed?: string;
}
export interface SignatureDiagnosis {
    verdict: DiagnosisVerdict;
    signatureMatches?: boolean;
    algorithm?: SignatureAlgorithm;
    causes: DiagnosisCause[];
    parts: DiagnosisPartReport[];
    canonicalRequest?: string;
    stringToSign?: string;
    timestamp?: number;
    tried: number;
    text: string;
}
export type DiagnosisCode = "Authorization.Missing" | "Authorization.Malformed" | "Authorization.Scheme" | "Algorithm.V1" | "Algorithm.OtherHash" | "Signature.UpperCase" | "Signature.Base64" | "Signature.Hex" | "Signature.Cut" | "Signature.Form" | "Signature.NotEncoded" | "Signature.Hash" | "Date.LocalTime" | "Date.Other" | "Date.Format" | "Service.Domain" | "Service.Case" | "Service.Other" | "Scope.Terminator" | "Scope.Incomplete" | "Timestamp.Missing" | "Timestamp.Milliseconds" | "Timestamp.Form" | "Timestamp.ReadTwice" | "Timestamp.LocalTime" | "Timestamp.Expired" | "Timestamp.Ahead" | "Key.LineFeed" | "Key.LineEnd" | "Key.Space" | "Key.Quoted" | "Key.Invisible" | "Key.Trimmed" | "Key.Cut" | "Key.Case" | "Key.OtherId" | "Key.IdAsKey" | "Key.PrefixTwice" | "Key.NoPrefix" | "Key.NotDerived" | "Key.StepMissing" | "Key.HexSteps" | "Key.SwappedArguments" | "Key.Stray" | "SecretId.Other" | "Token.Missing" | "Token.Other" | "Token.Stray" | "Token.Unexpected" | "Token.Unsigned" | "Method.Other" | "Uri.Other" | "Query.Empty" | "Query.QuestionMark" | "Query.Order" | "Query.Spaces" | "Query.EscapeCase" | "Query.DoubleEncoding" | "Query.NotEncoded" | "Query.Body" | "Payload.Empty" | "Payload.NotSent" | "Payload.Reserialised" | "Payload.Other" | "Payload.LineFeed" | "Payload.Trimmed" | "Payload.LineEnds" | "Payload.Charset" | "Payload.Unsigned" | "Payload.HashForm" | "Payload.Incomplete" | "ContentType.Charset" | "ContentType.Other" | "Host.Port" | "Host.Other" | "Host.Url" | "Headers.Order" | "Headers.ValueCase" | "Headers.NameCase" | "Headers.Spaces" | "Headers.Required" | "Headers.NotSent" | "Headers.NotListed" | "Headers.Added" | "Headers.Duplicate" | "Headers.Extended" | "Headers.Proxy" | "Headers.Other" | "Action.Case" | "Action.Other" | "Action.Signed" | "CanonicalRequest.LineFeed" | "CanonicalRequest.BlankLine" | "CanonicalRequest.QueryLine" | "CanonicalRequest.LineEnds" | "CanonicalRequest.NoNames" | "CanonicalRequest.Case" | "StringToSign.LineFeed" | "StringToSign.NotHashed" | "StringToSign.HashForm" | "StringToSign.LineEnds" | "StringToSign.Case" | "StringToSign.LineMissing" | "StringToSign.Canonical" | "Parameters.Order" | "Parameters.Encoded" | "Parameters.DoubleEncoding" | "Parameters.Missing" | "Parameters.Path";
export function diagnoseSignature(received: string | Uint8Array | ReceivedRequest, credentials?: DiagnosisCredentials, options?: DiagnosisOptions): SignatureDiagnosis;
