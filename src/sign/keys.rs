//! The keys: from the secret key to the key of one day and service, and to a signature.

use super::date::Date;
use super::sink::Sink;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroize as _;

/// The last part of the credential scope.
pub(super) const TERMINATOR: &str = "tc3_request";
/// What stands before the secret key (Signature v3 page).
const PREFIX: &[u8] = b"TC3";
/// SHA-256 takes its input in blocks of so many bytes; an HMAC key that is longer is hashed first (RFC 2104).
const BLOCK: usize = 64;
/// The longest product name.
pub(super) const MAX_SERVICE: usize = 64;

/// The inner and outer hash states of the secret key: all that is needed of it. Wiped on drop; no `Debug`.
#[derive(Clone)]
pub(crate) struct RootKey(Hmac<Sha256>);

impl RootKey {
    /// Takes what is needed of a secret key, any non-empty text.
    pub(crate) fn new(secret_key: &str) -> Self {
        let mut key = [0_u8; BLOCK];
        let used = PREFIX.len() + secret_key.len();
        if used > BLOCK {
            let mut digest: [u8; 32] = Sha256::new().chain_update(PREFIX).chain_update(secret_key).finalize().into();
            let root = RootKey(keyed(&digest));
            digest.zeroize();
            return root;
        }
        for (to, from) in key.iter_mut().zip(PREFIX.iter().chain(secret_key.as_bytes())) {
            *to = *from;
        }
        let root = RootKey(keyed(key.get(..used).unwrap_or_default()));
        key.zeroize();
        root
    }

    /// The key of one UTC date and service.
    pub(crate) fn derive(&self, date: &str, service: &str) -> SigningKey {
        let mut mac = self.0.clone();
        for part in [date, service, TERMINATOR] {
            mac.update(part.as_bytes());
            let mut key: [u8; 32] = mac.finalize().into_bytes().into();
            mac = keyed(&key);
            key.zeroize();
        }
        SigningKey(mac)
    }
}

/// The key of one day and service, with its inner and outer hash states made once. Wiped on drop; no `Debug`.
#[derive(Clone)]
pub struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    /// Derives the key from the secret key, the UTC date `YYYY-MM-DD` and the service.
    pub fn derive(secret_key: &str, date: &str, service: &str) -> Self {
        RootKey::new(secret_key).derive(date, service)
    }

    /// A signature to write the string to sign into.
    pub(super) fn begin(&self) -> Signing {
        Signing(self.0.clone())
    }

    /// HMAC-SHA256 of the string to sign.
    pub fn sign(&self, string_to_sign: &str) -> [u8; 32] {
        let mut signing = self.begin();
        signing.put(string_to_sign.as_bytes());
        signing.0.finalize().into_bytes().into()
    }

    /// The signature as it is sent: lower-case hex.
    pub fn sign_hex(&self, string_to_sign: &str) -> String {
        Hex::of(&self.sign(string_to_sign)).as_str().to_owned()
    }
}

/// A signature that takes the string to sign.
pub(super) struct Signing(Hmac<Sha256>);

impl Signing {
    pub(super) fn finish(self) -> Hex {
        Hex::of(&self.0.finalize().into_bytes().into())
    }
}

impl Sink for Signing {
    fn put(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
}

/// The keys of one pair: what is needed of the secret, and the key of the last day and service.
///
/// No field of it has a value that is never used, so that `Option<Keys>` has a tag of its own: a table of none is all
/// zeros, and zeros cost nothing in a wasm module.
pub(crate) struct Keys {
    root: RootKey,
    date: Date,
    service: Label,
    key: SigningKey,
    #[cfg(feature = "v1")]
    v1: super::v1::Keys,
}

impl Keys {
    /// The keys of a secret key.
    pub(crate) fn new(secret_key: &str) -> Self {
        let root = RootKey::new(secret_key);
        // No day and no service: of() will not take it for any other.
        let key = SigningKey(root.0.clone());
        Keys {
            root,
            date: Date::NONE,
            service: Label::of(""),
            key,
            #[cfg(feature = "v1")]
            v1: super::v1::Keys::new(secret_key),
        }
    }

    /// The keys of the v1 algorithms.
    #[cfg(feature = "v1")]
    pub(crate) fn v1(&self) -> &super::v1::Keys {
        &self.v1
    }

    /// The key of a day and service; derived if the last one was another.
    pub(crate) fn of(&mut self, date: Date, service: &Label) -> &SigningKey {
        if self.date != date || self.service != *service {
            self.key = self.root.derive(date.as_str(), service.as_str());
            self.date = date;
            self.service = *service;
        }
        &self.key
    }
}

/// A product name, kept without an allocation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Label {
    bytes: [u8; MAX_SERVICE],
    length: u8,
}

impl Label {
    /// Keeps the first 64 bytes; a checked service has no more.
    pub(crate) fn of(service: &str) -> Self {
        let mut bytes = [0_u8; MAX_SERVICE];
        for (to, from) in bytes.iter_mut().zip(service.as_bytes()) {
            *to = *from;
        }
        Label { bytes, length: service.len().min(MAX_SERVICE) as u8 }
    }

    /// The name.
    pub(crate) fn as_str(&self) -> &str {
        // INVARIANT: a checked service is ASCII.
        std::str::from_utf8(self.bytes.get(..usize::from(self.length)).unwrap_or_default()).unwrap_or_default()
    }
}

/// A digest in lower-case hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hex([u8; 64]);

impl Hex {
    /// The hex of a digest.
    pub(crate) fn of(digest: &[u8; 32]) -> Self {
        let mut text = [b'0'; 64];
        // INVARIANT: the buffer is twice the digest, the only way encoding can fail.
        let _ = hex::encode_to_slice(digest, &mut text);
        Hex(text)
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        // INVARIANT: of() writes hex digits.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

/// HMAC-SHA256, as every rung uses it.
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = keyed(key);
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    // INVARIANT: HMAC takes a key of any length; a longer one is hashed first (RFC 2104).
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes a key of any length"),
    }
}
