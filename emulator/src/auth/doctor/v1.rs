//! Signature v1: mistakes in its string to sign.

use super::report::{real_host, report_strings};
use crate::auth::v1::{Claim, Reading};
use crate::keys::{Account, Keyring};
use crate::request::common::CommonParams;
use crate::request::service;
use tencentcloud_edge::sign::v1::{Algorithm, encode, signature};

/// Why a v1 signature is not valid.
pub(super) fn report(claim: &Claim<'_>, account: &Account, keyring: &Keyring, common: &CommonParams<'_>) -> String {
    let reading = Reading::of(common);
    let text = reading.string_to_sign();
    let by = |algorithm, key: &str, text: &str| signature(algorithm, key, text) == claim.signature;
    let holds = |key: &str, text: &str| by(claim.algorithm, key, text);
    let key = account.secret_key.as_str();
    let other = match claim.algorithm {
        Algorithm::HmacSha1 => Algorithm::HmacSha256,
        Algorithm::HmacSha256 => Algorithm::HmacSha1,
    };
    let as_sent = Reading {
        pairs: common.signed_pairs().map(|(name, value)| (name.to_owned(), value)).collect(),
        ..reading.clone()
    };
    let encoded = Reading { pairs: Vec::new(), ..reading.clone() }.string_to_sign()
        + &encode(&reading.pairs.iter().map(|(name, value)| (name.as_str(), *value)).collect::<Vec<_>>());
    let method = if reading.method == "GET" { "POST" } else { "GET" };
    let host = real_host(service::name_of(common));
    let real = Reading { host: &host, ..reading.clone() };
    let hostless = text.replacen("/?", "?", 1);
    let stranger = keyring.accounts().find(|it| it.secret_id != account.secret_id && holds(&it.secret_key, &text));
    let causes: [(bool, String); 9] = [
        (
            by(other, key, &text),
            format!(
                "`SignatureMethod={}` were sent and signed, or the hash were that of {}",
                other.name(),
                claim.algorithm.name()
            ),
        ),
        (holds(key, &as_sent.string_to_sign()), "the parameters were sorted by name, in ASCII order".to_owned()),
        (holds(key, &encoded), "the values were signed as they are, not percent-encoded".to_owned()),
        (
            holds(key, &Reading { method, ..reading.clone() }.string_to_sign()),
            format!("the method signed were {}", reading.method),
        ),
        (holds(key, &real.string_to_sign()), format!("the Host sent were `{host}`, as signed, not `{}`", reading.host)),
        (holds(key, &hostless), "the path `/` stood before the question mark".to_owned()),
        (holds(&format!("{key}\n"), &text), "the SecretKey had no line feed at its end".to_owned()),
        (
            stranger.is_some(),
            format!("the key were that of {}", stranger.map_or("", |account| account.secret_id.as_str())),
        ),
        (
            claim.signature.contains(' ') && holds_spaced(claim, key, &text),
            "the signature were percent-encoded: its `+` arrived as a space".to_owned(),
        ),
    ];
    let found = causes.into_iter().find(|(holds, _)| *holds).map(|(_, cause)| cause);
    report_strings(&[("string to sign", text)], found)
}

fn holds_spaced(claim: &Claim<'_>, key: &str, text: &str) -> bool {
    signature(claim.algorithm, key, text) == claim.signature.replace(' ', "+")
}
