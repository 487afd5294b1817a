//! The rungs of TC3-HMAC-SHA256, one function each, shared by the signer and by whoever verifies.
//!
//! ```text
//! payload ─ sha256 ─► canonical request ─ sha256 ─► string to sign ─ hmac(signing key) ─► signature
//! secret key ─ hmac(date) ─► hmac(service) ─► hmac("tc3_request") ─► signing key
//! ```

use super::date::digits;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroize as _;

/// The algorithm's name, as it begins the string to sign and the Authorization header.
pub const ALGORITHM: &str = "TC3-HMAC-SHA256";
/// What is hashed instead of the body when the body is not signed (`X-TC-Content-SHA256`).
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
/// The last part of the credential scope.
const TERMINATOR: &str = "tc3_request";

/// Lower-case hex of the SHA-256 of `bytes`.
pub fn sha256_hex(bytes: &[u8]) -> String {
    to_hex(&Sha256::digest(bytes).into())
}

/// A header as it is signed: its name in lower case, and its value trimmed and in lower case when it is written.
pub type Header<'a> = (&'a str, &'a str);

/// The names of `headers` joined with `;`. They must be sorted by name.
pub fn signed_header_names(headers: &[Header<'_>]) -> String {
    let mut names = String::new();
    for (index, (name, _)) in headers.iter().enumerate() {
        if index > 0 {
            names.push(';');
        }
        names.push_str(name);
    }
    names
}

/// The canonical request. `headers` are the signed ones, sorted by name; `query` is what follows `?` in the URL, byte for
/// byte, because the service hashes what it receives and does not encode it again.
pub fn canonical_request(method: &str, query: &str, headers: &[Header<'_>], payload_hash: &str) -> String {
    let mut text = String::with_capacity(160 + query.len() + payload_hash.len());
    text.push_str(method);
    text.push_str("\n/\n");
    text.push_str(query);
    text.push('\n');
    for (name, value) in headers {
        text.push_str(name);
        text.push(':');
        text.extend(value.trim_matches(' ').chars().map(|c| c.to_ascii_lowercase()));
        text.push('\n');
    }
    text.push('\n');
    text.push_str(&signed_header_names(headers));
    text.push('\n');
    text.push_str(payload_hash);
    text
}

/// `2019-02-25/cvm/tc3_request`.
pub fn credential_scope(date: &str, service: &str) -> String {
    [date, "/", service, "/", TERMINATOR].concat()
}

/// The string to sign.
pub fn string_to_sign(timestamp: u64, scope: &str, canonical_request_hash: &str) -> String {
    let mut text = String::with_capacity(120);
    text.push_str(ALGORITHM);
    text.push('\n');
    digits(&mut text, timestamp, 1);
    text.push('\n');
    text.push_str(scope);
    text.push('\n');
    text.push_str(canonical_request_hash);
    text
}

/// The Authorization header.
pub fn authorization(secret_id: &str, scope: &str, signed_headers: &str, signature: &str) -> String {
    [ALGORITHM, " Credential=", secret_id, "/", scope, ", SignedHeaders=", signed_headers, ", Signature=", signature]
        .concat()
}

/// The key of one day and service, with its inner and outer hash states made once. Wiped on drop; no `Debug`.
#[derive(Clone)]
pub struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    /// Derives the key from the secret key, the UTC date `YYYY-MM-DD` and the service.
    pub fn derive(secret_key: &str, date: &str, service: &str) -> Self {
        let mut first = ["TC3", secret_key].concat();
        let mut key = hmac_sha256(first.as_bytes(), date.as_bytes());
        first.zeroize();
        for part in [service, TERMINATOR] {
            let mut next = hmac_sha256(&key, part.as_bytes());
            core::mem::swap(&mut key, &mut next);
            next.zeroize();
        }
        let keyed = SigningKey(keyed(&key));
        key.zeroize();
        keyed
    }

    /// HMAC-SHA256 of the string to sign.
    pub fn sign(&self, string_to_sign: &str) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(string_to_sign.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// The signature as it is sent: lower-case hex.
    pub fn sign_hex(&self, string_to_sign: &str) -> String {
        to_hex(&self.sign(string_to_sign))
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    // INVARIANT: HMAC takes a key of any length; a longer one is hashed first (RFC 2104).
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes a key of any length"),
    }
}

/// HMAC-SHA256 (RFC 2104) of `message` under a key of any length: what every rung with a key is made of.
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = keyed(key);
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn to_hex(digest: &[u8; 32]) -> String {
    let mut text = [0_u8; 64];
    // INVARIANT: the buffer is twice the digest, the only way encoding can fail.
    let _ = hex::encode_to_slice(digest, &mut text);
    text.iter().map(|byte| char::from(*byte)).collect()
}
