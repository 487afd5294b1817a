//! JSON values that are read by hand: a deserializer's message quotes what it found, and that may be a key.

use serde_json::Value;

/// What was read, or what is wrong with it: the rest of a sentence that begins with the name of the value.
pub(crate) type Read<T> = Result<T, &'static str>;

/// An integer from 0 to `most`; a JSON writer may have put it as `2000.0`.
pub(crate) fn integer(value: &Value, most: u64) -> Read<u64> {
    let number = value.as_u64().or_else(|| {
        let double = value.as_f64()?;
        (double >= 0.0 && double.fract() == 0.0 && double <= 9_007_199_254_740_992.0).then_some(double as u64)
    });
    number.filter(|number| *number <= most).ok_or("is not a whole number in its range")
}
