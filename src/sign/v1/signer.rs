//! Signing by v1: requests in, what to send out.

use super::keys::{Algorithm, Keys};
use super::params::{RESERVED, encode, sort, string_to_sign};
use super::request::{Options, Request, Signed, Steps};
use crate::Error;
use crate::error::client;
use crate::sign::credentials::Credentials;
use crate::sign::date::day_of;
use crate::sign::endpoint::Endpoint;
use crate::sign::error::SigningError;
use crate::sign::request::Method;
use crate::sign::text::{Sink as _, put_decimal, put_lower, text, trimmed};
use crate::sign::validate::{self, MAX_EXTRA, MAX_QUERY, TOO_MANY_EXTRA, extra_header, plain_text, service};

/// The largest form, in bytes as it is sent (common parameters page: 1 MB for v1).
const MAX_FORM: usize = 1024 * 1024;
/// The type of the form, and of the empty body of a GET.
const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

/// Signs one request.
///
/// # Errors
/// `Client.InvalidArgument` or `Client.TooLarge`, naming the field that cannot be signed.
pub fn sign(request: &Request<'_>, credentials: &Credentials, options: &Options) -> Result<Signed, Error> {
    Signer::new(credentials.clone())?.sign(request, options)
}

/// Every string on the way to the signature of one request.
///
/// # Errors
/// As [`sign`].
pub fn explain(request: &Request<'_>, credentials: &Credentials, options: &Options) -> Result<Steps, Error> {
    Signer::new(credentials.clone())?.explain(request, options)
}

/// Signs many requests of one key pair. The secret key itself is not kept.
pub struct Signer {
    secret_id: String,
    token: Option<String>,
    keys: Keys,
}

impl Signer {
    /// Validates the credentials.
    ///
    /// # Errors
    /// `Client.InvalidArgument` naming the field.
    pub fn new(credentials: Credentials) -> Result<Self, Error> {
        let Credentials { secret_id, secret_key, token } = credentials;
        validate::credentials(secret_id.as_bytes(), secret_key.as_bytes(), token.as_deref().map(str::as_bytes))?;
        Ok(Signer { keys: Keys::new(secret_key.as_bytes()), secret_id, token })
    }

    /// The signed request.
    ///
    /// # Errors
    /// As [`sign`].
    pub fn sign(&self, request: &Request<'_>, options: &Options) -> Result<Signed, Error> {
        let form = self.explain(request, options)?.form;
        let (origin, headers) = (origin(request)?, headers(request)?);
        let method = request.method;
        Ok(match method {
            Method::Get => Signed { method, url: [&origin, "/?", &form].concat(), headers, body: None },
            Method::Post => Signed { method, url: [&origin, "/"].concat(), headers, body: Some(form) },
        })
    }

    /// Every string on the way to the signature.
    ///
    /// # Errors
    /// As [`sign`].
    pub fn explain(&self, request: &Request<'_>, options: &Options) -> Result<Steps, Error> {
        check(request, options)?;
        headers(request)?;
        let [timestamp, nonce] =
            [options.timestamp, options.nonce].map(|number| text(|sink| put_decimal(sink, number)));
        let mut parameters = self.parameters(request, options.algorithm, &timestamp, &nonce);
        sort(&mut parameters)?;
        let host = host(request)?;
        let string_to_sign = string_to_sign(request.method.name(), &host, &parameters);
        let signature = self.keys.sign(options.algorithm, &string_to_sign);
        parameters.push(("Signature", &signature));
        let form = encode(&parameters);
        let (most, over) = limit(request.method);
        if form.len() > most {
            return Err(Error::new(client::TOO_LARGE, over));
        }
        Ok(Steps { string_to_sign, signature, form })
    }

