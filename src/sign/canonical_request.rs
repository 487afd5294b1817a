//! The canonical request: everything that is signed but the payload and the key, validated field by field.

use super::endpoint::Endpoint;
use super::error::{SigningError, SigningErrorKind};
use super::headers::{Header, find, same_name, sorted_names};
use super::request::Method;
use super::text::{Sink, put_decimal, put_lower, trimmed};
use super::validate::{MAX_EXTRA, TOO_MANY_EXTRA, extra_header, plain_text, query, service};

/// What is hashed in place of the body when the body is not signed (`X-TC-Content-SHA256`).
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
/// The most headers that can be signed: servers accept about a hundred in all.
const MAX_SIGNED: usize = 64;
/// Headers that are always signed (Signature v3 page).
const ALWAYS_SIGNED: [&str; 2] = ["content-type", "host"];
/// What is signed unless told otherwise, as in the vendor's current example.
const DEFAULT_SIGNED: &[u8] = b"content-type;host;x-tc-action";

/// The fields that become headers, in the order of [`RequestFields::header_values`]: the caller's name, and the header's.
const HEADERS: [(&str, &str); 6] = [
    ("contentType", "content-type"),
    ("action", "x-tc-action"),
    ("version", "x-tc-version"),
    ("region", "x-tc-region"),
    ("token", "x-tc-token"),
    ("language", "x-tc-language"),
];
/// Between the method and the query: the path of every request (Signature v3 page).
const BEFORE_QUERY: &[u8] = b"\n/\n";
const UNSIGNED_HEADER: &str = "x-tc-content-sha256";

/// The callers' names of the fields that become headers, in the order of [`RequestFields::header_values`].
#[cfg(all(target_arch = "wasm32", feature = "wasm-sign"))]
pub(crate) fn header_fields() -> [&'static str; HEADERS.len()] {
    HEADERS.map(|(field, _)| field)
}

/// The fields of a request as bytes, not yet validated.
#[derive(Clone, Copy)]
pub(crate) struct RequestFields<'a> {
    pub(crate) method: Method,
    pub(crate) service: &'a [u8],
    pub(crate) query: &'a [u8],
    pub(crate) endpoint: Option<&'a [u8]>,
    /// The `Host` where it is not that of the endpoint.
    pub(crate) host: Option<&'a [u8]>,
    /// Of the fields that become headers.
    pub(crate) header_values: [Option<&'a [u8]>; HEADERS.len()],
    pub(crate) unsigned_payload: bool,
    pub(crate) timestamp: u64,
    /// The names of the headers to sign, with semicolons between.
    pub(crate) signed_headers: Option<&'a [u8]>,
}

/// A validated request, without its payload.
pub(crate) struct CanonicalRequest<'a> {
    fields: RequestFields<'a>,
    endpoint: Endpoint<'a>,
    host: Endpoint<'a>,
    signed_headers: &'a [u8],
    headers: [Header<'a>; HEADERS.len() + 1 + MAX_EXTRA],
    count: usize,
}

