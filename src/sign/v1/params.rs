//! The params of v1, one function each.

use super::Algorithm;
use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, KeyInit, Mac as _};
use sha1::Sha1;
use sha2::Sha256;

/// The string to sign. `parameters` are all but the signature, sorted by name, with their values as they are.
pub fn string_to_sign(method: &str, host: &str, parameters: &[(&str, &str)]) -> String {
    let mut text = [method, host, "/?"].concat();
    for (index, (name, value)) in parameters.iter().enumerate() {
        if index > 0 {
            text.push('&');
        }
        text.extend([name, "=", value]);
    }
    text
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
    /// Takes what is needed of a secret key, any non-empty text.
    pub(crate) fn new(secret_key: &[u8]) -> Self {
        Keys { sha1: keyed(secret_key), sha256: keyed(secret_key) }
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

/// The parameters as they are sent: every byte of UTF-8 outside `A-Za-z0-9-_.~` as `%` and two upper-case digits.
pub fn encode(parameters: &[(&str, &str)]) -> String {
    let mut form = String::new();
    for (name, value) in parameters {
        if !form.is_empty() {
            form.push('&');
        }
        escape(&mut form, name);
        form.push('=');
        escape(&mut form, value);
    }
    form
}

fn escape(out: &mut String, text: &str) {
    let digit = |value: u8| char::from(if value < 10 { b'0' + value } else { b'A' + value - 10 });
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
}

fn keyed<M: KeyInit>(key: &[u8]) -> M {
    // INVARIANT: HMAC takes a key of any length; a longer one is hashed first (RFC 2104).
    match M::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes a key of any length"),
    }
}
