//! Times in the formats of the service.

use tencentcloud_edge::sign::utc_date;

const DAY: u64 = 86_400;

/// `2026-01-01T00:00:00Z` from Unix seconds. Years after 9999, which nothing here reaches, have no date.
pub(crate) fn iso(seconds: u64) -> String {
    let date = utc_date(seconds).unwrap_or_default();
    [&date, "T", &clock(seconds), "Z"].concat()
}

/// The `Date` header, `Thu, 01 Jan 2026 00:00:00 GMT` (RFC 9110), from Unix milliseconds.
pub(crate) fn http_date(ms: u64) -> String {
    const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let seconds = ms / 1_000;
    let date = utc_date(seconds).unwrap_or_default();
    let mut parts = date.split('-');
    let year = parts.next().unwrap_or_default();
    let month = parts.next().and_then(|text| text.parse::<usize>().ok()).unwrap_or(1);
    let day = parts.next().unwrap_or_default();
    let weekday = WEEKDAYS.get((seconds / DAY % 7) as usize).copied().unwrap_or_default();
    let month = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default();
    format!("{weekday}, {day} {month} {year} {} GMT", clock(seconds))
}

fn clock(seconds: u64) -> String {
    let of_day = seconds % DAY;
    let [h, m, s] = [of_day / 3_600, of_day / 60 % 60, of_day % 60].map(|number| number as u32);
    [h / 10, h % 10, 10, m / 10, m % 10, 10, s / 10, s % 10]
        .map(|digit| char::from_digit(digit, 10).unwrap_or(':'))
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{http_date, iso};

    #[test]
    fn moments_read_as_the_standards_write_them() {
        // The example date of RFC 9110, section 5.6.7.
        assert_eq!(http_date(784_111_777_000), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(http_date(1_767_225_600_999), "Thu, 01 Jan 2026 00:00:00 GMT");
        assert_eq!(iso(951_782_400 + 86_399), "2000-02-29T23:59:59Z");
        assert_eq!(http_date(u64::MAX).len(), ",  Jan  00:00:00 GMT".len() + 3);
    }
}
