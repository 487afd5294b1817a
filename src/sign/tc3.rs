//! TC3-HMAC-SHA256: from the canonical request to the signature. The emulator verifies with the same functions.
//!
//! ```text
//! payload ─ sha256 ─► canonical request ─ sha256 ─► string to sign ─ hmac(signing key) ─► signature
//! secret key ─ hmac(date) ─► hmac(service) ─► hmac("tc3_request") ─► signing key
//! ```

use super::canonical_request::CanonicalRequest;
pub use super::canonical_request::UNSIGNED_PAYLOAD;
use super::date::{Date, date_of};
use super::error::{SigningError, SigningErrorKind};
use super::hash::{HexDigest, finalize_with};
pub use super::hash::{hmac_sha256, sha256_hex};
pub use super::keys::SigningKey;
use super::keys::{KeyCache, MAX_SERVICE, ServiceName, TERMINATOR};
use super::text::{FixedBuf, Sink, put_decimal, text};
use sha2::{Digest as _, Sha256};

/// The algorithm's name, as it begins the string to sign and the Authorization header.
pub const ALGORITHM: &str = "TC3-HMAC-SHA256";
const ALGORITHM_LINE: &[u8] = b"TC3-HMAC-SHA256\n";
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
        put_beginning(sink, timestamp);
        for part in ["\n", scope, "\n", canonical_request_hash] {
            sink.put(part.as_bytes());
        }
    })
}

pub(super) fn put_scope(sink: &mut dyn Sink, date: &[u8], service: &[u8]) {
    for part in [date, b"/", service, b"/", TERMINATOR.as_bytes()] {
        sink.put(part);
    }
}

/// Writes the first two lines of the string to sign: the algorithm and the timestamp.
fn put_beginning(sink: &mut dyn Sink, timestamp: u64) {
    sink.put(ALGORITHM_LINE);
    put_decimal(sink, timestamp);
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

/// The date, the service, the terminator, and two slashes, in bytes.
const MAX_SCOPE: usize = 10 + MAX_SERVICE + TERMINATOR.len() + 2;

/// All of a request that is the same for every payload, on one day: it signs any number of them.
pub(crate) struct PreparedRequest {
    /// The canonical request, hashed as far as it is known.
    hash: Sha256,
    /// What the string to sign has between the timestamp and the hash of the canonical request.
    middle: FixedBuf<{ MAX_SCOPE + 2 }>,
    key: SigningKey,
}

impl PreparedRequest {
    /// `text` is what [`CanonicalRequest::put_prefix`] writes, or the beginning of it.
    pub(crate) fn new(text: &[u8], request: &CanonicalRequest<'_>, keys: &mut KeyCache, day: u32) -> Self {
        let mut middle = FixedBuf::EMPTY;
        middle.put(b"\n");
        put_scope(&mut middle, date_of(day).as_bytes(), request.service());
        middle.put(b"\n");
        let key = keys.signing_key(day, &ServiceName::of(request.service())).clone();
        PreparedRequest { hash: Sha256::new_with_prefix(text), middle, key }
    }

    /// Signs a payload by its hash, at a moment of the day. `rest` is what the canonical request has between the text that is
    /// known and the hash of the payload, which ends it.
    pub(crate) fn sign(&self, rest: &[u8], payload_hash: HexDigest, timestamp: u64) -> SigningSteps {
        let hash = self.hash.clone().chain_update(rest);
        let canonical_request_hash = HexDigest::of(&finalize_with(hash, payload_hash.as_bytes()));
        let mut string_to_sign = FixedBuf::EMPTY;
        put_beginning(&mut string_to_sign, timestamp);
        string_to_sign.put(self.middle.as_bytes());
        string_to_sign.put(canonical_request_hash.as_bytes());
        let signature = self.key.signature(string_to_sign.as_bytes());
        SigningSteps { payload_hash, canonical_request_hash, string_to_sign, signature }
    }
}

/// Every value on the way to a signature.
pub(crate) struct SigningSteps {
    pub(crate) payload_hash: HexDigest,
    pub(crate) canonical_request_hash: HexDigest,
    pub(crate) string_to_sign: FixedBuf<{ ALGORITHM_LINE.len() + 20 + MAX_SCOPE + 2 + 64 }>,
    pub(crate) signature: HexDigest,
}
