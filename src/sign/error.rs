//! Why a request cannot be signed. Allocates nothing: the wasm module for signing alone has no allocator.

use super::text::{Sink, put_lower, text};
use crate::Error;
use crate::error::client;

/// What is wrong with a field.
#[derive(Debug, PartialEq, Eq)]
pub struct SigningErrorKind {
    /// `Client.InvalidArgument`, `Client.TooLarge` or `Client.Freed`.
    pub code: &'static str,
    /// The sentence after the field's name.
    pub text: &'static str,
    /// Whether the end of the sentence is written in lower case.
    pub lowers_detail: bool,
}

impl SigningErrorKind {
    /// `Client.InvalidArgument`.
    pub(crate) const fn new(text: &'static str) -> Self {
        SigningErrorKind { code: client::INVALID_ARGUMENT, text, lowers_detail: false }
    }

    /// `Client.Freed`.
    #[cfg(all(target_arch = "wasm32", feature = "wasm-sign"))]
    pub(crate) const fn freed(text: &'static str) -> Self {
        SigningErrorKind { code: client::FREED, text, lowers_detail: false }
    }

    /// The same, with the end of the sentence in lower case.
    pub(crate) const fn lowering_detail(self) -> Self {
        SigningErrorKind { lowers_detail: true, ..self }
    }

    /// `Client.TooLarge`.
    pub(crate) const fn too_large(text: &'static str) -> Self {
        SigningErrorKind { code: client::TOO_LARGE, text, lowers_detail: false }
    }
}

/// A field that cannot be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningError<'a> {
    /// The name of the field, as a caller of the package knows it.
    pub field: &'static str,
    /// What is wrong with it.
    pub kind: &'static SigningErrorKind,
    /// Ends the sentence: the name of the offending header, say. Empty for none.
    pub detail: &'a [u8],
}

impl<'a> SigningError<'a> {
    /// A field and what is wrong with it.
    #[cold]
    pub(crate) const fn new(field: &'static str, kind: &'static SigningErrorKind) -> Self {
        SigningError { field, kind, detail: b"" }
    }

    /// The same, with the end of the sentence.
    #[cold]
    pub(crate) const fn with_detail(field: &'static str, kind: &'static SigningErrorKind, detail: &'a [u8]) -> Self {
        SigningError { field, kind, detail }
    }

    /// Writes the message.
    pub fn put_message(&self, sink: &mut dyn Sink) {
        for part in [b"`", self.field.as_bytes(), b"` ", self.kind.text.as_bytes()] {
            sink.put(part);
        }
        if self.kind.lowers_detail {
            put_lower(sink, self.detail);
        } else {
            sink.put(self.detail);
        }
    }
}

impl From<SigningError<'_>> for Error {
    fn from(error: SigningError<'_>) -> Self {
        Error::new(error.kind.code, text(|sink| error.put_message(sink)))
    }
}
