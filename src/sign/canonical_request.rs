//! The request of a request: everything that is signed but its body and the key, checked field by field.

use super::date::Date;
use super::endpoint::Endpoint;
use super::error::{SigningError, SigningErrorKind};
use super::keys::MAX_SERVICE;
use super::request::Method;
use super::sink::{Sink, put_decimal, put_lower};
use super::tc3::{ALGORITHM, UNSIGNED_PAYLOAD, put_scope};
use super::text::{ID, PRINTABLE, QUERY, SERVICE, TOKEN, all, trimmed};

/// The longest query a GET may have, in bytes (Signature v3 page).
pub(super) const MAX_QUERY: usize = 32 * 1024;
/// No more headers can be signed: servers take about a hundred in all.
const MAX_SIGNED: usize = 64;
/// Headers that are always signed (Signature v3 page).
const ALWAYS_SIGNED: [&str; 2] = ["content-type", "host"];
/// What is signed unless told otherwise, as the vendor's current example does.
const DEFAULT_SIGNED: &[u8] = b"content-type;host;x-tc-action";

/// The fields that become headers, in the order of [`RequestFields::values`]: what a caller calls each, and the header.
const HEADERS: [(&str, &str); 6] = [
    ("contentType", "content-type"),
    ("action", "x-tc-action"),
    ("version", "x-tc-version"),
    ("region", "x-tc-region"),
    ("token", "x-tc-token"),
    ("language", "x-tc-language"),
];
const UNSIGNED_HEADER: &str = "x-tc-content-sha256";
/// More extra headers than this are refused.
pub(super) const MAX_EXTRA: usize = 64;
pub(super) const TOO_MANY_EXTRA: SigningErrorKind = SigningErrorKind::new("has more than 64 members");

/// The texts of a request as bytes, unchecked.
#[derive(Clone, Copy)]
pub(crate) struct RequestFields<'a> {
    pub(crate) method: Method,
    pub(crate) service: &'a [u8],
    pub(crate) query: &'a [u8],
    pub(crate) endpoint: Option<&'a [u8]>,
    /// Of the fields that become headers.
    pub(crate) values: [Option<&'a [u8]>; HEADERS.len()],
    pub(crate) unsigned_payload: bool,
    pub(crate) timestamp: u64,
    /// The names of the headers to sign, with semicolons between.
    pub(crate) signed: Option<&'a [u8]>,
}

/// A checked request, without its body.
pub(crate) struct CanonicalRequest<'a> {
    texts: RequestFields<'a>,
    endpoint: Endpoint<'a>,
    signed: &'a [u8],
    headers: [Header<'a>; HEADERS.len() + 1 + MAX_EXTRA],
    count: usize,
}

/// A name in any case, and a value.
pub(crate) type Header<'a> = (&'a [u8], &'a [u8]);

