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
/// Headers that are made from fields of their own, and those by which others are signed.
const RESERVED: [&str; 10] = [
    "host",
    "authorization",
    "content-type",
    "x-tc-action",
    "x-tc-version",
    "x-tc-timestamp",
    "x-tc-region",
    "x-tc-token",
    "x-tc-language",
    "x-tc-content-sha256",
];
/// What copying a credential adds at its ends, and its name.
const STRAY_ENDS: [(&str, &str); 17] = [
    (" ", "a space"),
    ("\n", "a line break"),
    ("\r", "a line break"),
    ("\t", "a tab"),
    ("\x0b", "a tab"),
    ("\x0c", "a form feed"),
    ("\"", "a quotation mark"),
    ("'", "a quotation mark"),
    ("`", "a quotation mark"),
    ("\u{201c}", "a quotation mark"),
    ("\u{201d}", "a quotation mark"),
    ("\u{2018}", "a quotation mark"),
    ("\u{2019}", "a quotation mark"),
    ("\u{a0}", "a no-break space"),
    ("\u{3000}", "a wide space"),
    ("\u{200b}", "a space without width"),
    ("\u{feff}", "a byte order mark"),
];

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
pub(super) fn service(value: &[u8]) -> Result<(), SigningError<'_>> {
    const NO_PRODUCT: SigningErrorKind = SigningErrorKind::new("is not a product name such as `cvm`");
    const MEANT: SigningErrorKind =
        SigningErrorKind::new("is the product alone, in lower case and without a domain: ").lowering_detail();
    plain_text("service", value)?;
    if value.len() > MAX_SERVICE || !consists_of(value, SERVICE) {
        return Err(SigningError::new("service", &NO_PRODUCT));
    }
    if value.iter().any(|byte| byte.is_ascii_uppercase() || *byte == b'.') {
        let product = value.split(|byte| *byte == b'.').next().unwrap_or_default();
        return Err(SigningError::with_detail("service", &MEANT, product));
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
    } else if RESERVED.iter().any(|reserved| same_name(reserved.as_bytes(), name)) {
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

/// A credential that was copied whole, and nothing with it. The error names the stray character and no other.
fn clean_ends<'a>(field: &'static str, text: &[u8]) -> Result<(), SigningError<'a>> {
    const BEGINS: SigningErrorKind = SigningErrorKind::new("must not begin with ");
    const ENDS: SigningErrorKind = SigningErrorKind::new("must not end with ");
    for (stray, name) in STRAY_ENDS {
        let kind = if text.starts_with(stray.as_bytes()) {
            &BEGINS
        } else if text.ends_with(stray.as_bytes()) {
            &ENDS
        } else {
            continue;
        };
        return Err(SigningError::with_detail(field, kind, name.as_bytes()));
    }
    Ok(())
}

/// A key pair that can be sent.
pub(crate) fn credentials<'a>(id: &[u8], key: &[u8], token: Option<&[u8]>) -> Result<(), SigningError<'a>> {
    const STRAY: SigningErrorKind =
        SigningErrorKind::new("contains a space, slash or comma; check for stray characters");
    const NO_KEY: SigningErrorKind = SigningErrorKind::new("is empty");
    for (field, text) in [("secretId", id), ("secretKey", key), ("token", token.unwrap_or_default())] {
        clean_ends(field, text)?;
    }
    plain_text("secretId", id)?;
    if !consists_of(id, ID) {
        return Err(SigningError::new("secretId", &STRAY));
    }
    if key.is_empty() {
        return Err(SigningError::new("secretKey", &NO_KEY));
    }
    token.map_or(Ok(()), |token| plain_text("token", token))
}
