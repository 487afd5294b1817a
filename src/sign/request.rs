//! From one API call to the bytes and headers that are sent.

use super::date::digits;
use super::tc3::{self, Header, SigningKey};
use super::{Credentials, Endpoint, utc_date};
use crate::Error;
use crate::error::client;

/// The largest body TC3 takes, in bytes (Signature v3 page).
const MAX_BODY: usize = 10 * 1024 * 1024;
/// The longest query a GET may have, in bytes (Signature v3 page).
pub(super) const MAX_QUERY: usize = 32 * 1024;
/// Headers that are always signed (Signature v3 page).
const ALWAYS_SIGNED: [&str; 2] = ["content-type", "host"];
/// What is signed unless told otherwise, as the vendor's current example does.
const DEFAULT_SIGNED: [&str; 3] = ["content-type", "host", "x-tc-action"];

/// The HTTP method of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// Parameters in the query.
    Get,
    /// Parameters in the body.
    #[default]
    Post,
}

impl Method {
    /// The spelling on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
        }
    }
}

/// One call of API 3.0, of any product, as the bytes it will be sent with.
#[derive(Clone, Copy, Debug, Default)]
pub struct ApiRequest<'a> {
    /// The product, as in the credential scope: `cvm`.
    pub service: &'a str,
    /// `X-TC-Version`: `2017-03-12`.
    pub version: &'a str,
    /// `X-TC-Action`, case-sensitive: `StartInstances`.
    pub action: &'a str,
    /// `X-TC-Region`; `None` sends no such header.
    pub region: Option<&'a str>,
    /// POST, or GET.
    pub method: Method,
    /// POST: the body. GET: empty.
    pub payload: &'a [u8],
    /// GET: the encoded query string, which goes into the URL and into the signature byte for byte. POST: empty.
    pub query: &'a str,
    /// The origin to send to; `None` means `https://{service}.tencentcloudapi.com`.
    pub endpoint: Option<&'a str>,
    /// `X-TC-Language`: `zh-CN` or `en-US`.
    pub language: Option<&'a str>,
    /// Further headers to send, names in any case.
    pub headers: &'a [(&'a str, &'a str)],
}

/// How to sign.
#[derive(Clone, Copy, Debug, Default)]
pub struct SignOptions<'a> {
    /// Unix seconds.
    pub timestamp: u64,
    /// The headers to sign; `None` means `content-type;host;x-tc-action`.
    pub signed_headers: Option<&'a [&'a str]>,
    /// `None` means `application/json` for POST and `application/x-www-form-urlencoded` for GET.
    pub content_type: Option<&'a str>,
    /// Leave the body out of the signature (`X-TC-Content-SHA256: UNSIGNED-PAYLOAD`).
    pub unsigned_payload: bool,
}

/// What to send: the URL, and every header but `host`, which the user agent makes from the URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRequest {
    /// `GET` or `POST`.
    pub method: Method,
    /// Origin, slash, and for GET the query.
    pub url: String,
    /// Names in lower case; `authorization` last.
    pub headers: Vec<(String, String)>,
}

/// Every string on the way to the signature; holds neither the secret nor a derived key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureSteps {
    /// SHA-256 of the body, in hex.
    pub payload_hash: String,
    /// The canonical request.
    pub canonical_request: String,
    /// Its SHA-256, in hex.
    pub canonical_request_hash: String,
    /// Date, service and terminator.
    pub credential_scope: String,
    /// The string to sign.
    pub string_to_sign: String,
    /// The signature, in hex.
    pub signature: String,
    /// The Authorization header.
    pub authorization: String,
}

/// Signs one request.
///
/// # Errors
/// `Client.InvalidArgument` or `Client.TooLarge`, naming the field that cannot be signed.
pub fn sign(
    request: &ApiRequest<'_>,
    credentials: &Credentials,
    options: &SignOptions<'_>,
) -> Result<SignedRequest, Error> {
    Signer::new(credentials.clone())?.sign(request, options)
}

/// Every string on the way to the signature of one request.
///
/// # Errors
/// As [`sign`].
pub fn explain(
    request: &ApiRequest<'_>,
    credentials: &Credentials,
    options: &SignOptions<'_>,
) -> Result<SignatureSteps, Error> {
    Signer::new(credentials.clone())?.explain(request, options)
}

/// Signs many requests of one key pair: the key of the day is derived once and kept until day or service change.
pub struct Signer {
    pub(super) credentials: Credentials,
    key: Option<(String, String, SigningKey)>,
}