impl<'a> CanonicalRequest<'a> {
    /// Checks every field but the payload. `extra` are further headers to send.
    ///
    /// # Errors
    /// The first field that cannot be signed.
    pub(crate) fn check(
        texts: RequestFields<'a>,
        extra: impl IntoIterator<Item = Header<'a>>,
    ) -> Result<Self, SigningError<'a>> {
        service(texts.service)?;
        let endpoint = match texts.endpoint {
            Some(text) => Endpoint::of(text)?,
            None => Endpoint::of_service(texts.service),
        };
        query(texts.query)?;
        let signed = texts.signed.unwrap_or(DEFAULT_SIGNED);
        let mut request = CanonicalRequest {
            texts,
            endpoint,
            signed,
            headers: [(b"", b""); HEADERS.len() + 1 + MAX_EXTRA],
            count: 0,
        };
        for ((field, name), value) in HEADERS.iter().zip(texts.values) {
            if let Some(value) = value {
                plain_text(field, value)?;
                request.add(name.as_bytes(), value);
            }
        }
        if texts.unsigned_payload {
            request.add(UNSIGNED_HEADER.as_bytes(), UNSIGNED_PAYLOAD.as_bytes());
        }
        for (at, (name, value)) in extra.into_iter().enumerate() {
            if at == MAX_EXTRA {
                return Err(SigningError::new("headers", &TOO_MANY_EXTRA));
            }
            extra_header(name, value, request.headers())?;
            request.add(name, trimmed(value));
        }
        request.check_signed()?;
        Ok(request)
    }

    /// There is room for each header that is made here, and for as many others as are taken.
    fn add(&mut self, name: &'a [u8], value: &'a [u8]) {
        if let Some(slot) = self.headers.get_mut(self.count) {
            *slot = (name, value);
            self.count += 1;
        }
    }

    fn check_signed(&self) -> Result<(), SigningError<'a>> {
        const NOT_SENT: SigningErrorKind = SigningErrorKind::new("names a header that is not sent: ");
        const TOO_MANY: SigningErrorKind = SigningErrorKind::new("names more than 64 headers");
        const LEFT_OUT: SigningErrorKind = SigningErrorKind::new("must contain ");
        let refuse = |problem, about| Err(SigningError::about("signedHeaders", problem, about));
        let mut missing: &[&str] = &ALWAYS_SIGNED;
        for (at, name) in self.names().enumerate() {
            if at == MAX_SIGNED {
                return refuse(&TOO_MANY, b"");
            }
            if !self.put_header_value(name, &mut ()) {
                return refuse(&NOT_SENT, name);
            }
            // The names come in order, and so do those that have to be among them.
            if let [first, rest @ ..] = missing
                && same(first.as_bytes(), name)
            {
                missing = rest;
            }
        }
        missing.first().map_or(Ok(()), |name| refuse(&LEFT_OUT, name.as_bytes()))
    }

    /// The names of the headers to sign, each once, in order, in any case.
    fn names(&self) -> impl Iterator<Item = &'a [u8]> {
        let signed = self.signed;
        let mut last = None;
        std::iter::from_fn(move || {
            last = after(signed, last);
            last
        })
    }

    /// Writes the value of a header that is sent, by its name in any case. Answers whether it is.
    #[inline(never)]
    fn put_header_value(&self, name: &[u8], sink: &mut dyn Sink) -> bool {
        if same(name, b"host") {
            self.endpoint.put_host(sink);
            return true;
        }
        if same(name, b"x-tc-timestamp") {
            put_decimal(sink, self.texts.timestamp);
            return true;
        }
        let found = find(self.headers(), name);
        if let Some(value) = found {
            put_lower(sink, value);
        }
        found.is_some()
    }

    /// Whether the body is left out of the signature.
    pub(crate) fn unsigned_payload(&self) -> bool {
        self.texts.unsigned_payload
    }

    /// The product.
    pub(crate) fn service(&self) -> &'a [u8] {
        self.texts.service
    }

    /// Writes the canonical request up to the hash of the payload, which ends it. The query is written byte for byte,
    /// because the service hashes what it receives and does not encode it again.
    pub(crate) fn put_prefix(&self, sink: &mut dyn Sink) {
        for part in [self.texts.method.name().as_bytes(), b"\n/\n", self.texts.query, b"\n"] {
            sink.put(part);
        }
        for name in self.names() {
            put_lower(sink, name);
            sink.put(b":");
            self.put_header_value(name, sink);
            sink.put(b"\n");
        }
        sink.put(b"\n");
        self.put_signed_headers(sink);
        sink.put(b"\n");
    }

    /// Writes the names of the signed headers.
    fn put_signed_headers(&self, sink: &mut dyn Sink) {
        let mut between: &[u8] = b"";
        for name in self.names() {
            sink.put(between);
            put_lower(sink, name);
            between = b";";
        }
    }

    /// Writes the Authorization header up to the signature, which ends it.
    pub(crate) fn put_authorization(&self, sink: &mut dyn Sink, secret_id: &[u8], date: &Date) {
        for part in [ALGORITHM.as_bytes(), b" Credential=", secret_id, b"/"] {
            sink.put(part);
        }
        put_scope(sink, date.as_bytes(), self.texts.service);
        sink.put(b", SignedHeaders=");
        self.put_signed_headers(sink);
        sink.put(b", Signature=");
    }

    /// Writes the URL that is fetched.
    pub(crate) fn put_url(&self, sink: &mut dyn Sink) {
        self.endpoint.put_origin(sink);
        sink.put(if self.texts.query.is_empty() { b"/" } else { b"/?" });
        sink.put(self.texts.query);
    }

    /// The headers to send besides the timestamp and the Authorization.
    pub(crate) fn headers(&self) -> &[Header<'a>] {
        self.headers.get(..self.count).unwrap_or_default()
    }
}

/// The value of a header by its name.
fn find<'a>(headers: &[Header<'a>], name: &[u8]) -> Option<&'a [u8]> {
    for (known, value) in headers {
        if same(known, name) {
            return Some(value);
        }
    }
    None
}

