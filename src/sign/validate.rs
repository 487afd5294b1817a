//! Which values a request's fields may have.

use super::error::{SigningError, SigningErrorKind};
use super::headers::{Header, find, same_name};
use super::keys::MAX_SERVICE;
use super::text::{ID, PRINTABLE, QUERY, SERVICE, TOKEN, consists_of};

/// The longest query a GET may have, in bytes (Signature v3 page).
pub(super) const MAX_QUERY: usize = 32 * 1024;
/// The most extra headers.
pub(super) const MAX_EXTRA: usize = 64;
pub(super) const TOO_MANY_EXTRA: SigningErrorKind = SigningErrorKind::new("has more than 64 members");
/// Headers that are made from fields of their own, beside all that begin with `x-tc-`.
const RESERVED: [&str; 3] = ["host", "authorization", "content-type"];

/// Text that can stand in a header: printable ASCII, not empty, no space at either end.
#[inline(never)]
pub(crate) fn plain_text<'a>(field: &'static str, value: &[u8]) -> Result<(), SigningError<'a>> {
    const EMPTY: SigningErrorKind = SigningErrorKind::new("is empty");
    const NOT_PRINTABLE: SigningErrorKind = SigningErrorKind::new("has a control character or one outside ASCII");
    const SPACED: SigningErrorKind = SigningErrorKind::new("begins or ends with a space");
    let kind = match value {
        [] => &EMPTY,
        _ if !consists_of(value, PRINTABLE) => &NOT_PRINTABLE,
        [b' ', ..] | [.., b' '] => &SPACED,
        _ => return Ok(()),
    };
    Err(SigningError::new(field, kind))
}

/// The service is a part of the credential scope, where a slash or a space would be read as something else.
pub(super) fn service<'a>(value: &[u8]) -> Result<(), SigningError<'a>> {
    const NO_PRODUCT: SigningErrorKind = SigningErrorKind::new("is not a product name such as `cvm`");
    plain_text("service", value)?;
    if value.len() > MAX_SERVICE || !consists_of(value, SERVICE) {
        return Err(SigningError::new("service", &NO_PRODUCT));
    }
    Ok(())
}

pub(super) fn query<'a>(value: &[u8]) -> Result<(), SigningError<'a>> {
    const TOO_LONG: SigningErrorKind = SigningErrorKind::too_large("is over 32 KB; send it by POST");
    const NOT_KEPT: SigningErrorKind =
        SigningErrorKind::new("has a character that a URL does not keep as it is; percent-encode it");
    if value.len() > MAX_QUERY {
        return Err(SigningError::new("query", &TOO_LONG));
    }
    if !consists_of(value, QUERY) {
        return Err(SigningError::new("query", &NOT_KEPT));
    }
    Ok(())
}

/// A header beyond those that are made from fields. `earlier` are the headers before it.
pub(super) fn extra_header<'a>(name: &'a [u8], value: &[u8], earlier: &[Header<'_>]) -> Result<(), SigningError<'a>> {
    const NO_NAME: SigningErrorKind = SigningErrorKind::new("has a name that is not a header name");
    const OWN_FIELD: SigningErrorKind = SigningErrorKind::new("must not set one that has a field of its own: ");
    const TWICE: SigningErrorKind = SigningErrorKind::new("names one twice: ");
    const NOT_PRINTABLE: SigningErrorKind = SigningErrorKind::new("has a control character or one outside ASCII in ");
    let kind = if name.is_empty() || !consists_of(name, TOKEN) {
        return Err(SigningError::new("headers", &NO_NAME));
    } else if RESERVED.iter().any(|reserved| same_name(reserved.as_bytes(), name))
        || name.get(..5).is_some_and(|begin| same_name(begin, b"x-tc-"))
    {
        &OWN_FIELD
    } else if find(earlier, name).is_some() {
        &TWICE
    } else if !consists_of(value, PRINTABLE) {
        &NOT_PRINTABLE
    } else {
        return Ok(());
    };
    Err(SigningError::with_detail("headers", kind, name))
}

/// A key pair that can be sent.
pub(crate) fn credentials<'a>(id: &[u8], key: &[u8], token: Option<&[u8]>) -> Result<(), SigningError<'a>> {
    const STRAY: SigningErrorKind =
        SigningErrorKind::new("contains a space, slash or comma; check for stray characters");
    const NO_KEY: SigningErrorKind = SigningErrorKind::new("is empty");
    plain_text("secretId", id)?;
    if !consists_of(id, ID) {
        return Err(SigningError::new("secretId", &STRAY));
    }
    if key.is_empty() {
        return Err(SigningError::new("secretKey", &NO_KEY));
    }
    token.map_or(Ok(()), |token| plain_text("token", token))
}
