//! The rungs of TC3-HMAC-SHA256, one function each, shared by the signer and by whoever verifies.
//!
//! ```text
//! payload ─ sha256 ─► canonical request ─ sha256 ─► string to sign ─ hmac(signing key) ─► signature
//! secret key ─ hmac(date) ─► hmac(service) ─► hmac("tc3_request") ─► signing key
//! ```

use super::date::Decimal;
use super::keys::{Hex, TERMINATOR};
pub use super::keys::{SigningKey, hmac_sha256};
use super::sink::Sink;
use sha2::{Digest as _, Sha256};

/// The algorithm's name, as it begins the string to sign and the Authorization header.
pub const ALGORITHM: &str = "TC3-HMAC-SHA256";
/// What is hashed instead of the body when the body is not signed (`X-TC-Content-SHA256`).
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// Lower-case hex of the SHA-256 of `bytes`.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Hex::of(&Sha256::digest(bytes).into()).as_str().to_owned()
}

/// `2019-02-25/cvm/tc3_request`.
pub fn credential_scope(date: &str, service: &str) -> String {
    text(|sink| put_scope(sink, date, service))
}

/// The string to sign.
pub fn string_to_sign(timestamp: u64, scope: &str, canonical_request_hash: &str) -> String {
    text(|sink| {
        put_string_to_sign(sink, timestamp, |sink| sink.put(scope.as_bytes()), canonical_request_hash.as_bytes());
    })
}

pub(crate) fn put_scope(sink: &mut dyn Sink, date: &str, service: &str) {
    for part in [date, "/", service, "/", TERMINATOR] {
        sink.put(part.as_bytes());
    }
}

pub(crate) fn put_string_to_sign(
    sink: &mut dyn Sink,
    timestamp: u64,
    put_scope: impl FnOnce(&mut dyn Sink),
    canonical_request_hash: &[u8],
) {
    sink.put(ALGORITHM.as_bytes());
    sink.put(b"\n");
    sink.put(Decimal::of(timestamp).as_str().as_bytes());
    sink.put(b"\n");
    put_scope(sink);
    sink.put(b"\n");
    sink.put(canonical_request_hash);
}

/// What `put` writes. INVARIANT: everything on the ladder is text.
pub(super) fn text(put: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = Vec::with_capacity(256);
    put(&mut bytes);
    String::from_utf8(bytes).unwrap_or_default()
}
