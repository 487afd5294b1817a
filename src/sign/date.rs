//! The date of the credential scope, and numbers as text.

use super::refusal::Refusal;

/// The last second of the year 9999: past it a date no longer has the ten characters the scope is made of.
const LAST: u64 = 253_402_300_799;

/// A UTC date as `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date([u8; 10]);

impl Date {
    /// No date.
    pub(crate) const NONE: Date = Date([0; 10]);

    /// The UTC date of a Unix timestamp in seconds (Signature v3 page: the scope's date is UTC, not local).
    pub(crate) fn of(timestamp: u64) -> Result<Self, Refusal<'static>> {
        if timestamp > LAST {
            return Err(Refusal::new("timestamp", "is past the year 9999; it counts seconds, not milliseconds"));
        }
        let (year, month, day) = civil(timestamp / 86_400);
        let mut text = *b"0000-00-00";
        for (value, last) in [(year, 3), (month, 6), (day, 9)] {
            let mut rest = value;
            for digit in text.iter_mut().take(last + 1).rev().take_while(|digit| **digit != b'-') {
                *digit = b'0' + (rest % 10) as u8;
                rest /= 10;
            }
        }
        Ok(Date(text))
    }

    /// The date as text.
    pub(crate) fn as_str(&self) -> &str {
        // INVARIANT: of() writes digits and hyphens.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The UTC date of a Unix timestamp in seconds, as `YYYY-MM-DD`.
///
/// # Errors
/// `Client.InvalidArgument` past the year 9999.
pub fn utc_date(timestamp: u64) -> Result<String, crate::Error> {
    Ok(Date::of(timestamp)?.as_str().to_owned())
}

/// Days since 1970-01-01 to year, month and day, counting years from March so that a leap day ends one.
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

/// A number in decimal: `format!` would bring its whole machinery into the wasm module.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal {
    digits: [u8; 20],
    from: usize,
}

impl Decimal {
    /// The digits of `value`.
    pub(crate) fn of(value: u64) -> Self {
        let mut decimal = Decimal { digits: [b'0'; 20], from: 19 };
        let mut rest = value;
        for (at, digit) in decimal.digits.iter_mut().enumerate().rev() {
            *digit = b'0' + (rest % 10) as u8;
            decimal.from = at;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        decimal
    }

    /// The number as text.
    pub(crate) fn as_str(&self) -> &str {
        // INVARIANT: of() writes digits.
        std::str::from_utf8(self.digits.get(self.from..).unwrap_or_default()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Decimal, LAST, utc_date};

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
            (4_107_542_400, "2100-03-01"),
            (LAST, "9999-12-31"),
        ] {
            assert_eq!(utc_date(timestamp).unwrap(), date);
        }
        assert!(utc_date(LAST + 1).is_err());
    }

    #[test]
    fn numbers_have_no_leading_zero() {
        for value in [0, 7, 10, 123, 1_551_113_065, u64::MAX] {
            assert_eq!(Decimal::of(value).as_str(), value.to_string());
        }
    }
}
