/**
 * `tencentcloud-edge/diagnose`: the signature doctor. It says why `AuthFailure.SignatureFailure` (or one of its kin) was answered,
 * by making the usual mistakes of signers until one of them, or two, give the signature that was sent. In a wasm module of its
 * own, which no other entry loads.
 */
import type { ApiRequest, Language, SignatureAlgorithm, SignOptions } from "./index.js";

export { type Language, TencentCloudError } from "./index.js";

/** A request as it was sent, as an object: `{ url, ...init }` of a fetch, or what `signRequest` gives. */
export interface ReceivedRequest {
  method: string;
  /** Whole, or path and query alone; then the headers have the host. */
  url: string;
  /** Names in any case. Without `host` that of the URL is taken, as a user agent does. */
  headers: Record<string, string> | Iterable<readonly [name: string, value: string]>;
  /** Default none, which is known to be empty. */
  body?: string | Uint8Array;
}

/** The key that should have signed. Unlike for signing, stray characters in it are not refused: they are told. */
export interface DiagnosisCredentials {
  secretId?: string;
  /** Without it only what shows by its form is found. It is never part of a diagnosis, nor is a key derived from it. */
  secretKey?: string;
  /** The session token of a temporary key. It is never part of a diagnosis. */
  token?: string;
}

/** What is known besides. */
export interface DiagnosisOptions {
  /**
   * The request that was meant, as far as it is known: members that are left out are not compared. For an Authorization header
   * alone it is what stands for the request, and members that are left out have the defaults of `signRequest`.
   */
  request?: Partial<ApiRequest>;
  /** How it was meant to be signed. By v1 `algorithm` is `"HmacSHA1"` or `"HmacSHA256"`. */
  signing?: Partial<Omit<SignOptions, "algorithm">> & { algorithm?: SignatureAlgorithm };
  /** Other keys, one of which may have signed by mistake: those of other accounts, or of other profiles. */
  otherKeys?: Iterable<{ readonly secretId: string; readonly secretKey: string }>;
  /**
   * When it was received, Unix milliseconds; default now. A timestamp that is more than five minutes from it is a cause. `null`
   * says that it is not known, and leaves the clock out.
   */
  receivedAtMs?: number | null;
  /** Default `true`: two mistakes at a time are looked for, too, where one does not explain it. It takes up to a second. */
  thorough?: boolean;
  /** Of the texts; default `"en-US"`. */
  language?: Language;
}

/**
 * What it comes to: `valid`, the signature is right for what was sent, and nothing else is wrong; `explained`, at least one cause
 * is named; `unexplained`, the signature is wrong, and no mistake that was tried gives it; `undecided`, it cannot be told, because
 * the secret key or a part of the request is not known.
 */
export type DiagnosisVerdict = "valid" | "explained" | "unexplained" | "undecided";

/**
 * How sure a cause is: `proved`, with this mistake (and the others that are proved) the signature comes out exactly as it was
 * sent; `seen`, it shows in what was sent; `possible`, it would explain the signature and cannot be checked.
 */
export type DiagnosisCertainty = "proved" | "seen" | "possible";

/** A part of a signed request. */
export type DiagnosisPart =
  | "method"
  | "canonicalUri"
  | "canonicalQuery"
  | "canonicalHeaders"
  | "signedHeaders"
  | "payloadHash"
  | "canonicalRequest"
  | "timestamp"
  | "date"
  | "credentialScope"
  | "stringToSign"
  | "signingKey"
  | "signature"
  | "authorization"
  | "secretId"
  | "token"
  | "action";

/** Something that is wrong. */
export interface DiagnosisCause {
  /** Stable; listed in https://github.com/tencentcloud-edge/tencentcloud-edge/blob/main/docs/signing.md */
  code: DiagnosisCode | (string & {});
  /** The part that it spoils. */
  part: DiagnosisPart;
  certainty: DiagnosisCertainty;
  /** What is wrong, in the language that was asked for: half a sentence, without a full stop. */
  message: string;
  /** What to do about it. */
  remedy: string;
  /** The value that was signed, or would be right, where there is one that is no secret. */
  signed?: string;
  /** The value that was sent. */
  received?: string;
}

/** A part on both sides. Tokens are replaced by `[hidden]`. */
export interface DiagnosisPartReport {
  part: DiagnosisPart;
  state: "same" | "differs" | "unknown";
  /** As the service computes it from what was sent. */
  received?: string;
  /** As it was signed, where that was found; else as it was meant, where that is known. */
  signed?: string;
}

