//! Taking secrets out of what a report shows.

use super::input::{Known, Received};
use super::report::Report;

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
    let mut secrets: Vec<String> = secrets.into_iter().filter(|it| it.len() >= SHORTEST).map(str::to_owned).collect();
    // Canonical headers are in lower case, and queries encoded.
    let lower: Vec<String> = secrets.iter().map(|secret| secret.to_ascii_lowercase()).collect();
    let encoded: Vec<String> = secrets.iter().map(|secret| encoded(secret)).collect();
    secrets.extend(lower);
    secrets.extend(encoded);
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

fn encoded(secret: &str) -> String {
    let pair = crate::sign::v1::encode(&[("", secret)]);
    pair.strip_prefix('=').unwrap_or_default().to_owned()
}
