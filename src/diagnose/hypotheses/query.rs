//! Mistakes with the method, the path and the query.

use super::hypothesis::{Facts, Hypothesis};
use crate::diagnose::causes::*;
use crate::diagnose::input::percent_decoded as decoded;

/// Longer queries, in bytes, have no place in a request (Signature v3 page).
const MAX_QUERY: usize = 64 * 1024;

pub(super) fn hypotheses<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let mut found = methods(facts);
    found.extend(paths(facts));
    if facts.received.query().len() <= MAX_QUERY {
        found.extend(queries(facts));
    }
    found
}

fn methods<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let sent = facts.base.method.as_str();
    let lower = sent.to_ascii_lowercase();
    let given = ["POST", "GET", &lower, "PUT", "post", "get"];
    let signed = given.into_iter().filter(|method| *method != sent).map(|method| {
        let value = method.to_owned();
        let it =
            Hypothesis::new(&METHOD_OTHER, move |attempt| value.clone_into(&mut attempt.method)).between(method, sent);
        if facts.known.meant.method == Some(method) { it.of_meant() } else { it }
    });
    signed.collect()
}

fn paths<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let (path, host) = (facts.received.path(), facts.header("host"));
    let action = facts.header("x-tc-action");
    let paths = [
        String::new(),
        path.to_owned(),
        facts.received.target.clone(),
        "//".to_owned(),
        ["/", action].concat(),
        ["https://", host, "/"].concat(),
        ["https://", host].concat(),
        ["http://", host, "/"].concat(),
        "/v3".to_owned(),
    ];
    let other = paths.into_iter().filter(|path| path != "/").map(|path| {
        let value = path.clone();
        let common = path.is_empty();
        Hypothesis::new(&URI_OTHER, move |attempt| value.clone_into(&mut attempt.uri)).signed(path).rare_if(!common)
    });
    other.collect()
}

fn queries<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let query = facts.received.query();
    let mut others: Vec<(&'static Cause, String)> = Vec::new();
    if let Some(body) = facts.received.body.as_deref().and_then(|body| std::str::from_utf8(body).ok())
        && body.len() <= MAX_QUERY
        && !body.is_empty()
    {
        others.push((&QUERY_SIGNED_BODY, body.to_owned()));
    }
    if !query.is_empty() {
        others.extend(written_otherwise(query));
    }
    let meant = facts.known.meant.query.filter(|meant| *meant != query);
    let meant = meant.map(|meant| {
        let cause = if sorted(meant, false) == sorted(query, false) { &QUERY_ORDER } else { &QUERY_DOUBLE_ENCODING };
        (
            if decoded(meant) == decoded(query) || decoded(&decoded(query)) == decoded(meant) {
                cause
            } else {
                &QUERY_EMPTY
            },
            meant.to_owned(),
            true,
        )
    });
    let all = meant.into_iter().chain(others.into_iter().map(|(cause, query)| (cause, query, false)));
    let all = all.filter(|(_, other, _)| other != query).map(|(cause, other, meant)| {
        let value = other.clone();
        let it = Hypothesis::new(cause, move |attempt| value.clone_into(&mut attempt.query)).between(other, query);
        if meant { it.of_meant() } else { it }
    });
    all.collect()
}

/// The same query as other code writes it, and none.
fn written_otherwise(query: &str) -> Vec<(&'static Cause, String)> {
    vec![
        (&QUERY_EMPTY, String::new()),
        (&QUERY_QUESTION_MARK, ["?", query].concat()),
        (&QUERY_ORDER, sorted(query, false)),
        (&QUERY_ORDER, sorted(query, true)),
        (&QUERY_SPACES, query.replace('+', "%20")),
        (&QUERY_SPACES, query.replace("%20", "+")),
        (&QUERY_ESCAPE_CASE, escapes(query, u8::to_ascii_lowercase)),
        (&QUERY_ESCAPE_CASE, escapes(query, u8::to_ascii_uppercase)),
        (&QUERY_DOUBLE_ENCODING, query.replace('%', "%25")),
        (&QUERY_DOUBLE_ENCODING, query.replace("%25", "%")),
        (&QUERY_DOUBLE_ENCODING, encoded(query)),
        (&QUERY_NOT_ENCODED, decoded(query)),
        (&QUERY_NOT_ENCODED, decoded(&query.replace('+', " "))),
        (&QUERY_ORDER, sorted(&query.replace('+', "%20"), false)),
        (&QUERY_SPACES, sorted(&query.replace("%20", "+"), false)),
        (&QUERY_NOT_ENCODED, sorted(&decoded(query), false)),
    ]
}

fn sorted(query: &str, any_case: bool) -> String {
    let mut pairs: Vec<&str> = query.split('&').collect();
    if any_case {
        pairs.sort_by_key(|pair| pair.to_ascii_lowercase());
    } else {
        pairs.sort_unstable();
    }
    pairs.join("&")
}

/// With the digits of every escape in another case.
fn escapes(query: &str, case: fn(&u8) -> u8) -> String {
    let mut bytes = query.as_bytes().to_vec();
    let mut left = 0;
    for byte in &mut bytes {
        match (*byte, left) {
            (b'%', _) => left = 2,
            (_, 1..) => {
                *byte = case(byte);
                left -= 1;
            }
            _ => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The values encoded once more, the delimiters left alone.
fn encoded(query: &str) -> String {
    let pairs: Vec<(&str, &str)> = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect();
    crate::sign::v1::encode(&pairs)
}
