//! Which bytes a text may hold, and texts short enough to need no allocation.

use super::sink::Sink;

/// What stands between the ends of a header's value.
pub(super) const PRINTABLE: u8 = 1;
/// A product's name.
pub(super) const SERVICE: u8 = 2;
/// A secret id: what ends it in the Authorization header cannot be in it.
pub(super) const ID: u8 = 4;
/// A query that a URL keeps as it is.
pub(super) const QUERY: u8 = 8;
/// A header's name (RFC 9110, token).
pub(super) const TOKEN: u8 = 16;
/// A host's name.
pub(super) const HOST: u8 = 32;
/// A decimal digit.
pub(super) const DIGIT: u8 = 64;
/// What stands in brackets: hexadecimal digits and colons.
pub(super) const HEX: u8 = 128;

/// The classes of every byte.
#[expect(
    clippy::indexing_slicing,
    reason = "at compile time, where a place that is not there is an error of the compiler"
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

/// Whether all bytes of a text are of a class.
#[inline(never)]
pub(super) fn all(text: &[u8], class: u8) -> bool {
    text.iter().all(|byte| CLASSES.get(usize::from(*byte)).is_some_and(|classes| classes & class != 0))
}

/// Spaces at either end are not part of a header's value.
pub(super) fn trimmed(mut text: &[u8]) -> &[u8] {
    while let [b' ', rest @ ..] | [rest @ .., b' '] = text {
        text = rest;
    }
    text
}

/// A text of at most `N` bytes; what is more is cut off.
#[derive(Clone, Copy)]
pub(crate) struct FixedBuf<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> FixedBuf<N> {
    /// No text.
    pub(crate) const EMPTY: Self = FixedBuf { bytes: [0; N], length: 0 };

    /// The text.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl<const N: usize> Sink for FixedBuf<N> {
    fn put(&mut self, bytes: &[u8]) {
        self.length += fill(self.bytes.get_mut(self.length..).unwrap_or_default(), bytes);
    }
}

/// Copies as much as there is room for, and answers how much that is.
pub(crate) fn fill(room: &mut [u8], bytes: &[u8]) -> usize {
    let fits = room.len().min(bytes.len());
    if let Some((room, bytes)) = room.get_mut(..fits).zip(bytes.get(..fits)) {
        room.copy_from_slice(bytes);
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::{DIGIT, FixedBuf, HEX, HOST, ID, PRINTABLE, QUERY, SERVICE, TOKEN, all, trimmed};
    use crate::sign::Sink as _;

    #[test]
    fn each_class_has_its_bytes() {
        let of = |class| (0..=u8::MAX).filter(|byte| all(&[*byte], class)).collect::<Vec<u8>>();
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
    fn a_short_text_cuts_what_does_not_fit() {
        let mut text = FixedBuf::<4>::EMPTY;
        text.put(b"abc");
        text.put(b"defg");
        text.put(b"h");
        assert_eq!(text.as_bytes(), b"abcd");
    }
}
