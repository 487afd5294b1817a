//! Why something cannot be signed, without an allocation: the wasm module for signing alone has no allocator.

use super::sink::Sink;
use crate::Error;
use crate::error::client;

/// What is wrong with a field.
#[derive(Debug, PartialEq, Eq)]
pub struct SigningErrorKind {
    /// `Client.InvalidArgument`, `Client.TooLarge` or `Client.Freed`.
    pub code: &'static str,
    /// In words; goes on after the field's name.
    pub text: &'static str,
}

impl SigningErrorKind {
    /// `Client.InvalidArgument`.
    pub(crate) const fn new(text: &'static str) -> Self {
        SigningErrorKind { code: client::INVALID_ARGUMENT, text }
    }

    /// `Client.TooLarge`.
    pub(crate) const fn too_large(text: &'static str) -> Self {
        SigningErrorKind { code: client::TOO_LARGE, text }
    }
}

/// A field that cannot be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningError<'a> {
    /// The name of the field, as a caller of the package knows it.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: &'static SigningErrorKind,
    /// What else it is about; the end of the sentence.
    pub about: &'a [u8],
}

impl<'a> SigningError<'a> {
    /// A field and what is wrong with it.
    #[cold]
    pub(crate) const fn new(field: &'static str, problem: &'static SigningErrorKind) -> Self {
        SigningError { field, problem, about: b"" }
    }

    /// The same, with the end of the sentence.
    #[cold]
    pub(crate) const fn about(field: &'static str, problem: &'static SigningErrorKind, about: &'a [u8]) -> Self {
        SigningError { field, problem, about }
    }

    /// The sentence.
    pub fn put(&self, sink: &mut dyn Sink) {
        for part in [b"`", self.field.as_bytes(), b"` ", self.problem.text.as_bytes(), self.about] {
            sink.put(part);
        }
    }
}

impl From<SigningError<'_>> for Error {
    fn from(error: SigningError<'_>) -> Self {
        Error::new(error.problem.code, super::tc3::text(|sink| error.put(sink)))
    }
}
