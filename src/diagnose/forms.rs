//! What shows in what arrived, without a search.

use super::attempt::{SentForm, SentSignature};
use super::causes::*;
use super::hypotheses::is_stray;
use super::input::{Authorization, Known, Received, product, whole_number};
use super::report::{Certainty, Finding};

/// A cause that shows.
pub(super) fn seen(cause: &'static Cause, signed: impl Into<String>, received: impl Into<String>) -> Finding {
    Finding { cause, certainty: Certainty::Seen, signed: signed.into(), received: received.into() }
}

/// Everything that shows in a request of TC3. `whole`: more than an Authorization header arrived.
pub(super) fn look(
    received: &Received<'_>,
    authorization: &Authorization,
    (known, whole): (&Known<'_>, bool),
) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(authorization.problem.map(|problem| seen(&AUTHORIZATION_MALFORMED, "", problem)));
    found.extend(signature_form(authorization));
    found.extend(names(authorization));
    found.extend(scope(received, authorization, known));
    if whole {
        found.extend(not_sent(received, authorization));
        found.extend(token(received.header("x-tc-token"), known));
        found.extend(incomplete(received));
        found.extend(action(received.header("x-tc-action").unwrap_or_default(), known));
    }
    found.extend(secret_id(&authorization.secret_id, known));
    found
}

fn signature_form(authorization: &Authorization) -> Option<Finding> {
    let signature = &authorization.signature;
    let form = SentSignature::read(signature).form;
    match form {
        SentForm::Documented => None,
        SentForm::UpperCase => Some(seen(&SIGNATURE_UPPER_CASE, "", "")),
        SentForm::Base64 => Some(seen(&SIGNATURE_BASE64, "", "")),
        SentForm::Cut => Some(seen(&SIGNATURE_CUT, "", signature.len().to_string())),
        SentForm::Unreadable if is_sha1(signature) => Some(seen(&ALGORITHM_V1, "HmacSHA1", "")),
        SentForm::Unreadable => Some(seen(&SIGNATURE_FORM, "", "")),
    }
}

/// The 20 bytes of HMAC-SHA1 in base64.
fn is_sha1(signature: &str) -> bool {
    let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b' ');
    signature.len() == 28 && signature.strip_suffix('=').is_some_and(|rest| rest.bytes().all(base64))
}

fn names(authorization: &Authorization) -> Vec<Finding> {
    let names: Vec<&str> = authorization.names().collect();
    let mut found = Vec::new();
    if names.is_empty() {
        return found;
    }
    if authorization.signed_headers.bytes().any(|byte| byte.is_ascii_uppercase()) {
        found.push(seen(&HEADERS_NAME_CASE, names.join(", "), ""));
    }
    let lower: Vec<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    if !lower.is_sorted_by(|one, other| one < other) {
        found.push(seen(&HEADERS_ORDER, names.join(", "), ""));
    }
    let missing = ["content-type", "host"].into_iter().filter(|name| !lower.iter().any(|listed| listed == name));
    found.extend(missing.map(|name| seen(&HEADERS_REQUIRED, "", name)));
    found
}

fn not_sent(received: &Received<'_>, authorization: &Authorization) -> Vec<Finding> {
    let absent = authorization.names().filter(|name| received.header(name).is_none());
    let cause = |name: &str| if name.eq_ignore_ascii_case("x-tc-token") { &TOKEN_MISSING } else { &HEADERS_NOT_SENT };
    absent.map(|name| seen(cause(name), name, "")).collect()
}

fn scope(received: &Received<'_>, authorization: &Authorization, known: &Known<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let (service, terminator) = (authorization.service.as_str(), authorization.terminator.as_str());
    let expected = known.meant.service.or_else(|| product(received.header("host").unwrap_or_default()));
    let first = service.split('.').next().unwrap_or_default();
    let right = expected.unwrap_or(first).to_ascii_lowercase();
    if authorization.problem.is_none() || !service.is_empty() {
        if service.contains('.') && (service.contains("tencentcloudapi") || expected.is_some()) {
            found.push(seen(&SERVICE_DOMAIN, service, right));
        } else if service.bytes().any(|byte| byte.is_ascii_uppercase()) {
            found.push(seen(&SERVICE_CASE, service, service.to_ascii_lowercase()));
        } else if expected.is_some_and(|expected| expected != service) {
            found.push(seen(&SERVICE_OTHER, service, right));
        }
    }
    if terminator != "tc3_request" && !terminator.is_empty() {
        found.push(seen(&SCOPE_TERMINATOR, terminator, ""));
    }
    found
}

/// What is wrong with the token that arrived.
pub(super) fn token(sent: Option<&str>, known: &Known<'_>) -> Option<Finding> {
    let clean = sent.unwrap_or_default().trim_matches(is_stray);
    match (sent.filter(|sent| !sent.is_empty()), known.token.filter(|token| !token.is_empty())) {
        (Some(sent), Some(token)) if sent == token => None,
        (Some(sent), Some(token)) if clean != sent && clean == token => Some(seen(&TOKEN_STRAY, "", "")),
        (Some(_), Some(_)) => Some(seen(&TOKEN_OTHER, "", "")),
        (None, Some(_)) => Some(seen(&TOKEN_MISSING, "", "")),
        // Without a key nobody knows whether it has a token.
        (Some(_), None) if known.secret_key.is_some() => Some(seen(&TOKEN_UNEXPECTED, "", "")),
        _ => None,
    }
}

fn incomplete(received: &Received<'_>) -> Option<Finding> {
    let length = received.header("content-length")?;
    let body = received.body.as_deref()?;
    let promised = whole_number(length)?;
    (promised != body.len() as u64).then(|| seen(&PAYLOAD_INCOMPLETE, length, body.len().to_string()))
}

/// What is wrong with the action that arrived.
pub(super) fn action(sent: &str, known: &Known<'_>) -> Option<Finding> {
    let mut letters = sent.chars();
    let first = letters.next()?;
    let capital = || [first.to_ascii_uppercase().to_string(), letters.as_str().to_owned()].concat();
    match known.meant.action {
        Some(meant) if meant == sent => None,
        Some(meant) if meant.eq_ignore_ascii_case(sent) => Some(seen(&ACTION_CASE, meant, sent)),
        Some(meant) => Some(seen(&ACTION_OTHER, meant, sent)),
        None => first.is_ascii_lowercase().then(|| seen(&ACTION_CASE, capital(), sent)),
    }
}

/// Whether the request names another key, and whether the key that is known is clean.
pub(super) fn secret_id(sent: &str, known: &Known<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let other = known.secret_id.filter(|id| !id.is_empty() && !sent.is_empty() && *id != sent);
    found.extend(other.map(|id| seen(&ID_OTHER, id, sent)));
    if known.secret_key.is_some_and(|key| key.trim_matches(is_stray) != key) {
        found.push(seen(&KEY_GIVEN_STRAY, "", ""));
    }
    found
}
