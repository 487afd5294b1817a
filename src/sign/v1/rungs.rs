//! The rungs of v1, one function each.

use super::Algorithm;
use crate::sign::tc3;
use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

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
    let made = mac(algorithm, secret_key.as_bytes(), string_to_sign.as_bytes());
    // The block that hmac makes of a key stays on the stack, and here that key is the secret itself: the same call with
    // another key writes over it.
    std::hint::black_box(mac(algorithm, &[0; OVER], &[]));
    made
}

/// Longer than any block, so that the way of long keys is gone over as well.
const OVER: usize = 100;

#[inline(never)]
fn mac(algorithm: Algorithm, key: &[u8], message: &[u8]) -> String {
    match algorithm {
        Algorithm::HmacSha1 => Base64::encode_string(&hmac_sha1(key, message)),
        Algorithm::HmacSha256 => Base64::encode_string(&tc3::hmac_sha256(key, message)),
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

fn hmac_sha1(key: &[u8], message: &[u8]) -> [u8; 20] {
    // INVARIANT: HMAC takes a key of any length; a longer one is hashed first (RFC 2104).
    let mut mac = match Hmac::<Sha1>::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes a key of any length"),
    };
    mac.update(message);
    mac.finalize().into_bytes().into()
}
