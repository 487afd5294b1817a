//! The shape of a request: everything that is signed but its body and the key, checked field by field.

use super::bytes::{ID, PRINTABLE, QUERY, SERVICE, TOKEN, all, trimmed};
use super::date::Date;
use super::endpoint::Endpoint;
use super::keys::MAX_SERVICE;
use super::refusal::{Problem, Refusal};
use super::request::Method;
use super::sink::{Sink, put_decimal, put_lower};
use super::tc3::{ALGORITHM, UNSIGNED_PAYLOAD, put_scope};
use std::cmp::Ordering;

/// The longest query a GET may have, in bytes (Signature v3 page).
pub(super) const MAX_QUERY: usize = 32 * 1024;
/// No more headers can be signed: servers take about a hundred in all.
const MAX_SIGNED: usize = 64;
/// Headers that are always signed (Signature v3 page).
const ALWAYS_SIGNED: [&str; 2] = ["content-type", "host"];
/// What is signed unless told otherwise, as the vendor's current example does.
const DEFAULT_SIGNED: &[u8] = b"content-type;host;x-tc-action";

/// The fields that become headers, in the order of [`Texts::values`]: what a caller calls each, and the header.
const HEADERS: [(&str, &str); 6] = [
    ("contentType", "content-type"),
    ("action", "x-tc-action"),
    ("version", "x-tc-version"),
    ("region", "x-tc-region"),
    ("token", "x-tc-token"),
    ("language", "x-tc-language"),
];
const UNSIGNED_HEADER: &str = "x-tc-content-sha256";

/// The texts of a request as bytes, unchecked.
#[derive(Clone, Copy)]
pub(crate) struct Texts<'a> {
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
    /// Further headers to send, names in any case.
    pub(crate) headers: &'a [(&'a [u8], &'a [u8])],
}

/// A checked request, without its body.
pub(crate) struct Shape<'a> {
    texts: Texts<'a>,
    endpoint: Endpoint<'a>,
    signed: &'a [u8],
}

impl<'a> Shape<'a> {
    /// Checks every field but the payload.
    ///
    /// # Errors
    /// The first field that cannot be signed.
    pub(crate) fn check(mut texts: Texts<'a>) -> Result<Self, Refusal<'a>> {
        service(texts.service)?;
        let [content_type, action, version, ..] = &mut texts.values;
        content_type.get_or_insert(match texts.method {
            Method::Get => b"application/x-www-form-urlencoded",
            Method::Post => b"application/json",
        });
        for needed in [action, version] {
            needed.get_or_insert(b"");
        }
        for (value, (field, _)) in texts.values.iter().zip(&HEADERS) {
            value.map_or(Ok(()), |value| plain_text(field, value))?;
        }
        query(texts.query)?;
        let endpoint = match texts.endpoint {
            Some(text) => Endpoint::of(text)?,
            None => Endpoint::of_service(texts.service),
        };
        for (at, (name, value)) in texts.headers.iter().enumerate() {
            extra_header(name, value, texts.headers.get(..at).unwrap_or_default())?;
        }
        let shape = Shape { endpoint, signed: texts.signed.unwrap_or(DEFAULT_SIGNED), texts };
        shape.check_signed()?;
        Ok(shape)
    }

    fn check_signed(&self) -> Result<(), Refusal<'a>> {
        const NOT_SENT: Problem = Problem::new("names a header that is not sent: ");
        const TOO_MANY: Problem = Problem::new("names more than 64 headers");
        const LEFT_OUT: Problem = Problem::new("must contain ");
        let refuse = |problem, about| Err(Refusal::about("signedHeaders", problem, about));
        let mut always = ALWAYS_SIGNED.iter();
        let mut next = always.next();
        for (at, name) in self.names().enumerate() {
            if at == MAX_SIGNED {
                return refuse(&TOO_MANY, b"");
            }
            if !self.put_value(name, &mut ()) {
                return refuse(&NOT_SENT, name);
            }
            // The names come in order, and so do those that have to be among them.
            if next.is_some_and(|next| name.eq_ignore_ascii_case(next.as_bytes())) {
                next = always.next();
            }
        }
        next.map_or(Ok(()), |name| refuse(&LEFT_OUT, name.as_bytes()))
    }

