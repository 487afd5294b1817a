//! Taking secrets out of what a report shows.

use super::input::{Known, Received};
use super::report::Report;
use zeroize::Zeroizing;

/// What stands where one was.
const HIDDEN: &str = "[hidden]";
/// Shorter ones would be found in any text.
const SHORTEST: usize = 6;

/// Takes the secret keys and tokens out of every value of a report.
pub(super) fn redact(report: &mut Report, received: &Received<'_>, known: &Known<'_>, tokens: &[String]) {
    let mut secrets: Vec<&str> = Vec::new();
    secrets.extend(known.secret_key);
    secrets.extend(known.secret_key.map(str::trim));
    secrets.extend(known.token);
    secrets.extend(known.other_keys.iter().map(|(_, key)| *key));
    secrets.extend(received.values("x-tc-token"));
    secrets.extend(tokens.iter().map(String::as_str));
    let given = secrets.into_iter().filter(|secret| secret.len() >= SHORTEST);
    // Canonical headers are in lower case, and queries encoded.
    let mut secrets: Vec<Zeroizing<String>> = given
        .flat_map(|secret| [secret.to_owned(), secret.to_ascii_lowercase(), encoded(secret)])
        .map(Zeroizing::new)
        .collect();
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.dedup();
    let hide = |text: &mut String| {
        for secret in &secrets {
            if text.contains(secret.as_str()) {
                *text = text.replace(secret.as_str(), HIDDEN);
            }
        }
    };
    for finding in &mut report.causes {
        hide(&mut finding.signed);
        hide(&mut finding.received);
    }
    for part in &mut report.parts {
        part.received.iter_mut().chain(part.signed.iter_mut()).for_each(hide);
    }
    report.canonical_request.iter_mut().chain(report.string_to_sign.iter_mut()).for_each(hide);
}

/// Percent-encoded, in one piece of memory: what a growing text leaves behind is not wiped.
fn encoded(secret: &str) -> String {
    let mut text = String::with_capacity(secret.len() * 3);
    for byte in secret.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            text.push(char::from(byte));
        } else {
            text.push('%');
            let digits = [byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or_default());
            text.extend(digits.map(|digit| digit.to_ascii_uppercase()));
        }
    }
    text
}