impl Signer {
    /// Takes the credentials and checks that they can be sent.
    ///
    /// # Errors
    /// `Client.InvalidArgument` naming the field.
    pub fn new(credentials: Credentials) -> Result<Self, Error> {
        plain_text("secretId", &credentials.secret_id)?;
        if credentials.secret_id.contains([' ', '/', ',']) {
            return Err(Error::argument("secretId", "contains a space, slash or comma; check for stray characters"));
        }
        if credentials.secret_key.is_empty() {
            return Err(Error::argument("secretKey", "is empty"));
        }
        if let Some(token) = &credentials.token {
            plain_text("token", token)?;
        }
        Ok(Signer { credentials, key: None })
    }

    /// The signed request.
    ///
    /// # Errors
    /// As [`sign`].
    pub fn sign(&mut self, request: &ApiRequest<'_>, options: &SignOptions<'_>) -> Result<SignedRequest, Error> {
        let mut prepared = Prepared::new(request, &self.credentials, options)?;
        let steps = self.climb(&prepared, request, options)?;
        prepared.headers.push(("authorization".to_owned(), steps.authorization));
        let mut url = prepared.endpoint.origin;
        url.push('/');
        if !request.query.is_empty() {
            url.push('?');
            url.push_str(request.query);
        }
        Ok(SignedRequest { method: request.method, url, headers: prepared.headers })
    }

    /// Every string on the way to the signature.
    ///
    /// # Errors
    /// As [`sign`].
    pub fn explain(&mut self, request: &ApiRequest<'_>, options: &SignOptions<'_>) -> Result<SignatureSteps, Error> {
        let prepared = Prepared::new(request, &self.credentials, options)?;
        self.climb(&prepared, request, options)
    }

    fn climb(
        &mut self,
        prepared: &Prepared,
        request: &ApiRequest<'_>,
        options: &SignOptions<'_>,
    ) -> Result<SignatureSteps, Error> {
        let signed = prepared.signed(options.signed_headers.unwrap_or(&DEFAULT_SIGNED))?;
        let payload_hash = if options.unsigned_payload {
            tc3::sha256_hex(tc3::UNSIGNED_PAYLOAD.as_bytes())
        } else {
            tc3::sha256_hex(request.payload)
        };
        let canonical_request = tc3::canonical_request(request.method.name(), request.query, &signed, &payload_hash);
        let canonical_request_hash = tc3::sha256_hex(canonical_request.as_bytes());
        let date = utc_date(options.timestamp)?;
        let credential_scope = tc3::credential_scope(&date, request.service);
        let string_to_sign = tc3::string_to_sign(options.timestamp, &credential_scope, &canonical_request_hash);
        let signature = self.key(date, request.service).sign_hex(&string_to_sign);
        let names = tc3::signed_header_names(&signed);
        let authorization = tc3::authorization(&self.credentials.secret_id, &credential_scope, &names, &signature);
        Ok(SignatureSteps {
            payload_hash,
            canonical_request,
            canonical_request_hash,
            credential_scope,
            string_to_sign,
            signature,
            authorization,
        })
    }

    fn key(&mut self, date: String, service: &str) -> &SigningKey {
        let secret = &self.credentials.secret_key;
        let fresh = self.key.take().filter(|(day, name, _)| *day == date && name == service);
        let kept = fresh.unwrap_or_else(|| {
            let key = SigningKey::derive(secret, &date, service);
            (date, service.to_owned(), key)
        });
        &self.key.insert(kept).2
    }
}

/// The headers of a checked request, before the Authorization is added.
struct Prepared {
    endpoint: Endpoint,
    headers: Vec<(String, String)>,
}

