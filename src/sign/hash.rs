//! SHA-256 and HMAC-SHA256, and a digest in hexadecimal.

use super::error::{SigningError, SigningErrorKind};
use super::text::{Sink as _, text};
use hmac::{Hmac, KeyInit, Mac as _};
use sha2::{Digest as _, Sha256};

/// The error for a `payloadHash` that is none.
pub(crate) const NO_HASH: SigningError<'static> = SigningError::new(
    "payloadHash",
    &SigningErrorKind::new("is not the 64 lower-case hexadecimal digits of a SHA-256"),
);

/// A digest of 32 bytes in lower-case hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HexDigest([u8; 64]);

impl HexDigest {
    /// The text of a digest.
    pub(crate) fn of(digest: &[u8; 32]) -> Self {
        let mut text = [b'0'; 64];
        for (to, from) in text.as_chunks_mut().0.iter_mut().zip(digest.as_chunks().0) {
            *to = hex_digits(u32::from_be_bytes(*from));
        }
        HexDigest(text)
    }

    /// A digest that is hexadecimal already, in lower case.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let mut digest = [0_u8; 32];
        hex::decode_to_slice(text, &mut digest).ok()?;
        Some(HexDigest::of(&digest)).filter(|lower| lower.0 == text)
    }

    pub(crate) fn to_text(self) -> String {
        text(|sink| sink.put(&self.0))
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

/// Eight digits at once: one by one they took a sixth of a signature's time where the code is compiled for size.
const fn hex_digits(word: u32) -> [u8; 8] {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let mut nibbles = word as u64;
    nibbles = (nibbles | nibbles << 16) & 0x0000_ffff_0000_ffff;
    nibbles = (nibbles | nibbles << 8) & 0x00ff_00ff_00ff_00ff;
    nibbles = (nibbles | nibbles << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    let is_letter = ((nibbles + EACH * 6) >> 4) & EACH;
    (nibbles + EACH * b'0' as u64 + is_letter * (b'a' - b'0' - 10) as u64).to_be_bytes()
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
