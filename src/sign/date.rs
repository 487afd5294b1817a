//! The date of the credential scope.

use crate::Error;

/// The last second of the year 9999: past it a date no longer has the ten characters the scope is made of.
const LAST: u64 = 253_402_300_799;

/// The UTC date of a Unix timestamp in seconds, as `YYYY-MM-DD` (Signature v3 page: the scope's date is UTC, not local).
pub fn utc_date(timestamp: u64) -> Result<String, Error> {
    if timestamp > LAST {
        return Err(Error::argument("timestamp", "is past the year 9999; it counts seconds, not milliseconds"));
    }
    let (year, month, day) = civil(timestamp / 86_400);
    let mut date = String::with_capacity(10);
    digits(&mut date, year, 4);
    date.push('-');
    digits(&mut date, month, 2);
    date.push('-');
    digits(&mut date, day, 2);
    Ok(date)
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

/// Appends `value` in decimal, at least `width` digits: `format!` would bring its whole machinery into the wasm module.
pub(crate) fn digits(out: &mut String, value: u64, width: usize) {
    let mut buffer = [0_u8; 20];
    let mut rest = value;
    let mut count = 0;
    for slot in buffer.iter_mut().rev() {
        if rest == 0 && count >= width.max(1) {
            break;
        }
        *slot = b'0' + (rest % 10) as u8;
        rest /= 10;
        count += 1;
    }
    out.extend(buffer.iter().skip(buffer.len() - count).map(|byte| char::from(*byte)));
}

#[cfg(test)]
mod tests {
    use super::{LAST, digits, utc_date};

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
    fn digits_pad_and_do_not_cut() {
        for (value, width, text) in [(0, 1, "0"), (7, 2, "07"), (123, 2, "123"), (u64::MAX, 1, "18446744073709551615")]
        {
            let mut out = String::new();
            digits(&mut out, value, width);
            assert_eq!(out, text);
        }
    }
}
