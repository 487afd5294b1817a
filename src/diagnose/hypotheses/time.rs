//! Mistakes with the timestamp, the date and the scope.

use super::hypothesis::{Facts, Hypothesis};
use crate::diagnose::attempt::Attempt;
use crate::diagnose::causes::*;
use crate::diagnose::input::{Meant, product};
use crate::sign::utc_date;

const HOUR: i64 = 3_600;
/// How far the clock may have moved between two readings, in seconds.
const BETWEEN_READINGS: i64 = 60;
/// China first; then every zone there is, by the hour.
const ZONES: [i64; 27] =
    [8, 9, 7, 1, -5, -8, -4, -7, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, -1, -2, -3, -6, -9, -10, -11, -12, 0];

pub(super) fn hypotheses<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let timestamp = facts.received.timestamp();
    let mut found = timestamp.map(|timestamp| timestamps(facts, timestamp)).unwrap_or_default();
    found.extend(timestamp.map(|timestamp| dates(facts, timestamp)).unwrap_or_default());
    found.extend(scopes(facts));
    found
}

fn shifted(timestamp: u64, seconds: i64) -> u64 {
    timestamp.saturating_add_signed(seconds)
}

fn timestamps<'a>(facts: &Facts<'a>, timestamp: u64) -> Vec<Hypothesis<'a>> {
    let sent = timestamp.to_string();
    let mut others: Vec<(&'static Cause, String)> = Vec::new();
    others.extend(facts.known.meant.timestamp.map(|meant| (&TIMESTAMP_READ_TWICE, meant.to_string())));
    others.push((&TIMESTAMP_MILLISECONDS, timestamp.saturating_mul(1_000).to_string()));
    others.push((&TIMESTAMP_MILLISECONDS, (timestamp / 1_000).to_string()));
    for off in 1..=BETWEEN_READINGS {
        others.extend([-off, off].map(|off| (&TIMESTAMP_READ_TWICE, shifted(timestamp, off).to_string())));
    }
    for zone in ZONES.into_iter().filter(|zone| *zone != 0) {
        others.push((&TIMESTAMP_READ_TWICE, shifted(timestamp, zone * HOUR).to_string()));
    }
    others.push((&TIMESTAMP_READ_TWICE, [&sent, ".0"].concat()));
    others.push((&TIMESTAMP_READ_TWICE, String::new()));
    let other = others.into_iter().filter(|(_, other)| *other != sent).map(|(cause, other)| {
        let value = other.clone();
        let near = other.parse::<u64>().is_ok_and(|other| other.abs_diff(timestamp) <= 2);
        Hypothesis::new(cause, move |attempt| {
            value.clone_into(&mut attempt.timestamp);
            attempt.set("x-tc-timestamp", &value);
        })
        .between(other, &sent)
        .rare_if(cause == &TIMESTAMP_READ_TWICE && !near)
    });
    other.collect()
}

/// Whose local date it is, in hours east of UTC; `None` if nobody's, or that of UTC.
pub(in crate::diagnose) fn local_offset(timestamp: u64, date: &str) -> Option<i64> {
    if utc_date(timestamp).is_ok_and(|utc| utc == date) {
        return None;
    }
    ZONES.into_iter().find(|zone| utc_date(shifted(timestamp, zone * HOUR)).is_ok_and(|local| local == date))
}

