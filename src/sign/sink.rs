//! Where the texts of the ladder are written.

/// Takes bytes.
pub trait Sink {
    /// Takes some more.
    fn put(&mut self, bytes: &[u8]);
}

/// Writes a text in lower case (ASCII).
pub(crate) fn put_lower(sink: &mut dyn Sink, text: &[u8]) {
    let mut lower = [0_u8; 32];
    for chunk in text.chunks(lower.len()) {
        for (to, from) in lower.iter_mut().zip(chunk) {
            *to = from.to_ascii_lowercase();
        }
        sink.put(lower.get(..chunk.len()).unwrap_or_default());
    }
}

/// Writes a number in decimal: `format!` would bring its whole machinery into the wasm module.
pub(crate) fn put_decimal(sink: &mut dyn Sink, value: u64) {
    let mut digits = [0_u8; 20];
    let mut rest = value;
    let mut from = digits.len();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        from -= 1;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    sink.put(digits.get(from..).unwrap_or_default());
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Nothing is kept of what is written, only that it could be.
impl Sink for () {
    fn put(&mut self, _: &[u8]) {}
}

#[cfg(test)]
mod tests {
    use super::put_decimal;

    #[test]
    fn numbers_have_no_leading_zero() {
        for value in [0, 7, 10, 123, 1_551_113_065, u64::MAX] {
            let mut text = Vec::new();
            put_decimal(&mut text, value);
            assert_eq!(text, value.to_string().as_bytes());
        }
    }
}