/// Of a list of names, the first in order, or the first after one of them, in any case.
#[inline(never)]
fn after<'a>(names: &'a [u8], last: Option<&[u8]>) -> Option<&'a [u8]> {
    let mut first = None;
    for name in names.split(|byte| *byte == b';') {
        if last.is_none_or(|last| before(last, name)) && first.is_none_or(|first| before(name, first)) {
            first = Some(name);
        }
    }
    first
}

/// Whether two names are the same, in any case.
#[inline(never)]
fn same(one: &[u8], other: &[u8]) -> bool {
    !before(one, other) && !before(other, one)
}

/// Whether a name sorts before another, in any case.
#[inline(never)]
fn before(one: &[u8], other: &[u8]) -> bool {
    for (one, other) in one.iter().zip(other) {
        let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
        if one != other {
            return one < other;
        }
    }
    one.len() < other.len()
}

const OUTSIDE: SigningErrorKind = SigningErrorKind::new("has a control character or one outside ASCII");

/// Text that can stand in a header: printable ASCII, not empty, no space at either end.
#[inline(never)]
pub(crate) fn plain_text<'a>(field: &'static str, value: &[u8]) -> Result<(), SigningError<'a>> {
    const EMPTY: SigningErrorKind = SigningErrorKind::new("is empty");
    const SPACED: SigningErrorKind = SigningErrorKind::new("begins or ends with a space");
    let problem = match value {
        [] => &EMPTY,
        _ if !all(value, PRINTABLE) => &OUTSIDE,
        [b' ', ..] | [.., b' '] => &SPACED,
        _ => return Ok(()),
    };
    Err(SigningError::new(field, problem))
}

/// The service is a part of the scope, where a slash or a space would be read as something else.
pub(super) fn service<'a>(value: &[u8]) -> Result<(), SigningError<'a>> {
    const NO_PRODUCT: SigningErrorKind = SigningErrorKind::new("is not a product name such as `cvm`");
    plain_text("service", value)?;
    if value.len() > MAX_SERVICE || !all(value, SERVICE) {
        return Err(SigningError::new("service", &NO_PRODUCT));
    }
    Ok(())
}

fn query<'a>(value: &[u8]) -> Result<(), SigningError<'a>> {
    const TOO_LONG: SigningErrorKind = SigningErrorKind::too_large("is over 32 KB; send it by POST");
    const NOT_KEPT: SigningErrorKind =
        SigningErrorKind::new("has a character that a URL does not keep as it is; percent-encode it");
    if value.len() > MAX_QUERY {
        return Err(SigningError::new("query", &TOO_LONG));
    }
    if !all(value, QUERY) {
        return Err(SigningError::new("query", &NOT_KEPT));
    }
    Ok(())
}

pub(super) fn extra_header<'a>(name: &'a [u8], value: &[u8], earlier: &[Header<'_>]) -> Result<(), SigningError<'a>> {
    const NO_NAME: SigningErrorKind = SigningErrorKind::new("has a name that is not a header name");
    const OWN: SigningErrorKind = SigningErrorKind::new("must not set one that has a field of its own: ");
    const TWICE: SigningErrorKind = SigningErrorKind::new("names one twice: ");
    const OUTSIDE_IN: SigningErrorKind = SigningErrorKind::new("has a control character or one outside ASCII in ");
    let problem = if name.is_empty() || !all(name, TOKEN) {
        return Err(SigningError::new("headers", &NO_NAME));
    } else if ["host", "authorization", "content-type"].iter().any(|own| same(own.as_bytes(), name))
        || name.get(..5).is_some_and(|begin| same(begin, b"x-tc-"))
    {
        &OWN
    } else if find(earlier, name).is_some() {
        &TWICE
    } else if !all(value, PRINTABLE) {
        &OUTSIDE_IN
    } else {
        return Ok(());
    };
    Err(SigningError::about("headers", problem, name))
}

/// Checks that a key pair can be sent.
pub(crate) fn check_credentials<'a>(id: &[u8], key: &[u8], token: Option<&[u8]>) -> Result<(), SigningError<'a>> {
    const STRAY: SigningErrorKind =
        SigningErrorKind::new("contains a space, slash or comma; check for stray characters");
    const NO_KEY: SigningErrorKind = SigningErrorKind::new("is empty");
    plain_text("secretId", id)?;
    if !all(id, ID) {
        return Err(SigningError::new("secretId", &STRAY));
    }
    if key.is_empty() {
        return Err(SigningError::new("secretKey", &NO_KEY));
    }
    token.map_or(Ok(()), |token| plain_text("token", token))
}