impl<'a> CanonicalRequest<'a> {
    /// Validates every field but the payload. `extra` are further headers to send.
    ///
    /// # Errors
    /// The first field that cannot be signed.
    pub(crate) fn new(
        fields: RequestFields<'a>,
        extra: impl IntoIterator<Item = Header<'a>>,
    ) -> Result<Self, SigningError<'a>> {
        service(fields.service)?;
        let endpoint = match fields.endpoint {
            Some(text) => Endpoint::of(text)?,
            None => Endpoint::of_service(fields.service),
        };
        let host = fields.host.map_or(Ok(endpoint), Endpoint::of_host)?;
        query(fields.query)?;
        let mut request = CanonicalRequest {
            fields,
            endpoint,
            host,
            signed_headers: fields.signed_headers.unwrap_or(DEFAULT_SIGNED),
            headers: [(b"", b""); HEADERS.len() + 1 + MAX_EXTRA],
            count: 0,
        };
        for ((field, name), value) in HEADERS.iter().zip(fields.header_values) {
            if let Some(value) = value {
                plain_text(field, value)?;
                request.add(name.as_bytes(), value);
            }
        }
        if fields.unsigned_payload {
            request.add(UNSIGNED_HEADER.as_bytes(), UNSIGNED_PAYLOAD.as_bytes());
        }
        for (at, (name, value)) in extra.into_iter().enumerate() {
            if at == MAX_EXTRA {
                return Err(SigningError::new("headers", &TOO_MANY_EXTRA));
            }
            extra_header(name, value, request.headers())?;
            request.add(name, trimmed(value));
        }
        request.check_signed_headers()?;
        Ok(request)
    }

    /// INVARIANT: the array holds every header that can be added.
    fn add(&mut self, name: &'a [u8], value: &'a [u8]) {
        if let Some(slot) = self.headers.get_mut(self.count) {
            *slot = (name, value);
            self.count += 1;
        }
    }

    fn check_signed_headers(&self) -> Result<(), SigningError<'a>> {
        const NOT_SENT: SigningErrorKind = SigningErrorKind::new("names a header that is not sent: ");
        const TOO_MANY: SigningErrorKind = SigningErrorKind::new("names more than 64 headers");
        const LEFT_OUT: SigningErrorKind = SigningErrorKind::new("must contain ");
        let refuse = |kind, detail| Err(SigningError::with_detail("signedHeaders", kind, detail));
        let mut missing: &[&str] = &ALWAYS_SIGNED;
        for (at, name) in self.signed_names().enumerate() {
            if at == MAX_SIGNED {
                return refuse(&TOO_MANY, b"");
            }
            if !self.put_header_value(name, &mut ()) {
                return refuse(&NOT_SENT, name);
            }
            // Both lists are sorted.
            if let [first, rest @ ..] = missing
                && same_name(first.as_bytes(), name)
            {
                missing = rest;
            }
        }
        missing.first().map_or(Ok(()), |name| refuse(&LEFT_OUT, name.as_bytes()))
    }

    /// The names of the headers to sign, each once, sorted, in any case.
    fn signed_names(&self) -> impl Iterator<Item = &'a [u8]> {
        sorted_names(self.signed_headers)
    }

    /// Writes the value of a header by its name in any case. `false` if no such header is sent.
    #[inline(never)]
    fn put_header_value(&self, name: &[u8], sink: &mut dyn Sink) -> bool {
        if same_name(name, b"host") {
            self.host.put_host(sink);
            return true;
        }
        if same_name(name, b"x-tc-timestamp") {
            put_decimal(sink, self.fields.timestamp);
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
        self.fields.unsigned_payload
    }

    pub(crate) fn service(&self) -> &'a [u8] {
        self.fields.service
    }

    /// How many bytes of the canonical request precede the query.
    #[cfg(all(target_arch = "wasm32", feature = "wasm-sign"))]
    pub(crate) fn query_offset(&self) -> usize {
        self.fields.method.name().len() + BEFORE_QUERY.len()
    }

    /// Writes the canonical request up to the hash of the payload, which ends it. The query is written byte for byte,
    /// because the service hashes what it receives and does not encode it again.
    pub(crate) fn put_prefix(&self, sink: &mut dyn Sink) {
        for part in [self.fields.method.name().as_bytes(), BEFORE_QUERY, self.fields.query, b"\n"] {
            sink.put(part);
        }
        for name in self.signed_names() {
            put_lower(sink, name);
            sink.put(b":");
            self.put_header_value(name, sink);
            sink.put(b"\n");
        }
        sink.put(b"\n");
        self.put_signed_headers(sink);
        sink.put(b"\n");
    }

    /// Writes the names of the signed headers, with semicolons between.
    pub(super) fn put_signed_headers(&self, sink: &mut dyn Sink) {
        let mut separator: &[u8] = b"";
        for name in self.signed_names() {
            sink.put(separator);
            put_lower(sink, name);
            separator = b";";
        }
    }

    /// Writes the URL that is fetched.
    pub(crate) fn put_url(&self, sink: &mut dyn Sink) {
        self.endpoint.put_origin(sink);
        sink.put(if self.fields.query.is_empty() { b"/" } else { b"/?" });
        sink.put(self.fields.query);
    }

    /// Writes the `Host` that is signed.
    pub(super) fn put_host(&self, sink: &mut dyn Sink) {
        self.host.put_host(sink);
    }

    /// The headers to send besides the timestamp and the Authorization.
    pub(crate) fn headers(&self) -> &[Header<'a>] {
        self.headers.get(..self.count).unwrap_or_default()
    }
}
