//! The keys of TC3: from the secret key to the signing key of one day and service.

use super::date::date_of;
use super::hash::{HexDigest, authenticate, finalize_with, new_hmac_sha256};
use super::text::{FixedBuf, Sink as _};
use hmac::Hmac;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroize as _;

/// The last part of the credential scope.
pub(super) const TERMINATOR: &str = "tc3_request";
/// What precedes the secret key (Signature v3 page).
const PREFIX: &[u8] = b"TC3";
/// The block size of SHA-256 in bytes; a longer HMAC key is hashed first (RFC 2104).
const BLOCK: usize = 64;
/// The longest name of a service, in bytes.
pub(super) const MAX_SERVICE: usize = 64;

/// The name of a service.
pub(crate) type ServiceName = FixedBuf<MAX_SERVICE>;

impl ServiceName {
    /// Keeps the first 64 bytes; a validated name has no more.
    pub(crate) fn of(service: &[u8]) -> Self {
        let mut name = ServiceName::EMPTY;
        name.put(service);
        name
    }
}

/// The inner and outer hash states of the secret key: all that is needed of it. Wiped on drop; no `Debug`.
#[derive(Clone)]
struct RootKey(Hmac<Sha256>);

impl RootKey {
    /// `secret_key` is any non-empty text.
    fn new(secret_key: &[u8]) -> Self {
        let mut key = [0_u8; BLOCK];
        let used = PREFIX.len() + secret_key.len();
        if used > BLOCK {
            let mut digest = finalize_with(Sha256::new_with_prefix(PREFIX), secret_key);
            let root = RootKey(new_hmac_sha256(&digest));
            digest.zeroize();
            return root;
        }
        for (to, from) in key.iter_mut().zip(PREFIX.iter().chain(secret_key)) {
            *to = *from;
        }
        let root = RootKey(new_hmac_sha256(key.get(..used).unwrap_or_default()));
        key.zeroize();
        root
    }

    /// The signing key of one UTC date and service.
    fn derive(&self, date: &[u8], service: &[u8]) -> SigningKey {
        let mut mac = self.0.clone();
        for part in [date, service, TERMINATOR.as_bytes()] {
            let mut key = authenticate(&mac, part);
            mac = new_hmac_sha256(&key);
            key.zeroize();
        }
        SigningKey(mac)
    }
}

/// The key of one day and service, with its inner and outer hash states computed once. Wiped on drop; no `Debug`.
#[derive(Clone)]
pub struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    /// Derives the key from the secret key, the UTC date `YYYY-MM-DD` and the service.
    pub fn derive(secret_key: &str, date: &str, service: &str) -> Self {
        RootKey::new(secret_key.as_bytes()).derive(date.as_bytes(), service.as_bytes())
    }

    /// HMAC-SHA256 of the string to sign.
    pub fn sign(&self, string_to_sign: &str) -> [u8; 32] {
        authenticate(&self.0, string_to_sign.as_bytes())
    }

    /// The signature as it is sent: in lower-case hexadecimal.
    pub fn sign_hex(&self, string_to_sign: &str) -> String {
        self.signature(string_to_sign.as_bytes()).to_text()
    }

    pub(super) fn signature(&self, string_to_sign: &[u8]) -> HexDigest {
        HexDigest::of(&authenticate(&self.0, string_to_sign))
    }
}

/// What is needed of a secret key, and the signing key of the last day and service.
///
/// No field of it has a value that is never used, so that an `Option` of it has a tag of its own: a table of `None` is
/// all zeros, and zeros cost nothing in a wasm module.
pub(crate) struct KeyCache {
    root: RootKey,
    day: u32,
    service: ServiceName,
    key: SigningKey,
}

impl KeyCache {
    /// Nothing is derived yet.
    pub(crate) fn new(secret_key: &[u8]) -> Self {
        let root = RootKey::new(secret_key);
        // INVARIANT: no service has an empty name, so this key is never used.
        let key = SigningKey(root.0.clone());
        KeyCache { root, day: 0, service: ServiceName::EMPTY, key }
    }

    /// The signing key of a day and service, derived unless it is cached.
    pub(super) fn signing_key(&mut self, day: u32, service: &ServiceName) -> &SigningKey {
        if self.day != day || self.service.as_bytes() != service.as_bytes() {
            self.key = self.root.derive(date_of(day).as_bytes(), service.as_bytes());
            self.day = day;
            self.service = *service;
        }
        &self.key
    }
}
