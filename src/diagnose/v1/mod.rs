//! A request of v1: HmacSHA1 or HmacSHA256 over its parameters.

mod attempt;
mod claim;
mod mistakes;

pub(super) use claim::Claim;

use super::causes::*;
use super::input::{Known, Received, percent_decoded};
use super::report::{Certainty, Finding, PartReport, PartState, Report, Verdict};
use super::search::MAX_HASHED;
use super::{clock, forms};
use attempt::Attempt;
use base64ct::{Base64, Encoding as _};
use mistakes::{Mistake, all};
use zeroize::Zeroizing;

/// Diagnoses it.
pub(super) fn diagnose(received: &Received<'_>, claim: &Claim, known: &Known<'_>) -> Report {
    let base = base(received, claim, known);
    let mut causes = looks(received, claim, known);
    let mut tried = 0;
    let found = known.secret_key.and_then(|_| search(received, claim, known, &base, &mut tried));
    let matches = known.secret_key.map(|_| found.as_ref().is_some_and(|(_, mistakes)| mistakes.is_empty()));
    if matches == Some(true) {
        causes.retain(|finding| finding.cause != &KEY_GIVEN_STRAY);
    }
    let verdict = match (&found, matches) {
        (Some((_, mistakes)), _) if mistakes.is_empty() && causes.is_empty() => Verdict::Valid,
        (Some(_), _) => Verdict::Explained,
        (None, Some(_)) if causes.iter().any(|finding| finding.cause == &ID_OTHER) => Verdict::Explained,
        (None, Some(_)) => Verdict::Unexplained,
        (None, None) if causes.is_empty() => Verdict::Undecided,
        (None, None) => Verdict::Explained,
    };
    let parts = parts(&base, found.as_ref().map(|(attempt, _)| attempt), matches);
    if let Some((_, mut mistakes)) = found {
        causes.retain(|seen| !mistakes.iter().any(|proved| proved.cause == seen.cause));
        mistakes.append(&mut causes);
        causes = mistakes;
    }
    Report {
        verdict,
        signature_matches: matches,
        algorithm: base.algorithm.name(),
        causes,
        parts,
        canonical_request: None,
        string_to_sign: Some(base.string_to_sign()),
        found_timestamp: None,
        tried,
    }
}

fn base(received: &Received<'_>, claim: &Claim, known: &Known<'_>) -> Attempt {
    let mut pairs = claim.pairs.clone();
    pairs.sort();
    Attempt {
        key: Zeroizing::new(known.secret_key.unwrap_or_default().to_owned()),
        algorithm: claim.algorithm.unwrap_or_default(),
        method: received.method.clone().unwrap_or_default(),
        host: received.header("host").unwrap_or_default().to_owned(),
        path: "/?".to_owned(),
        pairs,
        value: str::to_owned,
        text: |text| text,
    }
}

/// What shows without a search.
fn looks(received: &Received<'_>, claim: &Claim, known: &Known<'_>) -> Vec<Finding> {
    let timestamp = claim.get("Timestamp");
    let second = timestamp.and_then(clock::second_of);
    let meant_tc3 = known.meant.algorithm == Some(crate::sign::tc3::ALGORITHM);
    let mixed = received.header("x-tc-action").is_some();
    let name = claim.algorithm.unwrap_or_default().name();
    let mut found: Vec<Finding> = Vec::new();
    found.extend((meant_tc3 || mixed).then(|| forms::seen(&ALGORITHM_V1, name, "")));
    found.extend(clock::timestamp(timestamp));
    found.extend(clock::skew(second, known.received_at, known.max_skew));
    found.extend(forms::token(claim.token(), known));
    found.extend(forms::action(claim.get("Action").unwrap_or_default(), known));
    found.extend(forms::secret_id(claim.get("SecretId").unwrap_or_default(), known));
    found
}

