//! Mistakes with the signed headers: which they are, and what stands in their lines.

use super::hypothesis::{Facts, Hypothesis};
use crate::diagnose::attempt::{Attempt, Line};
use crate::diagnose::causes::*;

/// More unlisted headers than this are not tried.
const MAX_UNLISTED: usize = 40;

pub(super) fn hypotheses<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let mut found = forms(facts);
    found.extend(values(facts));
    found.extend(lists(facts));
    found.extend(meant_values(facts));
    found
}

/// How a name is written.
type Style = fn(&str) -> String;

/// The lines written otherwise.
fn forms<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let capitals: Vec<&str> = facts
        .base
        .headers
        .iter()
        .filter(|line| line.value.bytes().any(|byte| byte.is_ascii_uppercase()))
        .map(|line| line.name.as_str())
        .collect();
    let mut found = Vec::new();
    if !capitals.is_empty() {
        let names = capitals.join(", ");
        found.push(Hypothesis::new(&HEADERS_VALUE_CASE, |attempt| attempt.lower = false).signed(names));
    }
    let styles: [(Style, bool, bool); 7] = [
        (title_case, true, true),
        (title_case, true, false),
        (title_case, false, true),
        (title_case_tc, true, true),
        (title_case_tc, true, false),
        (str::to_ascii_lowercase, true, true),
        (str::to_ascii_uppercase, true, true),
    ];
    for (style, lines, list) in styles {
        let names: Vec<String> = facts.base.names.iter().map(|name| style(name)).collect();
        let change = move |attempt: &mut Attempt| {
            if lines {
                attempt.headers.iter_mut().for_each(|line| line.name = style(&line.name));
            }
            if list {
                attempt.names.iter_mut().for_each(|name| *name = style(name));
            }
        };
        found.push(Hypothesis::new(&HEADERS_NAME_CASE, change).signed(names.join(", ")));
    }
    for around in [[": ", "\n"], [" : ", "\n"], [":", " \n"], ["=", "\n"], [": ", " \n"]] {
        found.push(
            Hypothesis::new(&HEADERS_SPACES, move |attempt| attempt.around = around).rare_if(around != [": ", "\n"]),
        );
    }
    found
}

/// `Content-Type`
fn title_case(name: &str) -> String {
    let capital = |word: &str| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        [first.to_ascii_uppercase(), rest.to_ascii_lowercase()].concat()
    };
    name.split('-').map(capital).collect::<Vec<_>>().join("-")
}

/// `X-TC-Action`
fn title_case_tc(name: &str) -> String {
    title_case(name).replace("X-Tc-", "X-TC-")
}

/// Other values of single headers that something on the way explains.
fn values<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let mut found = Vec::new();
    for line in &facts.base.headers {
        let name = line.name.as_str();
        let all: Vec<&str> = facts.received.values(name).collect();
        let mut other = |cause, value: String| {
            let name = line.name.clone();
            let received = line.name.clone();
            let shown = if is_token(&name) { String::new() } else { value.clone() };
            found.push(Hypothesis::new(cause, move |attempt| attempt.set(&name, &value)).between(shown, received));
        };
        if all.len() > 1 {
            all.iter().skip(1).for_each(|value| other(&HEADERS_DUPLICATE, (*value).to_owned()));
            [", ", ","].iter().for_each(|between| other(&HEADERS_DUPLICATE, all.join(between)));
        }
        if let Some((before, _)) = line.value.rsplit_once(',') {
            other(&HEADERS_EXTENDED, before.trim().to_owned());
            other(&HEADERS_EXTENDED, line.value.split(',').next().unwrap_or_default().to_owned());
        }
        if !matches!(name.to_ascii_lowercase().as_str(), "content-type" | "host") {
            other(&HEADERS_EXTENDED, String::new());
        }
    }
    found
}

/// A token never stands in a report.
fn is_token(name: &str) -> bool {
    name.eq_ignore_ascii_case("x-tc-token")
}

/// Headers more or less than the Authorization header lists.
fn lists<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let mut found = Vec::new();
    let listed = |name: &str| facts.base.names.iter().any(|known| known.eq_ignore_ascii_case(name));
    for name in &facts.base.names {
        let cause = if is_token(name) { &TOKEN_UNSIGNED } else { &HEADERS_ADDED };
        for list in [true, false] {
            let gone = name.clone();
            let change = move |attempt: &mut Attempt| {
                attempt.headers.retain(|line| line.name != gone);
                if list {
                    attempt.names.retain(|name| *name != gone);
                }
            };
            found.push(Hypothesis::new(cause, change).between(name, name));
        }
    }
    for required in ["content-type", "host"].into_iter().filter(|name| !listed(name)) {
        found.extend(unlisted(required, facts.header(required)));
    }
    let others = facts.received.headers.iter().filter(|(name, _)| !listed(name) && name != "authorization");
    for (name, value) in others.take(MAX_UNLISTED) {
        found.extend(unlisted(&name.to_ascii_lowercase(), value));
    }
    for name in facts.base.names.iter().filter(|name| facts.received.header(name).is_none()) {
        let value = if is_token(name) { facts.known.token } else { None };
        found.extend(value.map(|value| {
            let line = name.clone();
            Hypothesis::new(&TOKEN_MISSING, move |attempt| attempt.set(&line, value))
        }));
    }
    found
}

/// A header that was signed without being listed: in the lines and in their list, or in the lines alone.
fn unlisted<'a>(name: &str, value: &str) -> Vec<Hypothesis<'a>> {
    let one = |list: bool| {
        let line = Line { name: name.to_owned(), value: value.trim().to_owned() };
        let change = move |attempt: &mut Attempt| {
            let at = attempt.headers.partition_point(|other| other.name < line.name);
            attempt.headers.insert(at, line.clone());
            if list {
                let at = attempt.names.partition_point(|other| *other < line.name);
                attempt.names.insert(at, line.name.clone());
            }
        };
        Hypothesis::new(&HEADERS_NOT_LISTED, change).signed(name)
    };
    vec![one(true), one(false)]
}

/// Signed headers with the value that was meant.
fn meant_values<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let meant = &facts.known.meant;
    let mut found = Vec::new();
    let mut values: Vec<(&str, &str)> = [
        ("x-tc-action", meant.action),
        ("x-tc-version", meant.version),
        ("x-tc-region", meant.region),
        ("x-tc-language", meant.language),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect();
    values.extend(meant.headers.iter().copied());
    for line in &facts.base.headers {
        for (name, value) in values.iter().filter(|(name, _)| name.eq_ignore_ascii_case(&line.name)) {
            if line.value.eq_ignore_ascii_case(value) {
                continue;
            }
            let cause = if *name == "x-tc-action" { &ACTION_SIGNED_OTHER } else { &HEADERS_OTHER };
            let received = if cause == &ACTION_SIGNED_OTHER { line.value.clone() } else { line.name.clone() };
            let (name, value) = ((*name).to_owned(), (*value).to_owned());
            let shown = value.clone();
            found.push(
                Hypothesis::new(cause, move |attempt| attempt.set(&name, &value)).between(shown, received).of_meant(),
            );
        }
    }
    found
}
