//! Why something cannot be signed, without an allocation: the wasm module for signing alone has no allocator.

use super::sink::Sink;
use crate::Error;
use crate::error::client;

/// What is wrong with a field.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    /// `Client.InvalidArgument`, `Client.TooLarge` or `Client.Freed`.
    pub code: &'static str,
    /// In words; goes on after the field's name.
    pub text: &'static str,
}

impl Problem {
    /// `Client.InvalidArgument`.
    pub(crate) const fn new(text: &'static str) -> Self {
        Problem { code: client::INVALID_ARGUMENT, text }
    }

    /// `Client.TooLarge`.
    pub(crate) const fn too_large(text: &'static str) -> Self {
        Problem { code: client::TOO_LARGE, text }
    }
}

/// A field that cannot be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal<'a> {
    /// The name of the field, as a caller of the package knows it.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: &'static Problem,
    /// What else it is about; the end of the sentence.
    pub about: &'a [u8],
}

impl<'a> Refusal<'a> {
    /// A field and what is wrong with it.
    #[cold]
    pub(crate) const fn new(field: &'static str, problem: &'static Problem) -> Self {
        Refusal { field, problem, about: b"" }
    }

    /// The same, with the end of the sentence.
    #[cold]
    pub(crate) const fn about(field: &'static str, problem: &'static Problem, about: &'a [u8]) -> Self {
        Refusal { field, problem, about }
    }

    /// The sentence.
    pub fn put(&self, sink: &mut dyn Sink) {
        for part in [b"`", self.field.as_bytes(), b"` ", self.problem.text.as_bytes(), self.about] {
            sink.put(part);
        }
    }
}

impl From<Refusal<'_>> for Error {
    fn from(refusal: Refusal<'_>) -> Self {
        Error::new(refusal.problem.code, super::tc3::text(|sink| refusal.put(sink)))
    }
}