impl Prepared {
    fn new(request: &ApiRequest<'_>, credentials: &Credentials, options: &SignOptions<'_>) -> Result<Self, Error> {
        label("service", request.service)?;
        plain_text("action", request.action)?;
        plain_text("version", request.version)?;
        for (name, value) in
            [("region", request.region), ("language", request.language), ("contentType", options.content_type)]
        {
            value.map_or(Ok(()), |value| plain_text(name, value))?;
        }
        if request.payload.len() > MAX_BODY {
            return Err(Error::new(client::TOO_LARGE, "`payload` is over 10 MB, the most TC3-HMAC-SHA256 takes"));
        }
        if request.query.len() > MAX_QUERY {
            return Err(Error::new(client::TOO_LARGE, "the query is over 32 KB; send it by POST"));
        }
        if request.query.bytes().any(|byte| !byte.is_ascii_graphic() || b"\"#'<>".contains(&byte)) {
            return Err(Error::argument(
                "query",
                "has a character that a URL does not keep as it is; percent-encode it",
            ));
        }
        let endpoint = match request.endpoint {
            Some(text) => Endpoint::parse(text)?,
            None => Endpoint::of_service(request.service)?,
        };
        let default_type = match request.method {
            Method::Get => "application/x-www-form-urlencoded",
            Method::Post => "application/json",
        };
        let mut timestamp = String::new();
        digits(&mut timestamp, options.timestamp, 1);
        let own = [
            ("content-type", Some(options.content_type.unwrap_or(default_type))),
            ("x-tc-action", Some(request.action)),
            ("x-tc-version", Some(request.version)),
            ("x-tc-timestamp", Some(timestamp.as_str())),
            ("x-tc-region", request.region),
            ("x-tc-token", credentials.token.as_deref()),
            ("x-tc-language", request.language),
            ("x-tc-content-sha256", options.unsigned_payload.then_some(tc3::UNSIGNED_PAYLOAD)),
        ];
        let mut headers: Vec<(String, String)> =
            own.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect();
        for (name, value) in request.headers {
            headers.push((extra_name(name, &headers)?, extra_value(name, value)?));
        }
        Ok(Prepared { endpoint, headers })
    }

    /// The headers to sign, sorted by name. `host` is among them though it is not among those to send.
    fn signed<'a>(&'a self, names: &[&str]) -> Result<Vec<Header<'a>>, Error> {
        let mut signed: Vec<Header<'a>> = Vec::with_capacity(names.len());
        for name in names {
            let name = name.to_ascii_lowercase();
            let found = if name == "host" {
                Some(("host", self.endpoint.host.as_str()))
            } else {
                self.headers.iter().find(|header| header.0 == name).map(|header| (header.0.as_str(), header.1.as_str()))
            };
            match found {
                Some(header) if !signed.contains(&header) => signed.push(header),
                Some(_) => {}
                None => {
                    return Err(Error::argument(
                        "signedHeaders",
                        &["names a header that is not sent: ", &name].concat(),
                    ));
                }
            }
        }
        for name in ALWAYS_SIGNED {
            if !signed.iter().any(|header| header.0 == name) {
                return Err(Error::argument("signedHeaders", &["must contain ", name].concat()));
            }
        }
        signed.sort_unstable();
        Ok(signed)
    }
}

/// Text that can stand in a header: printable ASCII, not empty, no space at either end.
pub(super) fn plain_text(field: &str, value: &str) -> Result<(), Error> {
    if value.is_empty() {
        return Err(Error::argument(field, "is empty"));
    }
    if value.bytes().any(|byte| !(b' '..=b'~').contains(&byte)) {
        return Err(Error::argument(field, "has a control character or one outside ASCII"));
    }
    if value.starts_with(' ') || value.ends_with(' ') {
        return Err(Error::argument(field, "begins or ends with a space"));
    }
    Ok(())
}

/// The service is a part of the scope, where a slash or a space would be read as something else.
pub(super) fn label(field: &str, value: &str) -> Result<(), Error> {
    plain_text(field, value)?;
    let ok = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'));
    if ok { Ok(()) } else { Err(Error::argument(field, "is not a product name such as `cvm`")) }
}

pub(super) fn extra_name(name: &str, taken: &[(String, String)]) -> Result<String, Error> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        return Err(Error::argument("headers", "has a name that is not a header name"));
    }
    let lower = name.to_ascii_lowercase();
    if lower == "host" || lower == "authorization" || lower == "content-type" || lower.starts_with("x-tc-") {
        return Err(Error::argument("headers", &["must not set ", &lower, ": it has a field of its own"].concat()));
    }
    if taken.iter().any(|header| header.0 == lower) {
        return Err(Error::argument("headers", &["names ", &lower, " twice"].concat()));
    }
    Ok(lower)
}

pub(super) fn extra_value(name: &str, value: &str) -> Result<String, Error> {
    if value.bytes().any(|byte| !(b' '..=b'~').contains(&byte)) {
        return Err(Error::argument(
            "headers",
            &["has a control character or one outside ASCII in ", &name.to_ascii_lowercase()].concat(),
        ));
    }
    Ok(value.trim_matches(' ').to_owned())
}

/// Whether a region can be sent as a header.
#[cfg(all(target_arch = "wasm32", feature = "wasm-client"))]
pub(crate) fn check_region(region: &str) -> Result<(), Error> {
    plain_text("region", region)
}