    /// The names of the headers to sign, each once, in order, in any case.
    fn names(&self) -> impl Iterator<Item = &'a [u8]> {
        let signed = self.signed;
        std::iter::successors(after(signed, None), move |name| after(signed, Some(name)))
    }

    /// Writes the value of a header that is sent, by its name in any case. Answers whether it is.
    fn put_value(&self, name: &[u8], sink: &mut dyn Sink) -> bool {
        let is = |known: &[u8]| known.eq_ignore_ascii_case(name);
        if is(b"host") {
            self.endpoint.put_host(sink);
        } else if is(b"x-tc-timestamp") {
            put_decimal(sink, self.texts.timestamp);
        } else if let Some((_, value)) = self.headers().find(|header| is(header.0)) {
            put_lower(sink, value);
        } else {
            return false;
        }
        true
    }

    /// The product.
    #[cfg(all(target_arch = "wasm32", feature = "wasm-sign"))]
    pub(crate) fn service(&self) -> &'a [u8] {
        self.texts.service
    }

    /// Whether the body is left out of the signature.
    pub(crate) fn unsigned_payload(&self) -> bool {
        self.texts.unsigned_payload
    }

    /// Writes the canonical request up to the hash of the payload, which ends it. The query is written byte for byte,
    /// because the service hashes what it receives and does not encode it again.
    pub(crate) fn put_head(&self, sink: &mut dyn Sink) {
        for part in [self.texts.method.name().as_bytes(), b"\n/\n", self.texts.query, b"\n"] {
            sink.put(part);
        }
        for name in self.names() {
            put_lower(sink, name);
            sink.put(b":");
            self.put_value(name, sink);
            sink.put(b"\n");
        }
        sink.put(b"\n");
        self.put_names(sink);
        sink.put(b"\n");
    }

    /// Writes the names of the signed headers.
    fn put_names(&self, sink: &mut dyn Sink) {
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
        self.put_names(sink);
        sink.put(b", Signature=");
    }

    /// Writes the URL that is fetched.
    pub(crate) fn put_url(&self, sink: &mut dyn Sink) {
        self.endpoint.put_origin(sink);
        sink.put(if self.texts.query.is_empty() { b"/" } else { b"/?" });
        sink.put(self.texts.query);
    }

    /// The headers to send besides the timestamp and the Authorization, names in any case.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let own = HEADERS.iter().zip(self.texts.values).filter_map(|(row, value)| Some((row.1.as_bytes(), value?)));
        let unsigned = (UNSIGNED_HEADER.as_bytes(), UNSIGNED_PAYLOAD.as_bytes());
        let extra = self.texts.headers.iter().map(|(name, value)| (*name, trimmed(value)));
        own.chain(self.texts.unsigned_payload.then_some(unsigned)).chain(extra)
    }
}

/// Of a list of names, the first in order, or the first after one of them, in any case.
#[inline(never)]
fn after<'a>(names: &'a [u8], last: Option<&[u8]>) -> Option<&'a [u8]> {
    let later = |name: &&[u8]| last.is_none_or(|last| order(last, name) == Ordering::Less);
    names.split(|byte| *byte == b';').filter(later).min_by(|one, other| order(one, other))
}

/// The order of two names, in any case.
#[inline(never)]
fn order(one: &[u8], other: &[u8]) -> Ordering {
    one.iter().map(u8::to_ascii_lowercase).cmp(other.iter().map(u8::to_ascii_lowercase))
}

const OUTSIDE: Problem = Problem::new("has a control character or one outside ASCII");

/// Text that can stand in a header: printable ASCII, not empty, no space at either end.
#[inline(never)]
pub(crate) fn plain_text<'a>(field: &'static str, value: &[u8]) -> Result<(), Refusal<'a>> {
    const EMPTY: Problem = Problem::new("is empty");
    const SPACED: Problem = Problem::new("begins or ends with a space");
    let problem = match value {
        [] => &EMPTY,
        _ if !all(value, PRINTABLE) => &OUTSIDE,
        [b' ', ..] | [.., b' '] => &SPACED,
        _ => return Ok(()),
    };
    Err(Refusal::new(field, problem))
}

/// The service is a part of the scope, where a slash or a space would be read as something else.
pub(super) fn service<'a>(value: &[u8]) -> Result<(), Refusal<'a>> {
    const NO_PRODUCT: Problem = Problem::new("is not a product name such as `cvm`");
    plain_text("service", value)?;
    if value.len() > MAX_SERVICE || !all(value, SERVICE) {
        return Err(Refusal::new("service", &NO_PRODUCT));
    }
    Ok(())
}

fn query<'a>(value: &[u8]) -> Result<(), Refusal<'a>> {
    const TOO_LONG: Problem = Problem::too_large("is over 32 KB; send it by POST");
    const NOT_KEPT: Problem = Problem::new("has a character that a URL does not keep as it is; percent-encode it");
    if value.len() > MAX_QUERY {
        return Err(Refusal::new("query", &TOO_LONG));
    }
    if !all(value, QUERY) {
        return Err(Refusal::new("query", &NOT_KEPT));
    }
    Ok(())
}

pub(super) fn extra_header<'a>(name: &'a [u8], value: &[u8], earlier: &[(&[u8], &[u8])]) -> Result<(), Refusal<'a>> {
    const NO_NAME: Problem = Problem::new("has a name that is not a header name");
    const OWN: Problem = Problem::new("must not set one that has a field of its own: ");
    const TWICE: Problem = Problem::new("names one twice: ");
    const OUTSIDE_IN: Problem = Problem::new("has a control character or one outside ASCII in ");
    let is = |known: &[u8]| known.eq_ignore_ascii_case(name);
    let problem = if name.is_empty() || !all(name, TOKEN) {
        return Err(Refusal::new("headers", &NO_NAME));
    } else if is(b"host")
        || is(b"authorization")
        || is(b"content-type")
        || name.get(..5).is_some_and(|begin| begin.eq_ignore_ascii_case(b"x-tc-"))
    {
        &OWN
    } else if earlier.iter().any(|header| is(header.0)) {
        &TWICE
    } else if !all(value, PRINTABLE) {
        &OUTSIDE_IN
    } else {
        return Ok(());
    };
    Err(Refusal::about("headers", problem, name))
}

/// Checks that a key pair can be sent.
pub(crate) fn check_credentials<'a>(id: &[u8], key: &[u8], token: Option<&[u8]>) -> Result<(), Refusal<'a>> {
    const STRAY: Problem = Problem::new("contains a space, slash or comma; check for stray characters");
    const NO_KEY: Problem = Problem::new("is empty");
    plain_text("secretId", id)?;
    if !all(id, ID) {
        return Err(Refusal::new("secretId", &STRAY));
    }
    if key.is_empty() {
        return Err(Refusal::new("secretKey", &NO_KEY));
    }
    token.map_or(Ok(()), |token| plain_text("token", token))
}
