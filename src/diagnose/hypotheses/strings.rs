//! Mistakes in how the strings are put together, and in what is done with the last of them.

use super::hypothesis::{Facts, Hypothesis};
use crate::diagnose::attempt::{Attempt, ExtraHash, HashForm};
use crate::diagnose::causes::*;

type Change = fn(&Attempt, String) -> String;

const CANONICAL: [(&Cause, Change); 11] = [
    (&CANONICAL_LINE_FEED, |_, text| text + "\n"),
    (&CANONICAL_NO_BLANK_LINE, |attempt, text| without_line_after(&text, &attempt.canonical_headers())),
    (&CANONICAL_NO_BLANK_LINE, |attempt, text| with_line_after(&text, &attempt.canonical_headers())),
    (&CANONICAL_LINE_ENDS, |_, text| text.replace('\n', "\r\n")),
    (&CANONICAL_LINE_ENDS, |_, text| text.replace('\n', "\\n")),
    (&CANONICAL_LINE_ENDS, |_, text| text.replace('\n', "")),
    (&CANONICAL_NO_NAMES, |attempt, text| text.replacen(&[&attempt.names.join(";"), "\n"].concat(), "", 1)),
    (&CANONICAL_CASE, |_, text| text.to_lowercase()),
    (&CANONICAL_CASE, |_, text| text.to_uppercase()),
    (&CANONICAL_LINE_FEED, |_, text| ["\n", &text].concat()),
    (&CANONICAL_QUERY_LINE, |attempt, text| text.replacen(&["\n", &attempt.query, "\n"].concat(), "\n", 1)),
];

const TEXTS: [(&Cause, Change, &str); 16] = [
    (&STRING_LINE_FEED, |_, text| text + "\n", ""),
    (&STRING_LINE_FEED, |_, text| ["\n", &text].concat(), ""),
    (&STRING_LINE_ENDS, |_, text| text.replace('\n', "\r\n"), ""),
    (&STRING_LINE_ENDS, |_, text| text.replace('\n', "\\n"), ""),
    (&STRING_LINE_ENDS, |_, text| text.replace('\n', ""), ""),
    (&STRING_CASE, |_, text| text.to_uppercase(), ""),
    (&STRING_CASE, |_, text| text.to_lowercase(), ""),
    (&STRING_LINE_MISSING, |_, text| lines(&text, &[1, 2, 3]), "algorithm"),
    (&STRING_LINE_MISSING, |_, text| lines(&text, &[0, 2, 3]), "timestamp"),
    (&STRING_LINE_MISSING, |_, text| lines(&text, &[0, 1, 3]), "scope"),
    (&STRING_LINE_MISSING, |_, text| lines(&text, &[0, 1, 2]), "hash"),
    (&STRING_LINE_MISSING, |_, text| lines(&text, &[0, 2, 1, 3]), "scope, timestamp"),
    (&STRING_LINE_MISSING, |_, text| lines(&text, &[1, 0, 2, 3]), "timestamp, algorithm"),
    (&STRING_LINE_MISSING, |_, text| lines(&text, &[3]), "algorithm, timestamp, scope"),
    (&STRING_CANONICAL, |attempt, _| attempt.canonical_request(), ""),
    (&STRING_LINE_MISSING, |_, text| lines(&text, &[2, 3]), "algorithm, timestamp"),
];

const HASHES: [(&Cause, HashForm, &str); 4] = [
    (&STRING_NOT_HASHED, HashForm::Text, ""),
    (&STRING_HASH_FORM, HashForm::Upper, "upper case"),
    (&STRING_HASH_FORM, HashForm::Base64, "base64"),
    (&STRING_HASH_FORM, HashForm::Twice, "hashed twice"),
];
/// What the first line has been taken for.
const ALGORITHMS: [&str; 6] =
    ["TC3-HMAC-SHA256 ", "tc3-hmac-sha256", "HMAC-SHA256", "HmacSHA256", "AWS4-HMAC-SHA256", "TC3-HMAC-SHA1"];

pub(super) fn hypotheses<'a>(_: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let mut found: Vec<Hypothesis<'a>> = CANONICAL
        .into_iter()
        .map(|(cause, change)| Hypothesis::new(cause, move |attempt| attempt.canonical = Some(change)))
        .collect();
    found.extend(
        TEXTS.into_iter().map(|(cause, change, line)| {
            Hypothesis::new(cause, move |attempt| attempt.text = Some(change)).signed(line)
        }),
    );
    found.extend(HASHES.into_iter().map(|(cause, form, name)| {
        Hypothesis::new(cause, move |attempt| attempt.hash = form).signed(name).rare_if(true)
    }));
    found.extend(ALGORITHMS.into_iter().map(|name| {
        Hypothesis::new(&STRING_LINE_MISSING, move |attempt| name.clone_into(&mut attempt.algorithm))
            .signed(name)
            .rare_if(true)
    }));
    found.extend(
        [ExtraHash::BeforeHex, ExtraHash::BeforeBytes, ExtraHash::After]
            .map(|hash| Hypothesis::new(&SIGNATURE_HASHED_TWICE, move |attempt| attempt.extra_hash = Some(hash))),
    );
    found
}

/// Some of the lines of a text, in an order.
fn lines(text: &str, wanted: &[usize]) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    wanted.iter().filter_map(|at| lines.get(*at).copied()).collect::<Vec<_>>().join("\n")
}

fn without_line_after(text: &str, headers: &str) -> String {
    text.replacen(&[headers, "\n"].concat(), headers, 1)
}

fn with_line_after(text: &str, headers: &str) -> String {
    text.replacen(&[headers, "\n"].concat(), &[headers, "\n\n"].concat(), 1)
}
