//! Mistakes in which what was hashed is not the body that was sent.

use super::hypothesis::{Facts, Hypothesis};
use super::json::rewritten;
use crate::diagnose::attempt::{Attempt, HashForm, hash_text};
use crate::diagnose::causes::*;
use crate::sign::tc3::{UNSIGNED_PAYLOAD, sha256_hex};

/// Larger bodies, in bytes, are not written anew.
const MAX_REWRITTEN: usize = 1024 * 1024;

/// So many of the texts that are written anew are common; see the order in `json.rs`.
const COMMON_TEXTS: usize = 12;

/// What the body may have been where it is not known: what was meant, else nothing or an empty object.
pub(in crate::diagnose) fn assumed_bodies(facts_meant: Option<&[u8]>) -> Vec<Vec<u8>> {
    match facts_meant {
        Some(payload) => vec![payload.to_vec()],
        None => vec![b"{}".to_vec(), Vec::new()],
    }
}

pub(super) fn hypotheses<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let body = facts.received.body.as_deref().unwrap_or_default();
    let mut found: Vec<Hypothesis<'a>> = Vec::new();
    let mut hashed = |cause, signed: &str, bytes: &[u8]| {
        let hash = sha256_hex(bytes);
        let rare = cause == &PAYLOAD_CHARSET || found.iter().filter(|it| it.cause == cause).count() >= COMMON_TEXTS;
        let change = move |attempt: &mut Attempt| hash.clone_into(&mut attempt.payload);
        found.push(Hypothesis::new(cause, change).signed(signed).rare_if(rare));
    };
    if body.len() <= MAX_REWRITTEN
        && let Ok(text) = std::str::from_utf8(body)
    {
        texts_of(text, &mut hashed);
    }
    for (cause, signed, bytes) in [
        (&PAYLOAD_EMPTY, "", &b""[..]),
        (&PAYLOAD_NO_BODY, "{}", b"{}"),
        (&PAYLOAD_NO_BODY, "null", b"null"),
        (&PAYLOAD_NO_BODY, "[]", b"[]"),
        (&PAYLOAD_NO_BODY, "\"\"", b"\"\""),
        (&PAYLOAD_UNSIGNED, UNSIGNED_PAYLOAD, UNSIGNED_PAYLOAD.as_bytes()),
    ] {
        if bytes != body || cause == &PAYLOAD_UNSIGNED {
            hashed(cause, signed, bytes);
        }
    }
    if facts.header("x-tc-content-sha256") == UNSIGNED_PAYLOAD {
        hashed(&PAYLOAD_UNSIGNED, "the body", body);
    }
    if !facts.received.query().is_empty() {
        hashed(&PAYLOAD_NO_BODY, "the query", facts.received.query().as_bytes());
    }
    found.extend(meant(facts, body));
    found.extend(forms(body));
    found
}

/// The body that was meant, and what else is made of it.
fn meant<'a>(facts: &Facts<'a>, body: &[u8]) -> Vec<Hypothesis<'a>> {
    let Some(payload) = facts.known.meant.payload.filter(|payload| *payload != body) else { return Vec::new() };
    let same = std::str::from_utf8(body).is_ok_and(|body| {
        let meant = std::str::from_utf8(payload).unwrap_or_default();
        body.len() <= MAX_REWRITTEN && rewritten(body).iter().any(|text| text == meant)
    });
    let mut bodies = vec![(if same { &PAYLOAD_RESERIALISED } else { &PAYLOAD_OTHER }, payload.to_vec())];
    if let Ok(text) = std::str::from_utf8(payload)
        && payload.len() <= MAX_REWRITTEN
    {
        bodies.extend(rewritten(text).into_iter().map(|text| (&PAYLOAD_OTHER, text.into_bytes())));
    }
    let hashes = bodies.into_iter().map(|(cause, bytes)| (cause, sha256_hex(&bytes)));
    hashes
        .map(|(cause, hash)| Hypothesis::new(cause, move |attempt| hash.clone_into(&mut attempt.payload)).of_meant())
        .collect()
}

/// Other texts for the same.
fn texts_of(text: &str, hashed: &mut impl FnMut(&'static Cause, &str, &[u8])) {
    if text.is_empty() {
        return;
    }
    for end in ["\n", "\r\n"] {
        hashed(&PAYLOAD_LINE_FEED, "", [text, end].concat().as_bytes());
    }
    if text.trim() != text {
        for other in [text.trim(), text.trim_end(), text.trim_start(), text.strip_suffix('\n').unwrap_or(text)] {
            hashed(&PAYLOAD_TRIMMED, "", other.as_bytes());
        }
    }
    if text.contains('\n') {
        let lines = text.replace("\r\n", "\n");
        hashed(&PAYLOAD_LINE_ENDS, "", lines.replace('\n', "\r\n").as_bytes());
        hashed(&PAYLOAD_LINE_ENDS, "", lines.as_bytes());
    }
    for other in rewritten(text) {
        hashed(&PAYLOAD_RESERIALISED, "", other.as_bytes());
    }
    charsets(text, hashed);
    let mut quoted = String::from("\"");
    quoted.push_str(&text.replace('\\', "\\\\").replace('"', "\\\""));
    quoted.push('"');
    hashed(&PAYLOAD_RESERIALISED, "", quoted.as_bytes());
}

fn charsets(text: &str, hashed: &mut impl FnMut(&'static Cause, &str, &[u8])) {
    let latin: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let questions: String = text.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect();
    let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    if !text.is_ascii() {
        if let Some(latin) = latin {
            hashed(&PAYLOAD_CHARSET, "Latin-1", &latin);
        }
        hashed(&PAYLOAD_CHARSET, "ASCII", questions.as_bytes());
        let read_as_latin: String = text.bytes().map(char::from).collect();
        hashed(&PAYLOAD_CHARSET, "UTF-8, twice", read_as_latin.as_bytes());
    }
    hashed(&PAYLOAD_CHARSET, "UTF-16", &units(u16::to_le_bytes));
    hashed(&PAYLOAD_CHARSET, "UTF-16", &units(u16::to_be_bytes));
    hashed(&PAYLOAD_CHARSET, "UTF-8 with a byte order mark", ["\u{feff}", text].concat().as_bytes());
}

/// Other forms of the hash.
fn forms(body: &[u8]) -> Vec<Hypothesis<'static>> {
    let text = || String::from_utf8_lossy(body).into_owned();
    let rows = [
        (hash_text(HashForm::Upper, text()), "upper case"),
        (hash_text(HashForm::Base64, text()), "base64"),
        (hash_text(HashForm::Twice, text()), "hashed twice"),
        (text(), "the body itself"),
        (String::new(), "empty"),
    ];
    let rows = rows.into_iter().map(|(line, form)| {
        Hypothesis::new(&PAYLOAD_FORM, move |attempt| line.clone_into(&mut attempt.payload)).signed(form).rare_if(true)
    });
    rows.collect()
}
