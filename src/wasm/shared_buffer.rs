//! The two buffers in the module's memory that JavaScript writes arguments into and reads results from.
//!
//! The functions themselves take and return numbers alone: a text that crosses the boundary the usual way costs an
//! allocation, a copy and a call each way, together more than the hash of a small request. Nothing here allocates, so the
//! module for signing alone carries no allocator, and secrets lie in one place, which is wiped.

use crate::sign::{SigningError, Sink, copy_truncated};
use zeroize::Zeroize as _;

/// The most that a caller can write at a time, in bytes.
pub(crate) const INPUT: usize = 64 * 1024;
/// A request repeats no text of its input more than three times, and adds a few hundred bytes.
const OUTPUT: usize = 3 * INPUT + 1024;

/// What a caller writes.
pub(crate) struct Input([u8; INPUT]);

impl Input {
    pub(crate) const EMPTY: Self = Input([0; INPUT]);

    /// Where it lies in the module's memory.
    pub(crate) fn address(&self) -> usize {
        self.0.as_ptr() as usize
    }

    /// The first `length` bytes.
    pub(crate) fn read(&self, length: u32) -> &[u8] {
        self.0.get(..length as usize).unwrap_or_default()
    }

    /// The first `length` bytes as lines.
    pub(crate) fn lines(&self, length: u32) -> Lines<'_> {
        Lines { rest: self.read(length) }
    }

    /// Overwrites the first `length` bytes, which held a secret.
    pub(crate) fn wipe(&mut self, length: u32) {
        self.0.get_mut(..length as usize).unwrap_or_default().zeroize();
    }
}

/// The fields a caller wrote, a line each: name, `=`, and text. An absent field has no line. An empty line ends them.
#[derive(Clone, Copy)]
pub(crate) struct Lines<'a> {
    rest: &'a [u8],
}

impl<'a> Lines<'a> {
    /// What follows the empty line, line feeds included.
    pub(crate) fn rest(mut self) -> &'a [u8] {
        while self.next().is_some() {}
        self.rest
    }

    /// The text of a field by its name.
    #[inline(never)]
    pub(crate) fn optional(mut self, name: &str) -> Option<&'a [u8]> {
        self.find(|(known, _)| *known == name.as_bytes()).map(|(_, text)| text)
    }

    /// The text of a field by its name, empty for an absent one.
    pub(crate) fn required(self, name: &str) -> &'a [u8] {
        self.optional(name).unwrap_or_default()
    }
}

/// Names and texts.
impl<'a> Iterator for Lines<'a> {
    type Item = (&'a [u8], &'a [u8]);

    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        let end = self.rest.iter().position(|byte| *byte == b'\n')?;
        let (line, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest.get(1..).unwrap_or_default();
        let at = line.iter().position(|byte| *byte == b'=')?;
        Some((line.get(..at)?, line.get(at + 1..)?))
    }
}

/// What a caller reads.
pub(crate) struct Output {
    bytes: [u8; OUTPUT],
    length: usize,
}

/// The output holds the text of an error.
pub(crate) struct Failed;

impl Output {
    pub(crate) const EMPTY: Self = Output { bytes: [0; OUTPUT], length: 0 };

    /// Where it lies in the module's memory.
    pub(crate) fn address(&self) -> usize {
        self.bytes.as_ptr() as usize
    }

    pub(crate) const fn length(&self) -> usize {
        self.length
    }

    pub(crate) fn clear(&mut self) {
        self.length = 0;
    }

    /// What was written from one position to another.
    pub(crate) fn between(&self, from: usize, to: usize) -> &[u8] {
        self.bytes.get(from..to).unwrap_or_default()
    }

    /// Writes an error in place of everything else.
    pub(crate) fn fail(&mut self, error: &SigningError<'_>) -> Failed {
        self.clear();
        self.put(error.kind.code.as_bytes());
        self.put(b"\n");
        error.put_message(self);
        Failed
    }
}

impl Sink for Output {
    fn put(&mut self, bytes: &[u8]) {
        self.length += copy_truncated(self.bytes.get_mut(self.length..).unwrap_or_default(), bytes);
    }
}
