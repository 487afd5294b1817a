//! The keys: from the secret key to the key of one day and service, and to a signature.

use super::date::date_of;
use super::sink::Sink as _;
use super::tc3::finish;
use super::text::FixedBuf;
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

/// A product's name.
pub(crate) type ServiceName = FixedBuf<MAX_SERVICE>;

/// The inner and outer hash states of the secret key: all that is needed of it. Wiped on drop; no `Debug`.
#[derive(Clone)]
pub(crate) struct RootKey(Hmac<Sha256>);

impl RootKey {
    /// Takes what is needed of a secret key, any non-empty text.
    pub(crate) fn new(secret_key: &[u8]) -> Self {
        let mut key = [0_u8; BLOCK];
        let used = PREFIX.len() + secret_key.len();
        if used > BLOCK {
            let mut digest = finish(Sha256::new_with_prefix(PREFIX), secret_key);
            let root = RootKey(keyed(&digest));
            digest.zeroize();
            return root;
        }
        for (to, from) in key.iter_mut().zip(PREFIX.iter().chain(secret_key)) {
            *to = *from;
        }
        let root = RootKey(keyed(key.get(..used).unwrap_or_default()));
        key.zeroize();
        root
    }

    /// The key of one UTC date and service.
    pub(crate) fn derive(&self, date: &[u8], service: &[u8]) -> SigningKey {
        let mut mac = self.0.clone();
        for part in [date, service, TERMINATOR.as_bytes()] {
            let mut key = authenticate(&mac, part);
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
        RootKey::new(secret_key.as_bytes()).derive(date.as_bytes(), service.as_bytes())
    }

    /// HMAC-SHA256 of the string to sign.
    pub fn sign(&self, string_to_sign: &str) -> [u8; 32] {
        authenticate(&self.0, string_to_sign.as_bytes())
    }

    /// The signature as it is sent: lower-case hex.
    pub fn sign_hex(&self, string_to_sign: &str) -> String {
        self.hex(string_to_sign.as_bytes()).to_text()
    }

    pub(super) fn hex(&self, string_to_sign: &[u8]) -> HexDigest {
        HexDigest::of(&authenticate(&self.0, string_to_sign))
    }
}

/// The keys of one pair: what is needed of the secret, and the key of the last day and service.
///
/// No field of it has a value that is never used, so that `Option<Keys>` has a tag of its own: a table of none is all
/// zeros, and zeros cost nothing in a wasm module.
pub(crate) struct Keys {
    root: RootKey,
    day: u32,
    service: ServiceName,
    key: SigningKey,
    #[cfg(feature = "v1")]
    v1: super::v1::Keys,
}

impl Keys {
    /// The keys of a secret key.
    pub(crate) fn new(secret_key: &[u8]) -> Self {
        let root = RootKey::new(secret_key);
        // Of no service: of() will not take it for any other.
        let key = SigningKey(root.0.clone());
        Keys {
            root,
            day: 0,
            service: ServiceName::EMPTY,
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

    /// The key of a day and service, kept until it is of another.
    pub(crate) fn of(&mut self, day: u32, service: &ServiceName) -> &SigningKey {
        self.renew(day, service);
        &self.key
    }

    /// Derives the key of a day and service, unless it is the one that is kept.
    pub(crate) fn renew(&mut self, day: u32, service: &ServiceName) -> bool {
        let is_other = self.day != day || self.service.as_bytes() != service.as_bytes();
        if is_other {
            self.key = self.root.derive(date_of(day).as_bytes(), service.as_bytes());
            self.day = day;
            self.service = *service;
        }
        is_other
    }
}

impl ServiceName {
    /// Keeps the first 64 bytes; a checked service has no more.
    pub(crate) fn of(service: &[u8]) -> Self {
        let mut label = ServiceName::EMPTY;
        label.put(service);
        label
    }
}

/// A digest in lower-case hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HexDigest([u8; 64]);

impl HexDigest {
    /// The hex of a digest.
    pub(crate) fn of(digest: &[u8; 32]) -> Self {
        let mut text = [b'0'; 64];
        // INVARIANT: the buffer is twice the digest, the only way encoding can fail.
        let _ = hex::encode_to_slice(digest, &mut text);
        HexDigest(text)
    }

    /// A digest that is in hex already.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits: [u8; 64] = text.as_bytes().try_into().ok()?;
        digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')).then_some(HexDigest(digits))
    }

    /// The text.
    pub(crate) fn to_text(self) -> String {
        super::tc3::text(|sink| sink.put(&self.0))
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

/// HMAC-SHA256, as every rung uses it.
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    authenticate(&keyed(key), message)
}

#[inline(never)]
fn authenticate(mac: &Hmac<Sha256>, message: &[u8]) -> [u8; 32] {
    mac.clone().chain_update(message).finalize().into_bytes().into()
}

#[inline(never)]
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    // INVARIANT: HMAC takes a key of any length; a longer one is hashed first (RFC 2104).
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes a key of any length"),
    }
}
