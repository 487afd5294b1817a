//! TC3-HMAC-SHA256: from the canonical request to the signature. The emulator verifies with the same functions.
//!
//! ```text
//! payload ─ sha256 ─► canonical request ─ sha256 ─► string to sign ─ hmac(signing key) ─► signature
//! secret key ─ hmac(date) ─► hmac(service) ─► hmac("tc3_request") ─► signing key
//! ```

use super::canonical_request::CanonicalRequest;
pub use super::canonical_request::UNSIGNED_PAYLOAD;
use super::date::{Date, date_of, day_of};
use super::error::{SigningError, SigningErrorKind};
use super::hash::{HexDigest, finalize_with};
pub use super::hash::{hmac_sha256, sha256_hex};
pub use super::keys::SigningKey;
use super::keys::{KeyCache, ServiceName, TERMINATOR};
use super::text::{FixedBuf, Sink, put_decimal, text};
use sha2::{Digest as _, Sha256};

/// The algorithm's name, as it begins the string to sign and the Authorization header.
pub const ALGORITHM: &str = "TC3-HMAC-SHA256";
/// The largest body, in bytes (Signature v3 page).
pub(crate) const MAX_BODY: usize = 10 * 1024 * 1024;
/// The error for a larger one.
pub(crate) const TOO_LARGE: SigningError<'static> =
    SigningError::new("payload", &SigningErrorKind::too_large("is over 10 MB, the most TC3-HMAC-SHA256 takes"));

/// `2019-02-25/cvm/tc3_request`.
pub fn credential_scope(date: &str, service: &str) -> String {
    text(|sink| put_scope(sink, date.as_bytes(), service.as_bytes()))
}

/// The string to sign.
pub fn string_to_sign(timestamp: u64, scope: &str, canonical_request_hash: &str) -> String {
    text(|sink| {
        put_before_scope(sink, timestamp);
        for part in [scope, "\n", canonical_request_hash] {
            sink.put(part.as_bytes());
        }
    })
}

pub(super) fn put_scope(sink: &mut dyn Sink, date: &[u8], service: &[u8]) {
    for part in [date, b"/", service, b"/", TERMINATOR.as_bytes()] {
        sink.put(part);
    }
}

/// Writes the string to sign up to the scope; the scope, a line feed and the hash of the canonical request end it.
fn put_before_scope(sink: &mut dyn Sink, timestamp: u64) {
    sink.put(ALGORITHM.as_bytes());
    sink.put(b"\n");
    put_decimal(sink, timestamp);
    sink.put(b"\n");
}

/// Writes the Authorization header up to the signature, which ends it.
pub(crate) fn put_authorization(sink: &mut dyn Sink, secret_id: &[u8], date: &Date, request: &CanonicalRequest<'_>) {
    for part in [ALGORITHM.as_bytes(), b" Credential=", secret_id, b"/"] {
        sink.put(part);
    }
    put_scope(sink, date.as_bytes(), request.service());
    sink.put(b", SignedHeaders=");
    request.put_signed_headers(sink);
    sink.put(b", Signature=");
}

/// A canonical request, hashed up to the hash of the payload, which ends it. It signs any number of payloads.
pub(crate) struct CanonicalPrefix {
    hash: Sha256,
    pub(crate) service: ServiceName,
}

impl CanonicalPrefix {
    /// `text` is what [`CanonicalRequest::put_prefix`] writes.
    pub(crate) fn new(text: &[u8], request: &CanonicalRequest<'_>) -> Self {
        CanonicalPrefix { hash: Sha256::new_with_prefix(text), service: ServiceName::of(request.service()) }
    }
}

/// Every value on the way to a signature.
pub(crate) struct SigningSteps {
    pub(crate) payload_hash: HexDigest,
    pub(crate) canonical_request_hash: HexDigest,
    /// It has three names of at most 64 bytes, a hash, and a number.
    pub(crate) string_to_sign: FixedBuf<256>,
    pub(crate) signature: HexDigest,
}

/// Signs a canonical request with a payload.
pub(crate) fn compute_signature(
    keys: &mut KeyCache,
    prefix: &CanonicalPrefix,
    payload_hash: HexDigest,
    timestamp: u64,
) -> Result<SigningSteps, SigningError<'static>> {
    let day = day_of(timestamp)?;
    let canonical_request_hash = HexDigest::of(&finalize_with(prefix.hash.clone(), payload_hash.as_bytes()));
    let mut string_to_sign = FixedBuf::EMPTY;
    put_before_scope(&mut string_to_sign, timestamp);
    put_scope(&mut string_to_sign, date_of(day).as_bytes(), prefix.service.as_bytes());
    string_to_sign.put(b"\n");
    string_to_sign.put(canonical_request_hash.as_bytes());
    let signature = keys.signing_key(day, &prefix.service).signature(string_to_sign.as_bytes());
    Ok(SigningSteps { payload_hash, canonical_request_hash, string_to_sign, signature })
}
