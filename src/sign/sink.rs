//! Where the texts of the ladder are written: into a hash, which needs no text at all, or into a buffer, to be shown.

use sha2::{Digest as _, Sha256};

/// Takes bytes.
pub trait Sink {
    /// Takes some more.
    fn put(&mut self, bytes: &[u8]);
}

/// Writes a text in lower case (ASCII).
pub(crate) fn put_lower(sink: &mut dyn Sink, text: &str) {
    let mut lower = [0_u8; 64];
    for chunk in text.as_bytes().chunks(lower.len()) {
        for (to, from) in lower.iter_mut().zip(chunk) {
            *to = from.to_ascii_lowercase();
        }
        sink.put(lower.get(..chunk.len()).unwrap_or_default());
    }
}

impl Sink for Sha256 {
    fn put(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}