/// The fewest mistakes that give the signature: none, one or two.
fn search(
    received: &Received<'_>,
    claim: &Claim,
    known: &Known<'_>,
    base: &Attempt,
    tried: &mut u32,
) -> Option<(Attempt, Vec<Finding>)> {
    let forms = sent_forms(&claim.signature);
    let mut hashed = 0;
    let mut holds = |attempt: &Attempt| {
        if hashed > MAX_HASHED {
            return None;
        }
        *tried += 1;
        hashed += attempt.size();
        let computed = attempt.signature();
        forms.iter().find(|(sent, _)| same(sent, &computed)).map(|(_, cause)| *cause)
    };
    let with_form = |form: Option<&'static Cause>, mistakes: &[&Mistake<'_>]| {
        let mistakes = mistakes.iter().map(|it| (it.cause, it.signed.clone(), it.received.clone()));
        let all = mistakes.chain(form.map(|cause| (cause, String::new(), String::new())));
        all.map(|(cause, signed, received)| Finding { cause, certainty: Certainty::Proved, signed, received }).collect()
    };
    if let Some(form) = holds(base) {
        return Some((base.clone(), with_form(form, &[])));
    }
    let mistakes = all(received, claim, known, base);
    for one in &mistakes {
        let mut attempt = base.clone();
        one.apply(&mut attempt);
        if let Some(form) = holds(&attempt) {
            return Some((attempt, with_form(form, &[one])));
        }
    }
    for (at, one) in mistakes.iter().enumerate().filter(|_| known.pairs) {
        let mut with_one = base.clone();
        one.apply(&mut with_one);
        for other in mistakes.iter().skip(at + 1).filter(|other| other.cause.group() != one.cause.group()) {
            let mut attempt = with_one.clone();
            other.apply(&mut attempt);
            if let Some(form) = holds(&attempt) {
                return Some((attempt, with_form(form, &[one, other])));
            }
        }
    }
    None
}

/// The signature as it may have been meant, and what is wrong with how it is written.
fn sent_forms(signature: &str) -> Vec<(String, Option<&'static Cause>)> {
    let mut forms = vec![(signature.to_owned(), None)];
    if signature.contains(' ') {
        forms.push((signature.replace(' ', "+"), Some(&SIGNATURE_NOT_ENCODED)));
    }
    let once = percent_decoded(signature);
    if once != signature {
        forms.push((once, Some(&PARAMETERS_DOUBLE_ENCODING)));
    }
    let digits = signature.len().is_multiple_of(2)
        && signature.len() <= 64
        && signature.bytes().all(|byte| byte.is_ascii_hexdigit());
    if digits && !signature.is_empty() {
        let bytes: Option<Vec<u8>> = signature
            .as_bytes()
            .chunks(2)
            .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()))
            .collect();
        forms.push((Base64::encode_string(&bytes.unwrap_or_default()), Some(&SIGNATURE_HEX)));
    }
    forms
}

/// Compared in a time that does not depend on where they differ.
fn same(one: &str, other: &str) -> bool {
    let difference = one.bytes().zip(other.bytes()).fold(0, |difference, (one, other)| difference | (one ^ other));
    one.len() == other.len() && std::hint::black_box(difference) == 0
}

fn parts(base: &Attempt, signed: Option<&Attempt>, matches: Option<bool>) -> Vec<PartReport> {
    let values = |attempt: &Attempt| {
        [
            (Part::Method, attempt.method.clone()),
            (Part::CanonicalHeaders, attempt.host.clone()),
            (Part::StringToSign, attempt.string_to_sign()),
        ]
    };
    let signed_values = signed.map(values);
    let mut parts: Vec<PartReport> = Vec::new();
    for (at, (part, received)) in values(base).into_iter().enumerate() {
        let signed = signed_values.as_ref().and_then(|values| values.get(at)).map(|(_, value)| value.clone());
        let state = match &signed {
            None => PartState::Unknown,
            Some(signed) if *signed == received => PartState::Same,
            Some(_) => PartState::Differs,
        };
        parts.push(PartReport { part, state, received: Some(received), signed });
    }
    let state = match matches {
        None => PartState::Unknown,
        Some(true) => PartState::Same,
        Some(false) => PartState::Differs,
    };
    parts.push(PartReport { part: Part::Signature, state, received: None, signed: None });
    parts
}
