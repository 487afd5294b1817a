//! The keys of v1, and the signature.

use crate::sign::hash::{new_hmac, new_hmac_sha256};
use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, Mac as _};
use sha1::Sha1;
use sha2::Sha256;

/// The hash of the HMAC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// The service's default; no `SignatureMethod` is sent.
    #[default]
    HmacSha1,
    /// Sent as `SignatureMethod=HmacSHA256`, which is signed as well.
    HmacSha256,
}

impl Algorithm {
    /// The service's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            Algorithm::HmacSha1 => "HmacSHA1",
            Algorithm::HmacSha256 => "HmacSHA256",
        }
    }

    /// By the service's name for it.
    pub fn parse(name: &str) -> Option<Self> {
        [Algorithm::HmacSha1, Algorithm::HmacSha256].into_iter().find(|known| known.name() == name)
    }
}

/// HMAC of the string to sign, in base64 with padding.
pub fn signature(algorithm: Algorithm, secret_key: &str, string_to_sign: &str) -> String {
    Keys::new(secret_key.as_bytes()).sign(algorithm, string_to_sign)
}

/// The inner and outer hash states of a secret key, for either algorithm. Wiped on drop; no `Debug`.
#[derive(Clone)]
pub(crate) struct Keys {
    sha1: Hmac<Sha1>,
    sha256: Hmac<Sha256>,
}

impl Keys {
    /// `secret_key` is any non-empty text.
    pub(crate) fn new(secret_key: &[u8]) -> Self {
        Keys { sha1: new_hmac(secret_key), sha256: new_hmac_sha256(secret_key) }
    }

    pub(crate) fn sign(&self, algorithm: Algorithm, string_to_sign: &str) -> String {
        let message = string_to_sign.as_bytes();
        match algorithm {
            Algorithm::HmacSha1 => {
                Base64::encode_string(&self.sha1.clone().chain_update(message).finalize().into_bytes())
            }
            Algorithm::HmacSha256 => {
                Base64::encode_string(&self.sha256.clone().chain_update(message).finalize().into_bytes())
            }
        }
    }
}
