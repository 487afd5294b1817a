//! The params of TC3-HMAC-SHA256, one function each, shared by the signer and by whoever verifies.
//!
//! ```text
//! payload ─ sha256 ─► canonical request ─ sha256 ─► string to sign ─ hmac(signing key) ─► signature
//! secret key ─ hmac(date) ─► hmac(service) ─► hmac("tc3_request") ─► signing key
//! ```

use super::keys::{HexDigest, TERMINATOR};
pub use super::keys::{SigningKey, hmac_sha256};
use super::sink::{Sink, put_decimal};
use sha2::{Digest as _, Sha256};

/// The algorithm's name, as it begins the string to sign and the Authorization header.
pub const ALGORITHM: &str = "TC3-HMAC-SHA256";
/// What is hashed instead of the body when the body is not signed (`X-TC-Content-SHA256`).
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// Lower-case hex of the SHA-256 of `bytes`.
pub fn sha256_hex(bytes: &[u8]) -> String {
    HexDigest::of(&sha256(bytes)).to_text()
}

pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    finish(Sha256::new(), bytes)
}

/// The digest of what was hashed and of what follows it.
#[inline(never)]
pub(crate) fn finish(hash: Sha256, rest: &[u8]) -> [u8; 32] {
    hash.chain_update(rest).finalize().into()
}

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

pub(crate) fn put_scope(sink: &mut dyn Sink, date: &[u8], service: &[u8]) {
    for part in [date, b"/", service, b"/", TERMINATOR.as_bytes()] {
        sink.put(part);
    }
}

/// Writes the string to sign up to the scope; the scope, a line feed and the hash of the canonical request end it.
pub(super) fn put_before_scope(sink: &mut dyn Sink, timestamp: u64) {
    sink.put(ALGORITHM.as_bytes());
    sink.put(b"\n");
    put_decimal(sink, timestamp);
    sink.put(b"\n");
}

/// What `put` writes. INVARIANT: everything on the ladder is text.
pub(super) fn text(put: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = Vec::with_capacity(256);
    put(&mut bytes);
    String::from_utf8(bytes).unwrap_or_default()
}
