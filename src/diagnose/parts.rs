//! The parts of the signature on both sides.

use super::attempt::Attempt;
use super::causes::Part;
use super::input::{Known, Meant};
use super::report::{PartReport, PartState};
use crate::sign::tc3::{UNSIGNED_PAYLOAD, sha256_hex};

/// The values of every part that is no secret, of one attempt.
fn values(attempt: &Attempt) -> [(Part, String); 11] {
    [
        (Part::Method, attempt.method.clone()),
        (Part::CanonicalUri, attempt.uri.clone()),
        (Part::CanonicalQuery, attempt.query.clone()),
        (Part::CanonicalHeaders, attempt.canonical_headers()),
        (Part::SignedHeaders, attempt.names.join(";")),
        (Part::PayloadHash, attempt.payload.clone()),
        (Part::CanonicalRequest, attempt.canonical_request()),
        (Part::Timestamp, attempt.timestamp.clone()),
        (Part::Date, attempt.scope.split('/').next().unwrap_or_default().to_owned()),
        (Part::CredentialScope, attempt.scope.clone()),
        (Part::StringToSign, attempt.string_to_sign()),
    ]
}

/// The parts where the attempt that gives the signature is known.
pub(super) fn compared(received: &Attempt, signed: &Attempt, same_signature: bool) -> Vec<PartReport> {
    let both = values(received).into_iter().zip(values(signed));
    let mut parts: Vec<PartReport> = both
        .map(|((part, received), (_, signed))| PartReport {
            part,
            state: if received == signed { PartState::Same } else { PartState::Differs },
            received: Some(received),
            signed: Some(signed),
        })
        .collect();
    let state = if same_signature { PartState::Same } else { PartState::Differs };
    parts.push(PartReport { part: Part::Signature, state, received: None, signed: None });
    parts
}

/// The parts where it is not: against what was meant, as far as that is known.
pub(super) fn against_meant(received: &Attempt, known: &Known<'_>, checked: bool) -> Vec<PartReport> {
    let mut parts: Vec<PartReport> = values(received)
        .into_iter()
        .map(|(part, received)| {
            let meant = meant_value(part, &known.meant);
            let state = match &meant {
                None => PartState::Unknown,
                Some(meant) if *meant == received => PartState::Same,
                Some(_) => PartState::Differs,
            };
            PartReport { part, state, received: Some(received), signed: meant }
        })
        .collect();
    let state = if checked { PartState::Differs } else { PartState::Unknown };
    parts.push(PartReport { part: Part::Signature, state, received: None, signed: None });
    parts
}

fn meant_value(part: Part, meant: &Meant<'_>) -> Option<String> {
    match part {
        Part::Method => meant.method.map(str::to_owned),
        Part::CanonicalQuery => meant.query.map(str::to_owned),
        Part::SignedHeaders => meant.signed_headers.map(str::to_owned),
        Part::PayloadHash if meant.unsigned_payload => Some(sha256_hex(UNSIGNED_PAYLOAD.as_bytes())),
        Part::PayloadHash => meant.payload.map(sha256_hex),
        Part::Timestamp => meant.timestamp.map(|timestamp| timestamp.to_string()),
        Part::CanonicalUri => Some("/".to_owned()),
        _ => None,
    }
}
