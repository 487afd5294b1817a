//! Errors of the API.

use std::borrow::Cow;

/// An error on its way to the envelope: its code, and the parameter, id or figure it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) code: Cow<'static, str>,
    pub(crate) about: String,
}

impl ApiError {
    /// An error whose message needs no detail.
    pub(crate) const fn new(code: &'static str) -> Self {
        ApiError { code: Cow::Borrowed(code), about: String::new() }
    }

    /// An error about something: a parameter, an id or a figure.
    pub(crate) fn about(code: impl Into<Cow<'static, str>>, about: impl Into<String>) -> Self {
        ApiError { code: code.into(), about: clipped(about.into()) }
    }
}

/// Errors quote the request, which may hold a megabyte.
fn clipped(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(200) {
        text.truncate(end);
        text.push('…');
    }
    text
}
