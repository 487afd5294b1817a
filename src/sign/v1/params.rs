//! The parameters of v1: in what order they are signed, and how they are encoded.

use crate::Error;

/// The parameters that the signer sets; a caller's of the same name is refused.
pub(super) const RESERVED: [&str; 10] = [
    "Action",
    "Language",
    "Nonce",
    "Region",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Timestamp",
    "Token",
    "Version",
];

/// Sorts by name, in the order of the bytes. A name that comes twice would have two places in the string to sign.
pub(super) fn sort(parameters: &mut [(&str, &str)]) -> Result<(), Error> {
    parameters.sort_unstable();
    for (one, next) in parameters.iter().zip(parameters.iter().skip(1)) {
        if one.0 == next.0 {
            let name: String = one.0.chars().filter(char::is_ascii_graphic).take(60).collect();
            return Err(Error::argument("payload", &["gives the parameter ", &name, " twice"].concat()));
        }
    }
    Ok(())
}

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
