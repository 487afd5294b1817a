//! Texts as bytes: which bytes they may hold, where they are written, and a buffer of fixed size for short ones.

/// Takes bytes.
pub trait Sink {
    /// Takes some more.
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Discards what is written: for callers that only ask whether it could be.
impl Sink for () {
    fn put(&mut self, _: &[u8]) {}
}

/// The text that `put` writes. INVARIANT: everything that is signed is text.
pub(super) fn text(put: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = Vec::with_capacity(256);
    put(&mut bytes);
    String::from_utf8(bytes).unwrap_or_default()
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

/// Printable ASCII: what a header's value may hold.
pub(super) const PRINTABLE: u8 = 1;
/// The name of a service.
pub(super) const SERVICE: u8 = 2;
/// A secret id, without the delimiters of the Authorization header.
pub(super) const ID: u8 = 4;
/// A query that a URL parser leaves unchanged.
pub(super) const QUERY: u8 = 8;
/// A header's name (RFC 9110, token).
pub(super) const TOKEN: u8 = 16;
/// A host name.
pub(super) const HOST: u8 = 32;
/// A decimal digit.
pub(super) const DIGIT: u8 = 64;
/// An IPv6 address: hexadecimal digits and colons.
pub(super) const HEX: u8 = 128;

/// The classes of every byte.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where an index out of bounds is a compile error"
)]
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut at = 0;
    while at < 256 {
        classes[at] = classes_of(at as u8);
        at += 1;
    }
    classes
};

const fn classes_of(byte: u8) -> u8 {
    let word = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let printable = matches!(byte, b' '..=b'~');
    let member = [
        (PRINTABLE, printable),
        (SERVICE, word || byte == b':'),
        (ID, printable && !matches!(byte, b' ' | b'/' | b',')),
        (QUERY, printable && !matches!(byte, b' ' | b'"' | b'#' | b'\'' | b'<' | b'>')),
        (TOKEN, word || matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'^' | b'`' | b'|' | b'~')),
        (HOST, word),
        (DIGIT, byte.is_ascii_digit()),
        (HEX, byte.is_ascii_hexdigit() || byte == b':'),
    ];
    let (mut classes, mut rest): (u8, &[(u8, bool)]) = (0, &member);
    while let [(class, is_member), tail @ ..] = rest {
        if *is_member {
            classes |= *class;
        }
        rest = tail;
    }
    classes
}

/// Whether every byte of a text is of a class.
#[inline(never)]
pub(super) fn consists_of(text: &[u8], class: u8) -> bool {
    text.iter().all(|byte| CLASSES.get(usize::from(*byte)).is_some_and(|classes| classes & class != 0))
}

/// Without the spaces at either end, which are not part of a header's value.
pub(super) fn trimmed(mut text: &[u8]) -> &[u8] {
    while let [b' ', rest @ ..] | [rest @ .., b' '] = text {
        text = rest;
    }
    text
}

/// A text of at most `N` bytes, without an allocation; longer ones are truncated.
#[derive(Clone, Copy)]
pub(crate) struct FixedBuf<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> FixedBuf<N> {
    /// The empty text.
    pub(crate) const EMPTY: Self = FixedBuf { bytes: [0; N], length: 0 };

    /// The text.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl<const N: usize> Sink for FixedBuf<N> {
    fn put(&mut self, bytes: &[u8]) {
        self.length += copy_truncated(self.bytes.get_mut(self.length..).unwrap_or_default(), bytes);
    }
}

/// Copies as many bytes as fit, and returns how many that are.
pub(crate) fn copy_truncated(to: &mut [u8], from: &[u8]) -> usize {
    let length = to.len().min(from.len());
    if let Some((to, from)) = to.get_mut(..length).zip(from.get(..length)) {
        to.copy_from_slice(from);
    }
    length
}

#[cfg(test)]
mod tests {
    use super::{
        DIGIT, FixedBuf, HEX, HOST, ID, PRINTABLE, QUERY, SERVICE, Sink as _, TOKEN, consists_of, put_decimal, trimmed,
    };

    #[test]
    fn each_class_has_its_bytes() {
        let of = |class| (0..=u8::MAX).filter(|byte| consists_of(&[*byte], class)).collect::<Vec<u8>>();
        let printable: Vec<u8> = (b' '..=b'~').collect();
        let without = |left_out: &[u8]| -> Vec<u8> {
            printable.iter().copied().filter(|byte| !left_out.contains(byte)).collect()
        };
        assert_eq!(of(PRINTABLE), printable);
        assert_eq!(of(ID), without(b" /,"));
        assert_eq!(of(QUERY), without(b" \"#'<>"));
        assert_eq!(of(TOKEN), without(b" \"(),/:;<=>?@[\\]{}"));
        assert_eq!(of(DIGIT), b"0123456789");
        assert_eq!(of(HEX), b"0123456789:ABCDEFabcdef");
        assert_eq!(of(HOST), b"-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
        assert_eq!(of(SERVICE), b"-.0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
    }

    #[test]
    fn only_spaces_at_the_ends_go() {
        assert_eq!(trimmed(b"  a b "), b"a b");
        assert_eq!(trimmed(b"   "), b"");
        assert_eq!(trimmed(b"\ta"), b"\ta");
    }

    #[test]
    fn a_fixed_buffer_truncates_what_does_not_fit() {
        let mut text = FixedBuf::<4>::EMPTY;
        text.put(b"abc");
        text.put(b"defg");
        text.put(b"h");
        assert_eq!(text.as_bytes(), b"abcd");
    }

    #[test]
    fn numbers_have_no_leading_zero() {
        for value in [0, 7, 10, 123, 1_551_113_065, u64::MAX] {
            let mut text = Vec::new();
            put_decimal(&mut text, value);
            assert_eq!(text, value.to_string().as_bytes());
        }
    }
}