/// Other dates than the one in the header, for the key, for the scope, and for both.
fn dates<'a>(facts: &Facts<'a>, timestamp: u64) -> Vec<Hypothesis<'a>> {
    let sent = facts.authorization.date.as_str();
    let utc = utc_date(timestamp).unwrap_or_default();
    let mut others: Vec<(&'static Cause, String)> = Vec::new();
    if utc != sent {
        others
            .push((if local_offset(timestamp, sent).is_some() { &DATE_LOCAL_TIME } else { &DATE_OTHER }, utc.clone()));
    }
    for hours in [8, -8, 14, -12] {
        others.extend(utc_date(shifted(timestamp, hours * HOUR)).map(|date| (&DATE_LOCAL_TIME, date)));
    }
    for days in [-1, 1, -2, -3, -7] {
        others.extend(utc_date(shifted(timestamp, days * 24 * HOUR)).map(|date| (&DATE_OTHER, date)));
    }
    for date in [utc.as_str(), sent] {
        let parts: Vec<&str> = date.split('-').collect();
        others.extend(["", "/"].map(|between| (&DATE_FORMAT, parts.join(between))));
        others.push((&DATE_FORMAT, date.replace("-0", "-")));
    }
    others.push((&DATE_FORMAT, timestamp.to_string()));
    let mut found = Vec::new();
    for (cause, date) in others.into_iter().filter(|(_, date)| date != sent) {
        let service = facts.authorization.service.clone();
        for (scope, key) in [(true, true), (false, true), (true, false)] {
            let (value, service) = (date.clone(), service.clone());
            let change = move |attempt: &mut Attempt| {
                if scope {
                    attempt.scope = [value.as_str(), &service, "tc3_request"].join("/");
                }
                if key {
                    value.clone_into(&mut attempt.key.date);
                }
            };
            // With the right date it is the one in the header that is wrong.
            let signed = if date == utc { sent } else { &date };
            found.push(
                Hypothesis::new(cause, change).between(signed, &utc).rare_if(scope != key || cause == &DATE_OTHER),
            );
        }
    }
    found
}

/// Other services and terminators, for the key, for the scope, and for both.
fn scopes<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let (sent, date) = (facts.authorization.service.as_str(), facts.authorization.date.as_str());
    let service = facts.service();
    let upper = service.to_ascii_uppercase();
    let host = facts.header("host");
    let domain = Meant::default_host(service);
    let right = facts.known.meant.service.or_else(|| product(host)).unwrap_or(sent);
    let services: [(&'static Cause, &str); 8] = [
        (&SERVICE_OTHER, service),
        (&SERVICE_DOMAIN, host),
        (&SERVICE_DOMAIN, &domain),
        (&SERVICE_CASE, &upper),
        (&SERVICE_OTHER, host.split('.').next().unwrap_or_default()),
        (&SERVICE_OTHER, "tc3"),
        (&SERVICE_OTHER, "cvm"),
        (&SERVICE_OTHER, ""),
    ];
    let mut found = Vec::new();
    for (cause, other) in services.into_iter().filter(|(_, other)| *other != sent) {
        for (scope, key) in [(true, true), (false, true), (true, false)] {
            let (value, date) = (other.to_owned(), date.to_owned());
            // With the right service it is the one in the header that is wrong.
            let (signed, received) = if other == right { (sent, other) } else { (other, sent) };
            let change = move |attempt: &mut Attempt| {
                if scope {
                    attempt.scope = [date.as_str(), &value, "tc3_request"].join("/");
                }
                if key {
                    value.clone_into(&mut attempt.key.service);
                }
            };
            found.push(Hypothesis::new(cause, change).between(signed, received).rare_if(scope != key));
        }
    }
    found.extend(terminators(date, sent, &facts.authorization.terminator));
    found
}

fn terminators<'a>(date: &str, service: &str, sent: &str) -> Vec<Hypothesis<'a>> {
    let mut found = Vec::new();
    let others = ["tc3_request", "TC3_REQUEST", "tc3", "aws4_request", "tc3_request\n", ""];
    for other in others.into_iter().filter(|other| *other != sent) {
        for (scope, key) in [(true, true), (false, true), (true, false)] {
            let whole = [date, service, other].join("/");
            let change = move |attempt: &mut Attempt| {
                if scope {
                    whole.clone_into(&mut attempt.scope);
                }
                if key {
                    other.clone_into(&mut attempt.key.terminator);
                }
            };
            let wrong = if other == "tc3_request" { sent } else { other.trim() };
            found.push(Hypothesis::new(&SCOPE_TERMINATOR, change).signed(wrong).rare_if(true));
        }
    }
    let scopes = [
        [date, service].join("/"),
        [service, date, "tc3_request"].join("/"),
        date.to_owned(),
        [date, "tc3_request"].join("/"),
        String::new(),
    ];
    found.extend(scopes.into_iter().map(|scope| {
        let value = scope.clone();
        Hypothesis::new(&SCOPE_INCOMPLETE, move |attempt| value.clone_into(&mut attempt.scope))
            .signed(scope)
            .rare_if(true)
    }));
    found
}
