//! The date of the credential scope.

use super::error::{SigningError, SigningErrorKind};
use super::text::{FixedBuf, Sink as _, put_decimal, text};

/// The last second of the year 9999: past it a date no longer has the ten characters the scope is made of.
const LAST: u64 = 253_402_300_799;
const TOO_LATE: SigningErrorKind = SigningErrorKind::new("is past the year 9999; it counts seconds, not milliseconds");

/// A UTC date as `YYYY-MM-DD`.
pub(crate) type Date = FixedBuf<10>;

/// The day of a Unix timestamp in seconds, counted from 1970-01-01 (Signature v3 page: the scope's date is UTC, not
/// local).
pub(crate) fn day_of(timestamp: u64) -> Result<u32, SigningError<'static>> {
    if timestamp > LAST {
        return Err(SigningError::new("timestamp", &TOO_LATE));
    }
    Ok((timestamp / 86_400) as u32)
}

/// The date of a day counted from 1970-01-01. Years are counted from March, so that a leap day ends one.
pub(crate) fn date_of(day: u32) -> Date {
    let shifted = day + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = era * 400 + year_of_era + u32::from(month <= 2);
    let mut date = Date::EMPTY;
    put_decimal(&mut date, u64::from(year));
    for part in [month, day] {
        date.put(if part < 10 { b"-0" } else { b"-" });
        put_decimal(&mut date, u64::from(part));
    }
    date
}

/// The UTC date of a Unix timestamp in seconds, as `YYYY-MM-DD`.
///
/// # Errors
/// `Client.InvalidArgument` past the year 9999.
pub fn utc_date(timestamp: u64) -> Result<String, crate::Error> {
    let date = date_of(day_of(timestamp)?);
    Ok(text(|sink| sink.put(date.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::{LAST, utc_date};

    #[test]
    fn dates_at_their_edges() {
        for (timestamp, date) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (86_400, "1970-01-02"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (1_551_113_065, "2019-02-25"),
            (1_709_164_800, "2024-02-29"),
            (1_760_054_400, "2025-10-10"),
            (4_107_542_400, "2100-03-01"),
            (LAST, "9999-12-31"),
        ] {
            assert_eq!(utc_date(timestamp).unwrap(), date);
        }
        assert!(utc_date(LAST + 1).is_err());
    }
}
