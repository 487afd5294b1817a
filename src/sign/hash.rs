//! SHA-256 and HMAC-SHA256, and a digest in hexadecimal.

use super::text::{Sink as _, text};
use hmac::{Hmac, KeyInit, Mac as _};
use sha2::{Digest as _, Sha256};

/// A digest of 32 bytes in lower-case hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HexDigest([u8; 64]);

impl HexDigest {
    /// The text of a digest.
    pub(crate) fn of(digest: &[u8; 32]) -> Self {
        let mut text = [b'0'; 64];
        // INVARIANT: the buffer is twice the digest, the only way encoding can fail.
        let _ = hex::encode_to_slice(digest, &mut text);
        HexDigest(text)
    }

    /// A digest that is hexadecimal already.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits: [u8; 64] = text.as_bytes().try_into().ok()?;
        digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')).then_some(HexDigest(digits))
    }

    pub(crate) fn to_text(self) -> String {
        text(|sink| sink.put(&self.0))
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

/// The SHA-256 of `bytes` in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    HexDigest::of(&sha256(bytes)).to_text()
}

pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    finalize_with(Sha256::new(), bytes)
}

/// The digest of what was hashed so far and of `rest` after it.
#[inline(never)]
pub(crate) fn finalize_with(hash: Sha256, rest: &[u8]) -> [u8; 32] {
    hash.chain_update(rest).finalize().into()
}

/// HMAC-SHA256 of a message.
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    authenticate(&new_hmac_sha256(key), message)
}

/// The code of a message; the hash states of the key stay as they are.
#[inline(never)]
pub(super) fn authenticate(mac: &Hmac<Sha256>, message: &[u8]) -> [u8; 32] {
    mac.clone().chain_update(message).finalize().into_bytes().into()
}

/// The inner and outer hash states of a key.
#[inline(never)]
pub(super) fn new_hmac_sha256(key: &[u8]) -> Hmac<Sha256> {
    new_hmac(key)
}

/// As [`new_hmac_sha256`], of any hash.
pub(super) fn new_hmac<M: KeyInit>(key: &[u8]) -> M {
    // INVARIANT: HMAC takes a key of any length; a longer one is hashed first (RFC 2104).
    match M::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes a key of any length"),
    }
}