    /// Everything that is signed, unsorted.
    fn parameters<'a>(
        &'a self,
        request: &Request<'a>,
        algorithm: Algorithm,
        timestamp: &'a str,
        nonce: &'a str,
    ) -> Vec<(&'a str, &'a str)> {
        let method = (algorithm != Algorithm::HmacSha1).then_some(algorithm.name());
        let common = [
            ("Action", Some(request.action)),
            ("Language", request.language),
            ("Nonce", Some(nonce)),
            ("Region", request.region),
            ("SecretId", Some(self.secret_id.as_str())),
            ("SignatureMethod", method),
            ("Timestamp", Some(timestamp)),
            ("Token", self.token.as_deref()),
            ("Version", Some(request.version)),
        ];
        let common = common.into_iter().filter_map(|(name, value)| Some((name, value?)));
        common.chain(request.payload.iter().copied()).collect()
    }
}

fn endpoint<'a>(request: &Request<'a>) -> Result<Endpoint<'a>, SigningError<'a>> {
    match request.endpoint {
        Some(text) => Endpoint::parse(text),
        None => Ok(Endpoint::of_service(request.service.as_bytes())),
    }
}

/// What is signed as the host.
fn host(request: &Request<'_>) -> Result<String, SigningError<'static>> {
    let host = match request.host {
        Some(given) => Endpoint::of_host(given.as_bytes()),
        None => endpoint(request),
    };
    host.map(|host| text(|sink| host.put_host(sink))).map_err(|error| SigningError::new(error.field, error.kind))
}

/// What is fetched, without the path.
pub(crate) fn origin(request: &Request<'_>) -> Result<String, Error> {
    let endpoint = endpoint(request)?;
    Ok(text(|sink| endpoint.put_origin(sink)))
}

fn headers(request: &Request<'_>) -> Result<Vec<(String, String)>, Error> {
    if request.headers.len() > MAX_EXTRA {
        return Err(SigningError::new("headers", &TOO_MANY_EXTRA).into());
    }
    let mut headers = vec![("content-type".to_owned(), CONTENT_TYPE.to_owned())];
    if request.host.is_some() {
        headers.push(("host".to_owned(), host(request)?));
    }
    let given: Vec<(&[u8], &[u8])> =
        request.headers.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())).collect();
    for (at, (name, value)) in given.iter().enumerate() {
        extra_header(name, value, given.get(..at).unwrap_or_default())?;
        headers.push((text(|sink| put_lower(sink, name)), text(|sink| sink.put(trimmed(value)))));
    }
    Ok(headers)
}

/// The most bytes a request of this method may have, and what is said of more.
fn limit(method: Method) -> (usize, &'static str) {
    match method {
        Method::Get => (MAX_QUERY, "the query is over 32 KB; send it by POST"),
        Method::Post => (MAX_FORM, "`payload` is over 1 MB as a form, the most v1 takes; use TC3-HMAC-SHA256"),
    }
}

/// What v1 sends as parameters, TC3 sends as headers: the texts of either are checked alike.
fn check(request: &Request<'_>, options: &Options) -> Result<(), Error> {
    service(request.service.as_bytes())?;
    for (field, value) in [
        ("action", Some(request.action)),
        ("version", Some(request.version)),
        ("region", request.region),
        ("language", request.language),
    ] {
        value.map_or(Ok(()), |value| plain_text(field, value.as_bytes()))?;
    }
    day_of(options.timestamp)?;
    if options.nonce == 0 {
        return Err(Error::argument("nonce", "must be a whole number, at least 1"));
    }
    let (most, over) = limit(request.method);
    // What is too large as it is need not be encoded to be found so.
    if request.payload.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > most {
        return Err(Error::new(client::TOO_LARGE, over));
    }
    for (name, _) in request.payload {
        if name.is_empty() {
            return Err(Error::argument("payload", "has a member without a name"));
        }
        if RESERVED.contains(name) {
            return Err(Error::argument("payload", &["has a member ", name, ", which is not its own to set"].concat()));
        }
    }
    Ok(())
}
