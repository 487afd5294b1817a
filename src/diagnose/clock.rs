//! What shows in the timestamp: its form, its date, and how far it is from the clock.

use super::causes::*;
use super::forms::seen;
use super::hypotheses::local_offset;
use super::input::whole_number;
use super::report::Finding;
use crate::sign::utc_date;

/// How far the timestamp may be from the service's clock, in seconds, where nothing else is known.
const SKEW: u64 = 300;
/// The last second of the year 9999. As milliseconds it is in 1978: nothing later is a count of seconds.
const LAST_SECOND: u64 = 253_402_300_799;
const HOUR: u64 = 3_600;

/// The second that a timestamp means.
pub(super) fn second_of(timestamp: &str) -> Option<u64> {
    whole_number(timestamp).map(|number| if number > LAST_SECOND { number / 1_000 } else { number })
}

/// What is wrong with a timestamp by itself.
pub(super) fn timestamp(sent: Option<&str>) -> Option<Finding> {
    match sent.map(|text| (text, whole_number(text))) {
        None => Some(seen(&TIMESTAMP_MISSING, "", "")),
        Some((text, None)) => Some(seen(&TIMESTAMP_FORM, "", text.chars().take(40).collect::<String>())),
        Some((text, Some(number))) => (number > LAST_SECOND).then(|| seen(&TIMESTAMP_MILLISECONDS, text, text)),
    }
}

/// What is wrong with the date of the scope.
pub(super) fn date(date: &str, second: Option<u64>) -> Option<Finding> {
    let form: Vec<usize> = date.split('-').map(str::len).collect();
    let second = second?;
    let utc = utc_date(second).ok()?;
    if date == utc || date.is_empty() {
        return None;
    }
    if form != [4, 2, 2] {
        return Some(seen(&DATE_FORMAT, date, utc));
    }
    let cause = if local_offset(second, date).is_some() { &DATE_LOCAL_TIME } else { &DATE_OTHER };
    Some(seen(cause, date, utc))
}

/// How far the timestamp is from the time of receipt.
pub(super) fn skew(second: Option<u64>, received_at: Option<u64>, most: Option<u64>) -> Option<Finding> {
    let (second, received_at, most) = (second?, received_at?, most.unwrap_or(SKEW));
    let off = second.abs_diff(received_at);
    if off <= most {
        return None;
    }
    let shown = duration(off);
    if second < received_at {
        return Some(seen(&TIMESTAMP_EXPIRED, shown, second.to_string()));
    }
    let whole_hours = (off + SKEW) % HOUR <= 2 * SKEW && off <= 14 * HOUR + SKEW;
    Some(seen(if whole_hours { &TIMESTAMP_LOCAL_TIME } else { &TIMESTAMP_AHEAD }, shown, second.to_string()))
}

/// `8 h 2 min`: the two largest units.
fn duration(seconds: u64) -> String {
    let units = [(86_400, "d"), (HOUR, "h"), (60, "min"), (1, "s")];
    let at = units.iter().position(|(unit, _)| seconds >= *unit).unwrap_or(3);
    let mut left = seconds;
    let mut shown = Vec::new();
    for (unit, name) in units.iter().skip(at).take(2) {
        if left / unit > 0 {
            shown.push([&(left / unit).to_string(), " ", name].concat());
        }
        left %= unit;
    }
    shown.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{date, duration, skew};

    const NOON: u64 = 1_767_268_800;

    fn code(finding: Option<crate::diagnose::Finding>) -> &'static str {
        finding.map_or("", |finding| finding.cause.code)
    }

    #[test]
    fn the_clock_is_judged_by_how_far_it_is_off() {
        for (second, expected) in [
            (NOON - 300, ""),
            (NOON + 300, ""),
            (NOON - 301, "Timestamp.Expired"),
            (NOON - 8 * 3_600, "Timestamp.Expired"),
            (NOON + 301, "Timestamp.Ahead"),
            (NOON + 8 * 3_600 - 5, "Timestamp.LocalTime"),
            (NOON + 8 * 3_600 + 1_800, "Timestamp.Ahead"),
            (NOON + 40 * 3_600, "Timestamp.Ahead"),
        ] {
            assert_eq!(code(skew(Some(second), Some(NOON), None)), expected, "{second}");
        }
        assert_eq!(code(skew(Some(0), None, None)), "");
    }

    #[test]
    fn a_date_is_right_local_or_another() {
        for (text, expected) in [
            ("2026-01-01", ""),
            ("2026-01-02", "Date.LocalTime"),
            ("2025-12-31", "Date.Other"),
            ("2026-01-03", "Date.Other"),
            ("20260101", "Date.Format"),
            ("2026-1-1", "Date.Format"),
            ("", ""),
        ] {
            assert_eq!(code(date(text, Some(NOON + 5 * 3_600))), expected, "{text}");
        }
    }

    #[test]
    fn durations_have_two_units() {
        for (seconds, text) in [(5, "5 s"), (301, "5 min 1 s"), (28_800, "8 h"), (90_061, "1 d 1 h"), (0, "")] {
            assert_eq!(duration(seconds), text);
        }
    }
}
