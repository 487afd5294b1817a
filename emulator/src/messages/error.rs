//! Why a request is not done.

use std::borrow::Cow;

/// An error on its way to the envelope: its code, and the parameter, id or figure it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) code: Cow<'static, str>,
    pub(crate) about: String,
}

impl ApiError {
    /// A code whose message needs nothing more.
    pub(crate) const fn new(code: &'static str) -> Self {
        ApiError { code: Cow::Borrowed(code), about: String::new() }
    }

    /// A code and what it is about.
    pub(crate) fn about(code: impl Into<Cow<'static, str>>, about: impl Into<String>) -> Self {
        ApiError { code: code.into(), about: clipped(about.into()) }
    }
}

/// A error quotes the caller; a megabyte of quotation helps nobody.
fn clipped(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(200) {
        text.truncate(end);
        text.push('…');
    }
    text
}
