//! The shape of a request: everything that is signed but its body and the key, checked field by field.

use super::date::{Date, Decimal};
use super::endpoint::Endpoint;
use super::keys::MAX_SERVICE;
use super::refusal::Refusal;
use super::request::{ApiRequest, Method, SignOptions};
use super::sink::{Sink, put_lower};
use super::tc3::{ALGORITHM, UNSIGNED_PAYLOAD, put_scope};

/// The longest query a GET may have, in bytes (Signature v3 page).
pub(super) const MAX_QUERY: usize = 32 * 1024;
/// No more headers can be signed: servers take about a hundred in all.
const MAX_SIGNED: usize = 64;
/// Headers that are always signed (Signature v3 page).
const ALWAYS_SIGNED: [&str; 2] = ["content-type", "host"];
/// What is signed unless told otherwise, as the vendor's current example does.
const DEFAULT_SIGNED: [&str; 3] = ["content-type", "host", "x-tc-action"];

/// The value of a header.
#[derive(Clone, Copy)]
enum Value<'a> {
    Text(&'a str),
    Host(Endpoint<'a>),
    Number(u64),
}

impl Value<'_> {
    fn put(&self, sink: &mut dyn Sink) {
        match self {
            Value::Text(text) => put_lower(sink, trimmed(text)),
            Value::Host(endpoint) => endpoint.put_host(sink),
            Value::Number(number) => sink.put(Decimal::of(*number).as_str().as_bytes()),
        }
    }
}

/// A checked request, without its body.
pub(crate) struct Shape<'a> {
    request: ApiRequest<'a>,
    endpoint: Endpoint<'a>,
    content_type: &'a str,
    token: Option<&'a str>,
    timestamp: u64,
    unsigned_payload: bool,
    signed: [(&'a str, Value<'a>); MAX_SIGNED],
    count: usize,
}

impl<'a> Shape<'a> {
    /// Checks every field but the payload.
    ///
    /// # Errors
    /// The first field that cannot be signed.
    pub(crate) fn check(
        request: &ApiRequest<'a>,
        token: Option<&'a str>,
        options: &SignOptions<'a>,
    ) -> Result<Self, Refusal<'a>> {
        service(request.service)?;
        let default_type = match request.method {
            Method::Get => "application/x-www-form-urlencoded",
            Method::Post => "application/json",
        };
        let content_type = options.content_type.unwrap_or(default_type);
        for (name, value) in [
            ("action", Some(request.action)),
            ("version", Some(request.version)),
            ("region", request.region),
            ("language", request.language),
            ("contentType", Some(content_type)),
        ] {
            value.map_or(Ok(()), |value| plain_text(name, value))?;
        }
        query(request.query)?;
        let endpoint = match request.endpoint {
            Some(text) => Endpoint::parse(text)?,
            None => Endpoint::of_service(request.service),
        };
        let mut shape = Shape {
            request: *request,
            endpoint,
            content_type,
            token,
            timestamp: options.timestamp,
            unsigned_payload: options.unsigned_payload,
            signed: [("", Value::Number(0)); MAX_SIGNED],
            count: 0,
        };
        for (at, (name, value)) in request.headers.iter().enumerate() {
            extra_header(name, value, request.headers.get(..at).unwrap_or_default())?;
        }
        shape.choose(options.signed_headers.unwrap_or(&DEFAULT_SIGNED))?;
        Ok(shape)
    }

    /// The headers to sign, each once, sorted by name. `host` is among them though it is not among those to send.
    fn choose(&mut self, names: &[&'a str]) -> Result<(), Refusal<'a>> {
        const FIELD: &str = "signedHeaders";
        for name in names {
            let value = self.value(name);
            let value = value.ok_or(Refusal::about(FIELD, "names a header that is not sent: ", name))?;
            let chosen = self.chosen();
            let place = chosen.iter().position(|header| !before(header.0, name)).unwrap_or(chosen.len());
            if chosen.get(place).is_some_and(|header| header.0.eq_ignore_ascii_case(name)) {
                continue;
            }
            if self.count == MAX_SIGNED {
                return Err(Refusal::new(FIELD, "names more than 64 headers"));
            }
            self.count += 1;
            if let Some(tail) = self.signed.get_mut(place..self.count) {
                tail.rotate_right(1);
                if let Some(entry) = tail.first_mut() {
                    *entry = (name, value);
                }
            }
        }
        let is_chosen = |name: &&str| self.chosen().iter().any(|header| header.0.eq_ignore_ascii_case(name));
        match ALWAYS_SIGNED.iter().find(|name| !is_chosen(name)) {
            Some(name) => Err(Refusal::about(FIELD, "must contain ", name)),
            None => Ok(()),
        }
    }

    fn chosen(&self) -> &[(&'a str, Value<'a>)] {
        self.signed.get(..self.count).unwrap_or_default()
    }

    /// The value of a header that is sent, by its name in any case.
    fn value(&self, name: &str) -> Option<Value<'a>> {
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        if is("host") {
            return Some(Value::Host(self.endpoint));
        }
        if is("x-tc-timestamp") {
            return Some(Value::Number(self.timestamp));
        }
        let own = self.own().into_iter().chain(self.request.headers.iter().map(|(name, value)| (*name, Some(*value))));
        own.into_iter().find(|header| is(header.0)).and_then(|header| header.1).map(Value::Text)
    }

    fn own(&self) -> [(&'static str, Option<&'a str>); 7] {
        [
            ("content-type", Some(self.content_type)),
            ("x-tc-action", Some(self.request.action)),
            ("x-tc-version", Some(self.request.version)),
            ("x-tc-region", self.request.region),
            ("x-tc-token", self.token),
            ("x-tc-language", self.request.language),
            ("x-tc-content-sha256", self.unsigned_payload.then_some(UNSIGNED_PAYLOAD)),
        ]
    }

    /// Whether the body is left out of the signature.
    pub(crate) fn unsigned_payload(&self) -> bool {
        self.unsigned_payload
    }

    /// Writes the canonical request up to the hash of the payload, which ends it. The query is written byte for byte,
    /// because the service hashes what it receives and does not encode it again.
    pub(crate) fn put_head(&self, sink: &mut dyn Sink) {
        for part in [self.request.method.name(), "\n/\n", self.request.query, "\n"] {
            sink.put(part.as_bytes());
        }
        for (name, value) in self.chosen() {
            put_lower(sink, name);
            sink.put(b":");
            value.put(sink);
            sink.put(b"\n");
        }
        sink.put(b"\n");
        self.put_names(sink);
        sink.put(b"\n");
    }

    /// Writes the names of the signed headers.
    fn put_names(&self, sink: &mut dyn Sink) {
        for (at, (name, _)) in self.chosen().iter().enumerate() {
            if at > 0 {
                sink.put(b";");
            }
            put_lower(sink, name);
        }
    }

    /// Writes the Authorization header up to the signature, which ends it.
    pub(crate) fn put_authorization(&self, sink: &mut dyn Sink, secret_id: &str, date: Date) {
        for part in [ALGORITHM, " Credential=", secret_id, "/"] {
            sink.put(part.as_bytes());
        }
        put_scope(sink, date.as_str(), self.request.service);
        sink.put(b", SignedHeaders=");
        self.put_names(sink);
        sink.put(b", Signature=");
    }

    /// Writes the URL that is fetched.
    pub(crate) fn put_url(&self, sink: &mut dyn Sink) {
        self.endpoint.put_origin(sink);
        sink.put(if self.request.query.is_empty() { b"/" } else { b"/?" });
        sink.put(self.request.query.as_bytes());
    }

    /// The headers to send besides the timestamp and the Authorization.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let own = self.own().into_iter().filter_map(|(name, value)| Some((name, value?)));
        own.chain(self.request.headers.iter().map(|(name, value)| (*name, trimmed(value))))
    }
}

