//! Mistakes with the secret key and what is derived from it.

use super::hypothesis::{Facts, Hypothesis};
use crate::diagnose::attempt::Derivation;
use crate::diagnose::causes::*;
use zeroize::Zeroizing;

/// What copying adds to a key: before it, after it.
const AROUND: [(&str, &str, &Cause); 17] = [
    ("", "\n", &KEY_LINE_FEED),
    ("", "\r\n", &KEY_LINE_END),
    ("", "\r", &KEY_LINE_END),
    ("\n", "", &KEY_LINE_FEED),
    ("", "\n\n", &KEY_LINE_FEED),
    ("", " ", &KEY_SPACE),
    (" ", "", &KEY_SPACE),
    (" ", " ", &KEY_SPACE),
    ("", "\t", &KEY_SPACE),
    ("\t", "", &KEY_SPACE),
    ("\"", "\"", &KEY_QUOTED),
    ("'", "'", &KEY_QUOTED),
    ("`", "`", &KEY_QUOTED),
    ("\u{201c}", "\u{201d}", &KEY_QUOTED),
    ("\u{feff}", "", &KEY_INVISIBLE),
    ("", "\u{a0}", &KEY_INVISIBLE),
    ("", "\u{200b}", &KEY_INVISIBLE),
];

const DERIVATIONS: [(Derivation, &Cause, &str); 9] = [
    (Derivation::NoPrefix, &KEY_NO_PREFIX, ""),
    (Derivation::Secret, &KEY_NOT_DERIVED, ""),
    (Derivation::PrefixedSecret, &KEY_NOT_DERIVED, ""),
    (Derivation::DateAndService, &KEY_STEP_MISSING, "tc3_request"),
    (Derivation::DateAndTerminator, &KEY_STEP_MISSING, "service"),
    (Derivation::DateAlone, &KEY_STEP_MISSING, "service, tc3_request"),
    (Derivation::HexBetween, &KEY_HEX_STEPS, ""),
    (Derivation::Swapped, &KEY_SWAPPED_ARGUMENTS, ""),
    (Derivation::SwappedFirst, &KEY_SWAPPED_ARGUMENTS, ""),
];

pub(super) fn hypotheses<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let secret = facts.known.secret_key.unwrap_or_default();
    let mut found: Vec<Hypothesis<'a>> = Vec::new();
    let mut with = |cause, id: &str, key: String| {
        let key = Zeroizing::new(key.into_bytes());
        found.push(Hypothesis::new(cause, move |attempt| attempt.key.secret = key.clone()).signed(id));
    };
    for (id, key) in &facts.known.other_keys {
        with(&KEY_OTHER_ID, id, (*key).to_owned());
    }
    for (before, after, cause) in AROUND {
        with(cause, "", [before, secret, after].concat());
    }
    let clean = secret.trim_matches(is_stray);
    if clean != secret {
        with(&KEY_TRIMMED, "", clean.to_owned());
    }
    with(&KEY_PREFIX_TWICE, "", ["TC3", secret].concat());
    let mut middle = secret.chars();
    middle.next();
    with(&KEY_CUT, "", middle.as_str().to_owned());
    let mut middle = secret.chars();
    middle.next_back();
    with(&KEY_CUT, "", middle.as_str().to_owned());
    with(&KEY_CASE, "", secret.to_lowercase());
    with(&KEY_CASE, "", secret.to_uppercase());
    with(&KEY_SWAPPED, "", facts.authorization.secret_id.clone());
    for (derivation, cause, step) in DERIVATIONS {
        found.push(Hypothesis::new(cause, move |attempt| attempt.key.derivation = derivation).signed(step));
    }
    found
}

/// What never begins or ends a key.
pub(in crate::diagnose) fn is_stray(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '"' | '\'' | '`' | '\u{201c}'..='\u{201d}' | '\u{200b}' | '\u{feff}')
}
