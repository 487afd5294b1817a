//! Signing for Rust: requests in, headers to add out.

use super::canonical_request::{CanonicalRequest, RequestFields, check_credentials};
use super::date::{date_of, day_of};
use super::error::{SigningError, SigningErrorKind};
use super::keys::{HexDigest, Keys, ServiceName};
use super::request::{ApiRequest, SignOptions, SignatureSteps, SignedRequest};
use super::tc3::{self, finish, put_before_scope, put_scope, sha256, text};
use super::text::FixedBuf;
use super::{Credentials, sink::Sink as _, sink::put_decimal};
use crate::Error;
use sha2::{Digest as _, Sha256};

/// The largest body TC3 takes, in bytes (Signature v3 page).
pub(crate) const MAX_BODY: usize = 10 * 1024 * 1024;
/// Why a body cannot be signed that is larger.
pub(crate) const TOO_LARGE: SigningError<'static> =
    SigningError::new("payload", &SigningErrorKind::too_large("is over 10 MB, the most TC3-HMAC-SHA256 takes"));

const NO_HASH: SigningErrorKind = SigningErrorKind::new("is not the 64 lower-case hexadecimal digits of a SHA-256");

/// Signs one request.
///
/// # Errors
/// `Client.InvalidArgument` or `Client.TooLarge`, naming the field that cannot be signed.
pub fn sign(
    request: &ApiRequest<'_>,
    credentials: &Credentials,
    options: &SignOptions<'_>,
) -> Result<SignedRequest, Error> {
    Signer::new(credentials.clone())?.sign(request, options)
}

/// Every string on the way to the signature of one request.
///
/// # Errors
/// As [`sign`].
pub fn explain(
    request: &ApiRequest<'_>,
    credentials: &Credentials,
    options: &SignOptions<'_>,
) -> Result<SignatureSteps, Error> {
    Signer::new(credentials.clone())?.explain(request, options)
}

/// Signs many requests of one key pair: the key of the day is derived once and kept until day or service change. The secret
/// key itself is not kept.
pub struct Signer {
    secret_id: String,
    token: Option<String>,
    keys: Keys,
}

impl Signer {
    /// Takes the credentials and checks that they can be sent.
    ///
    /// # Errors
    /// `Client.InvalidArgument` naming the field.
    pub fn new(credentials: Credentials) -> Result<Self, Error> {
        let Credentials { secret_id, secret_key, token } = credentials;
        check_credentials(secret_id.as_bytes(), secret_key.as_bytes(), token.as_deref().map(str::as_bytes))?;
        let keys = Keys::new(secret_key.as_bytes());
        Ok(Signer { secret_id, token, keys })
    }

    /// The signed request.
    ///
    /// # Errors
    /// As [`sign`].
    pub fn sign(&mut self, request: &ApiRequest<'_>, options: &SignOptions<'_>) -> Result<SignedRequest, Error> {
        let signed = options.signed_headers.map(|names| names.join(";"));
        let canonical = check(request, options, self.token.as_deref(), signed.as_deref())?;
        let SigningSteps { signature, .. } = sign_payload(&mut self.keys, &canonical, request, options)?;
        let mut headers: Vec<(String, String)> = canonical
            .headers()
            .iter()
            .map(|(name, value)| (text(|sink| sink.put(name)).to_ascii_lowercase(), text(|sink| sink.put(value))))
            .collect();
        headers.push(("x-tc-timestamp".to_owned(), text(|sink| put_decimal(sink, options.timestamp))));
        headers.push(("authorization".to_owned(), authorization(&self.secret_id, &canonical, options, &signature)?));
        Ok(SignedRequest { method: request.method, url: text(|sink| canonical.put_url(sink)), headers })
    }

    /// Every string on the way to the signature.
    ///
    /// # Errors
    /// As [`sign`].
    pub fn explain(&mut self, request: &ApiRequest<'_>, options: &SignOptions<'_>) -> Result<SignatureSteps, Error> {
        let signed = options.signed_headers.map(|names| names.join(";"));
        let canonical = check(request, options, self.token.as_deref(), signed.as_deref())?;
        let steps = sign_payload(&mut self.keys, &canonical, request, options)?;
        let date = date_of(day_of(options.timestamp)?);
        Ok(SignatureSteps {
            payload_hash: steps.payload_hash.to_text(),
            canonical_request: text(|sink| {
                canonical.put_prefix(sink);
                sink.put(steps.payload_hash.as_bytes());
            }),
            canonical_request_hash: steps.canonical_request_hash.to_text(),
            credential_scope: text(|sink| put_scope(sink, date.as_bytes(), request.service.as_bytes())),
            string_to_sign: text(|sink| sink.put(steps.string_to_sign.as_bytes())),
            signature: steps.signature.to_text(),
            authorization: authorization(&self.secret_id, &canonical, options, &steps.signature)?,
        })
    }