/** Everything that was found. It holds no secret key, no key derived from one and no token. */
export interface SignatureDiagnosis {
  verdict: DiagnosisVerdict;
  /** Whether the signature is that of what was sent; absent where that cannot be told. */
  signatureMatches?: boolean;
  /** By which algorithm the request is signed; absent where it is none that is known. */
  algorithm?: SignatureAlgorithm;
  /** What is wrong, what is proved first. Empty if nothing is, and if nothing is known. */
  causes: DiagnosisCause[];
  /** In the order of the canonical request and the string to sign; empty where no signature could be read. */
  parts: DiagnosisPartReport[];
  /** As the service computes it from what was sent; absent for v1. */
  canonicalRequest?: string;
  stringToSign?: string;
  /** Unix seconds: found by search, where an Authorization header alone was given. */
  timestamp?: number;
  /** How many ways of signing were tried. */
  tried: number;
  /** The strings, the causes and what to do about them, as lines for a log or a terminal, in the language that was asked for. */
  text: string;
}

/** The causes that are known. */
export type DiagnosisCode =
  | "Authorization.Missing"
  | "Authorization.Malformed"
  | "Authorization.Scheme"
  | "Algorithm.V1"
  | "Algorithm.OtherHash"
  | "Signature.UpperCase"
  | "Signature.Base64"
  | "Signature.Hex"
  | "Signature.Cut"
  | "Signature.Form"
  | "Signature.NotEncoded"
  | "Signature.Hash"
  | "Date.LocalTime"
  | "Date.Other"
  | "Date.Format"
  | "Service.Domain"
  | "Service.Case"
  | "Service.Other"
  | "Scope.Terminator"
  | "Scope.Incomplete"
  | "Timestamp.Missing"
  | "Timestamp.Milliseconds"
  | "Timestamp.Form"
  | "Timestamp.ReadTwice"
  | "Timestamp.LocalTime"
  | "Timestamp.Expired"
  | "Timestamp.Ahead"
  | "Key.LineFeed"
  | "Key.LineEnd"
  | "Key.Space"
  | "Key.Quoted"
  | "Key.Invisible"
  | "Key.Trimmed"
  | "Key.Cut"
  | "Key.Case"
  | "Key.OtherId"
  | "Key.IdAsKey"
  | "Key.PrefixTwice"
  | "Key.NoPrefix"
  | "Key.NotDerived"
  | "Key.StepMissing"
  | "Key.HexSteps"
  | "Key.SwappedArguments"
  | "Key.Stray"
  | "SecretId.Other"
  | "Token.Missing"
  | "Token.Other"
  | "Token.Stray"
  | "Token.Unexpected"
  | "Token.Unsigned"
  | "Method.Other"
  | "Uri.Other"
  | "Query.Empty"
  | "Query.QuestionMark"
  | "Query.Order"
  | "Query.Spaces"
  | "Query.EscapeCase"
  | "Query.DoubleEncoding"
  | "Query.NotEncoded"
  | "Query.Body"
  | "Payload.Empty"
  | "Payload.NotSent"
  | "Payload.Reserialised"
  | "Payload.Other"
  | "Payload.LineFeed"
  | "Payload.Trimmed"
  | "Payload.LineEnds"
  | "Payload.Charset"
  | "Payload.Unsigned"
  | "Payload.HashForm"
  | "Payload.Incomplete"
  | "ContentType.Charset"
  | "ContentType.Other"
  | "Host.Port"
  | "Host.Other"
  | "Host.Url"
  | "Headers.Order"
  | "Headers.ValueCase"
  | "Headers.NameCase"
  | "Headers.Spaces"
  | "Headers.Required"
  | "Headers.NotSent"
  | "Headers.NotListed"
  | "Headers.Added"
  | "Headers.Duplicate"
  | "Headers.Extended"
  | "Headers.Proxy"
  | "Headers.Other"
  | "Action.Case"
  | "Action.Other"
  | "Action.Signed"
  | "CanonicalRequest.LineFeed"
  | "CanonicalRequest.BlankLine"
  | "CanonicalRequest.QueryLine"
  | "CanonicalRequest.LineEnds"
  | "CanonicalRequest.NoNames"
  | "CanonicalRequest.Case"
  | "StringToSign.LineFeed"
  | "StringToSign.NotHashed"
  | "StringToSign.HashForm"
  | "StringToSign.LineEnds"
  | "StringToSign.Case"
  | "StringToSign.LineMissing"
  | "StringToSign.Canonical"
  | "Parameters.Order"
  | "Parameters.Encoded"
  | "Parameters.DoubleEncoding"
  | "Parameters.Missing"
  | "Parameters.Path";

/**
 * Says why the signature of a request is not valid. Synchronous; it sends nothing.
 *
 * @param received a raw HTTP request as text or bytes (HTTP/1.1, lines ending in LF or CRLF; or what `curl -v` shows, with its
 *   `> `), the value of an Authorization header alone, or a request as an object
 * @param credentials the key that should have signed
 * @throws TencentCloudError `Client.InvalidArgument` or `Client.TooLarge`, naming what cannot be read
 */
export function diagnoseSignature(
  received: string | Uint8Array | ReceivedRequest,
  credentials?: DiagnosisCredentials,
  options?: DiagnosisOptions,
): SignatureDiagnosis;