/// Spaces at either end are not part of a header's value. One byte at a time: `str::trim_matches` brings a searcher along.
pub(super) fn trimmed(mut text: &str) -> &str {
    while let Some(rest) = text.strip_prefix(' ') {
        text = rest;
    }
    while let Some(rest) = text.strip_suffix(' ') {
        text = rest;
    }
    text
}

/// Whether a header's name sorts before another, in any case.
fn before(a: &str, b: &str) -> bool {
    a.bytes().map(|byte| byte.to_ascii_lowercase()).lt(b.bytes().map(|byte| byte.to_ascii_lowercase()))
}

/// Text that can stand in a header: printable ASCII, not empty, no space at either end.
pub(crate) fn plain_text<'a>(field: &'a str, value: &str) -> Result<(), Refusal<'a>> {
    if value.is_empty() {
        return Err(Refusal::new(field, "is empty"));
    }
    if value.bytes().any(|byte| !(b' '..=b'~').contains(&byte)) {
        return Err(Refusal::new(field, "has a control character or one outside ASCII"));
    }
    if value.starts_with(' ') || value.ends_with(' ') {
        return Err(Refusal::new(field, "begins or ends with a space"));
    }
    Ok(())
}

/// The service is a part of the scope, where a slash or a space would be read as something else.
pub(super) fn service(value: &str) -> Result<(), Refusal<'_>> {
    const FIELD: &str = "service";
    plain_text(FIELD, value)?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
    if value.len() <= MAX_SERVICE && value.bytes().all(fits) {
        Ok(())
    } else {
        Err(Refusal::new(FIELD, "is not a product name such as `cvm`"))
    }
}

fn query(value: &str) -> Result<(), Refusal<'_>> {
    if value.len() > MAX_QUERY {
        return Err(Refusal::too_large("query", "is over 32 KB; send it by POST"));
    }
    if value.bytes().any(|byte| !byte.is_ascii_graphic() || matches!(byte, b'"' | b'#' | b'\'' | b'<' | b'>')) {
        return Err(Refusal::new("query", "has a character that a URL does not keep as it is; percent-encode it"));
    }
    Ok(())
}

pub(super) fn extra_header<'a>(name: &'a str, value: &str, earlier: &[(&str, &str)]) -> Result<(), Refusal<'a>> {
    const FIELD: &str = "headers";
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let is = |known: &str| known.eq_ignore_ascii_case(name);
    if name.is_empty() || !name.bytes().all(token) {
        return Err(Refusal::new(FIELD, "has a name that is not a header name"));
    }
    let own = ["host", "authorization", "content-type"].into_iter().any(is)
        || name.get(..5).is_some_and(|begin| begin.eq_ignore_ascii_case("x-tc-"));
    if own {
        return Err(Refusal::about(FIELD, "must not set one that has a field of its own: ", name));
    }
    if earlier.iter().any(|header| is(header.0)) {
        return Err(Refusal::about(FIELD, "names one twice: ", name));
    }
    if value.bytes().any(|byte| !(b' '..=b'~').contains(&byte)) {
        return Err(Refusal::about(FIELD, "has a control character or one outside ASCII in ", name));
    }
    Ok(())
}