    #[cfg(feature = "v1")]
    pub(super) fn keys(&self) -> &Keys {
        &self.keys
    }

    #[cfg(feature = "v1")]
    pub(super) fn secret_id(&self) -> &str {
        &self.secret_id
    }

    #[cfg(feature = "v1")]
    pub(super) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }
}

fn check<'a>(
    request: &ApiRequest<'a>,
    options: &SignOptions<'a>,
    token: Option<&'a str>,
    signed: Option<&'a str>,
) -> Result<CanonicalRequest<'a>, SigningError<'a>> {
    let content_type = options.content_type.unwrap_or(request.method.content_type());
    let [action, version] = [request.action, request.version].map(Some);
    let values = [Some(content_type), action, version, request.region, token, request.language];
    let texts = RequestFields {
        method: request.method,
        service: request.service.as_bytes(),
        query: request.query.as_bytes(),
        endpoint: request.endpoint.map(str::as_bytes),
        values: values.map(|value| value.map(str::as_bytes)),
        unsigned_payload: options.unsigned_payload,
        timestamp: options.timestamp,
        signed: signed.map(str::as_bytes),
    };
    CanonicalRequest::check(texts, request.headers.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())))
}

fn sign_payload(
    keys: &mut Keys,
    canonical: &CanonicalRequest<'_>,
    request: &ApiRequest<'_>,
    options: &SignOptions<'_>,
) -> Result<SigningSteps, SigningError<'static>> {
    if request.payload.len() > MAX_BODY {
        return Err(TOO_LARGE);
    }
    let payload_hash = match options.payload_hash {
        _ if canonical.unsigned_payload() => HexDigest::of(&sha256(tc3::UNSIGNED_PAYLOAD.as_bytes())),
        Some(text) => HexDigest::parse(text).ok_or(SigningError::new("payloadHash", &NO_HASH))?,
        None => HexDigest::of(&sha256(request.payload)),
    };
    let mut text = Vec::new();
    canonical.put_prefix(&mut text);
    let prefix = CanonicalPrefix { hash: Sha256::new_with_prefix(text), service: ServiceName::of(canonical.service()) };
    compute_signature(keys, &prefix, payload_hash, options.timestamp)
}

fn authorization(
    secret_id: &str,
    canonical: &CanonicalRequest<'_>,
    options: &SignOptions<'_>,
    signature: &HexDigest,
) -> Result<String, SigningError<'static>> {
    let date = date_of(day_of(options.timestamp)?);
    Ok(text(|sink| {
        canonical.put_authorization(sink, secret_id.as_bytes(), &date);
        sink.put(signature.as_bytes());
    }))
}

/// What is kept of a checked request: its canonical request, hashed up to where the payload's hash follows.
pub(crate) struct CanonicalPrefix {
    pub(crate) hash: Sha256,
    pub(crate) service: ServiceName,
}

/// What is computed on the way to a signature.
pub(crate) struct SigningSteps {
    pub(crate) payload_hash: HexDigest,
    pub(crate) canonical_request_hash: HexDigest,
    /// It has three names of at most 64 bytes, a hash, and a number.
    pub(crate) string_to_sign: FixedBuf<256>,
    pub(crate) signature: HexDigest,
}

/// From the hash of the payload and the prefix of the canonical request to the signature.
pub(crate) fn compute_signature(
    keys: &mut Keys,
    prefix: &CanonicalPrefix,
    payload_hash: HexDigest,
    timestamp: u64,
) -> Result<SigningSteps, SigningError<'static>> {
    let day = day_of(timestamp)?;
    let canonical_request_hash = HexDigest::of(&finish(prefix.hash.clone(), payload_hash.as_bytes()));
    let mut string_to_sign = FixedBuf::EMPTY;
    put_before_scope(&mut string_to_sign, timestamp);
    put_scope(&mut string_to_sign, date_of(day).as_bytes(), prefix.service.as_bytes());
    string_to_sign.put(b"\n");
    string_to_sign.put(canonical_request_hash.as_bytes());
    let signature = keys.of(day, &prefix.service).hex(string_to_sign.as_bytes());
    Ok(SigningSteps { payload_hash, canonical_request_hash, string_to_sign, signature })
}
