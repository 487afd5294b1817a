//! What the service computes from what arrived, and what is assumed of what is not known.

use super::attempt::{Attempt, Derivation, HashForm, KeyParts, Line};
use super::hypotheses::assumed_bodies;
use super::input::{Authorization, Known, Meant, Received};
use crate::sign::tc3::{UNSIGNED_PAYLOAD, sha256_hex};
use std::borrow::Cow;
use zeroize::Zeroizing;

/// What arrived; what was meant stands for what is not known of it.
pub(super) fn completed<'a>(received: &Received<'a>, authorization: &Authorization, known: &Known<'a>) -> Received<'a> {
    if received.method.is_some() {
        return received.clone();
    }
    let meant = &known.meant;
    let method = meant.method.unwrap_or("POST");
    let service = meant.service.unwrap_or(&authorization.service);
    let host = meant.host.clone().unwrap_or_else(|| Meant::default_host(service));
    let content_type = meant.content_type.unwrap_or_else(|| Meant::default_content_type(method));
    let timestamp = meant.timestamp.map(|timestamp| timestamp.to_string());
    let unsigned = meant.unsigned_payload.then_some(UNSIGNED_PAYLOAD);
    let given = [
        ("content-type", Some(content_type)),
        ("host", Some(&*host)),
        ("x-tc-action", meant.action),
        ("x-tc-version", meant.version),
        ("x-tc-region", meant.region),
        ("x-tc-language", meant.language),
        ("x-tc-timestamp", timestamp.as_deref()),
        ("x-tc-token", known.token),
        ("x-tc-content-sha256", unsigned),
    ];
    let given = given.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let all = received.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let headers = all.chain(given).chain(meant.headers.iter().copied());
    let target = match meant.query {
        Some(query) if !query.is_empty() => ["/?", query].concat(),
        _ => "/".to_owned(),
    };
    Received {
        method: Some(method.to_owned()),
        target,
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: Some(Cow::Borrowed(match (method, meant.payload) {
            ("GET", _) => b"",
            (_, Some(payload)) => payload,
            (_, None) => b"{}",
        })),
        open_end: false,
    }
}

/// The bodies that may have arrived, the likeliest first.
pub(super) fn bodies<'a>(received: &Received<'a>, known: &Known<'a>) -> Vec<Cow<'a, [u8]>> {
    let Some(body) = &received.body else {
        return assumed_bodies(known.meant.payload).into_iter().map(Cow::Owned).collect();
    };
    let mut bodies = vec![body.clone()];
    let shorter = body.strip_suffix(b"\n").map(|rest| rest.strip_suffix(b"\r").unwrap_or(rest));
    if let (true, Some(shorter)) = (received.open_end, shorter) {
        bodies.push(Cow::Owned(shorter.to_vec()));
    }
    bodies
}

/// The attempt that makes no mistake.
pub(super) fn base(received: &Received<'_>, authorization: &Authorization, secret_key: &str) -> Attempt {
    let value = |name: &str| received.header(name).unwrap_or_default().to_owned();
    let names: Vec<String> = authorization.names().map(str::to_owned).collect();
    let body = received.body.as_deref().unwrap_or_default();
    let payload = match received.header("x-tc-content-sha256") {
        Some(UNSIGNED_PAYLOAD) => UNSIGNED_PAYLOAD.as_bytes(),
        _ => body,
    };
    Attempt {
        key: KeyParts {
            secret: Zeroizing::new(secret_key.as_bytes().to_vec()),
            derivation: Derivation::Documented,
            date: authorization.date.clone(),
            service: authorization.service.clone(),
            terminator: authorization.terminator.clone(),
        },
        method: received.method.clone().unwrap_or_default(),
        uri: "/".to_owned(),
        query: received.query().to_owned(),
        headers: names.iter().map(|name| Line { name: name.clone(), value: value(name) }).collect(),
        names,
        lower: true,
        around: [":", "\n"],
        payload: sha256_hex(payload),
        algorithm: crate::sign::tc3::ALGORITHM.to_owned(),
        timestamp: value("x-tc-timestamp"),
        scope: authorization.scope(),
        hash: HashForm::Lower,
        known_hash: None,
        canonical: None,
        text: None,
        extra_hash: None,
    }
}
