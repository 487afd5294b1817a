//! Why something cannot be signed, without an allocation: the wasm module for signing alone has no allocator.

use super::sink::Sink;
use crate::Error;
use crate::error::client;

/// A field that cannot be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal<'a> {
    /// `Client.InvalidArgument`, `Client.TooLarge` or `Client.Freed`.
    pub code: &'static str,
    /// The name of the field, as a caller of the package knows it.
    pub field: &'a str,
    /// What is wrong with it; goes on after the name.
    pub problem: &'static str,
    /// What else it is about; the end of the sentence.
    pub about: &'a str,
}

impl<'a> Refusal<'a> {
    /// `Client.InvalidArgument`.
    pub const fn new(field: &'a str, problem: &'static str) -> Self {
        Refusal { code: client::INVALID_ARGUMENT, field, problem, about: "" }
    }

    /// `Client.InvalidArgument`, with the end of the sentence.
    pub const fn about(field: &'a str, problem: &'static str, about: &'a str) -> Self {
        Refusal { code: client::INVALID_ARGUMENT, field, problem, about }
    }

    /// `Client.TooLarge`.
    pub const fn too_large(field: &'a str, problem: &'static str) -> Self {
        Refusal { code: client::TOO_LARGE, field, problem, about: "" }
    }

    /// The sentence.
    pub fn put(&self, sink: &mut dyn Sink) {
        for part in ["`", self.field, "` ", self.problem, self.about] {
            sink.put(part.as_bytes());
        }
    }
}

impl From<Refusal<'_>> for Error {
    fn from(refusal: Refusal<'_>) -> Self {
        Error::new(refusal.code, ["`", refusal.field, "` ", refusal.problem, refusal.about].concat())
    }
}
